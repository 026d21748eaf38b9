using Microsoft.Extensions.Logging;
using Npgsql;
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
