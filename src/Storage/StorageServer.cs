using Microsoft.Extensions.Logging;
using Npgsql;
using Yunqiao.Storage.Backups;
using Yunqiao.Storage.Embedded;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;

namespace Yunqiao.Storage;

/// <summary>The PostgreSQL that this process works with: its own, or one that the operator runs.</summary>
public sealed partial class StorageServer(
    StorageSettings settings, DatabaseRoles roles, KeyRing ring, IEnumerable<MigrationSource> sources, TimeProvider clock,
    ILogger<StorageServer> log) : IAsyncDisposable
{
    private const string EmbeddedDatabase = "yunqiao";

    // Long enough for a database that is started together with this server.
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromSeconds(2);

    private EmbeddedPostgres? embedded;

    /// <summary><c>embedded</c> or <c>external</c>.</summary>
    public string Mode => settings.IsEmbedded ? "embedded" : "external";

    /// <summary>The version of PostgreSQL, such as <c>18.4</c>; empty until it was opened.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Starts or joins the server, prepares the database and opens the roles.</summary>
    /// <exception cref="StorageStartException">When a person has to do something first.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        try
        {
            var connectionString = settings.ConnectionString ?? await StartEmbeddedAsync(ct);
            var key = await PrepareAsync(connectionString, ct);
            roles.Open(connectionString, key);
            await ring.LoadAsync(key, ct);
            await using var connection = await roles.Application.OpenConnectionAsync(ct);
            Version = connection.PostgreSqlVersion.ToString(2);
            LogReady(Mode, Version, connection.UserName!);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    /// <summary>Writes a backup of the database as it is, whichever release made it; servers may be at work.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="version">The release that writes it.</param>
    /// <param name="report">Hears of every table.</param>
    /// <param name="ct">Cancels it.</param>
    /// <exception cref="StorageStartException">When a person has to do something first.</exception>
    public async Task<BackupContents> BackUpAsync(string file, string version, Action<string> report, CancellationToken ct)
    {
        if (settings.IsEmbedded && !Directory.Exists(settings.DataFolder))
        {
            throw new StorageStartException(BackupProblems.NothingThere.With(("database", settings.DataFolder)));
        }

        var key = MasterKey.Read(settings.MasterKeyFile)
            ?? throw new StorageStartException(StorageProblems.MasterKeyMissing.With(("file", settings.MasterKeyFile)));
        var target = new NpgsqlConnectionStringBuilder(settings.ConnectionString ?? await StartEmbeddedAsync(ct))
        {
            Pooling = false,
            ApplicationName = "yunqiao-backup",
            CommandTimeout = 0,
        };
        await using var owner = new NpgsqlConnection(target.ConnectionString);
        await DatabaseSetup.ConnectAsync(owner, ct);
        return await new PlatformBackup(version, clock, report).WriteAsync(owner, key, file, ct);
    }

    /// <summary>Fills the database, which must be empty, from a backup.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="report">Hears of every table.</param>
    /// <param name="ct">Cancels it; the database is then as empty as before.</param>
    /// <exception cref="StorageStartException">When a person has to do something first.</exception>
    public async Task<BackupContents> RestoreAsync(string file, Action<string> report, CancellationToken ct)
    {
        using var backup = await BackupFile.OpenAsync(file, ct);
        var restore = new PlatformRestore([.. sources], log, report);
        restore.Check(backup, MasterKey.Read(settings.MasterKeyFile), settings.MasterKeyFile);
        var connectionString = settings.ConnectionString ?? await StartEmbeddedAsync(ct);
        await new DatabaseSetup([.. sources], clock, log).PrepareAsync(
            connectionString, new MasterKeyFile(settings.MasterKeyFile), ct, (owner, key) => restore.RunAsync(owner, key, backup, ct));
        return backup.Contents;
    }

    /// <summary>
    /// Brings the embedded database to the major version that this release brings, by export and import; servers must be
    /// stopped. Where the old folder is kept; null when there was nothing to do. Interrupted, it is begun again or completed.
    /// </summary>
    /// <param name="version">The release that does it.</param>
    /// <param name="report">Hears of every table.</param>
    /// <param name="ct">Cancels it; the old folder stays in use.</param>
    /// <exception cref="StorageStartException">When a person has to do something first.</exception>
    public async Task<string?> UpgradeAsync(string version, Action<string> report, CancellationToken ct)
    {
        if (!settings.IsEmbedded)
        {
            throw new StorageStartException(StorageProblems.NotEmbedded.With());
        }

        if (!Directory.Exists(settings.DataFolder))
        {
            throw new StorageStartException(BackupProblems.NothingThere.With(("database", settings.DataFolder)));
        }

        var key = MasterKey.Read(settings.MasterKeyFile)
            ?? throw new StorageStartException(StorageProblems.MasterKeyMissing.With(("file", settings.MasterKeyFile)));
        var own = new EmbeddedPostgresSettings(settings.DataFolder, settings.BinariesFolder);
        using var upgrade = await EmbeddedUpgrade.BeginAsync(own, settings.OlderBinariesFolder, clock, log, ct);
        if (upgrade is null)
        {
            return null;
        }

        await using (var old = await upgrade.OpenOldAsync(ct))
        {
            var source = new NpgsqlConnectionStringBuilder(old.ConnectionString(EmbeddedDatabase)) { Pooling = false, CommandTimeout = 0 };
            await using var owner = new NpgsqlConnection(source.ConnectionString);
            await DatabaseSetup.ConnectAsync(owner, ct);
            await new PlatformBackup(version, clock, report).WriteAsync(owner, key, upgrade.ExportFile, ct);
        }

        await using (var fresh = await upgrade.OpenNewAsync(ct))
        {
            await CreateDatabaseAsync(fresh.ConnectionString("postgres"), ct);
            using var backup = await BackupFile.OpenAsync(upgrade.ExportFile, ct);
            var restore = new PlatformRestore([.. sources], log, report);
            restore.Check(backup, key, settings.MasterKeyFile);
            await new DatabaseSetup([.. sources], clock, log).PrepareAsync(
                fresh.ConnectionString(EmbeddedDatabase), new MasterKeyFile(settings.MasterKeyFile), ct, (owner, made) => restore.RunAsync(owner, made, backup, ct));
        }

        upgrade.Complete();
        return upgrade.OldData;
    }

    /// <summary>Closes the connections and leaves the embedded server, which stops when this was its last member.</summary>
    public async Task CloseAsync()
    {
        await roles.DisposeAsync();
        if (embedded is { } server)
        {
            embedded = null;
            server.Restarted -= roles.Clear;
            await server.DisposeAsync();
        }
    }

    /// <summary>For a start that failed half-way; after an orderly stop there is nothing left to do.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<string> StartEmbeddedAsync(CancellationToken ct)
    {
        embedded = await EmbeddedPostgres.OpenAsync(
            new EmbeddedPostgresSettings(settings.DataFolder, settings.BinariesFolder), clock, log, ct);
        embedded.Restarted += roles.Clear;
        await CreateDatabaseAsync(embedded.ConnectionString("postgres"), ct);
        return embedded.ConnectionString(EmbeddedDatabase);
    }

    private static async Task CreateDatabaseAsync(string connectionString, CancellationToken ct)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"create database {EmbeddedDatabase}", connection);
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // It is there, or another server makes it at this moment.
        }
    }

    private async Task<MasterKey> PrepareAsync(string connectionString, CancellationToken ct)
    {
        var setup = new DatabaseSetup([.. sources], clock, log);
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await setup.PrepareAsync(connectionString, new MasterKeyFile(settings.MasterKeyFile), ct);
            }
            catch (StorageStartException error) when (
                error.InnerException is { } cause && StorageFault.IsUnavailable(cause) && clock.GetElapsedTime(started) < ConnectDeadline)
            {
                LogWaiting(error.Message);
                await Task.Delay(ConnectInterval, clock, ct);
            }
        }
    }

    [LoggerMessage(1005, LogLevel.Information, "The {Mode} database is ready: PostgreSQL {Version}, working as {Role}")]
    private partial void LogReady(string mode, string version, string role);

    [LoggerMessage(1006, LogLevel.Warning, "Waiting for the database. {Reason}")]
    private partial void LogWaiting(string reason);
}
