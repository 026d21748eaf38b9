using Npgsql;
using Yunqiao.Storage.Embedded;

namespace Yunqiao.Tests.Peers;

/// <summary>
/// The oldest PostgreSQL that is supported, from Debian's package <c>postgresql-15</c>, as a private cluster in a temporary
/// folder on a unix socket; never the system's own cluster. It stands for a database that an operator runs.
/// </summary>
public sealed class DebianPostgres : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private const string Password = "administrator";

    private readonly string folder;
    private readonly ServerUser user;
    private FileLock? life;

    private DebianPostgres(string folder, ServerUser user)
    {
        this.folder = folder;
        this.user = user;
    }

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes and starts a cluster.</summary>
    public static async Task<DebianPostgres> StartAsync(CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(Binaries, "postgres")))
        {
            throw new InvalidOperationException("The tests need Debian's PostgreSQL 15: apt-get install postgresql-15");
        }

        var folder = Directory.CreateTempSubdirectory("yq15-").FullName;
        var user = await ServerUser.ChooseAsync(null, ct);
        user.Own(folder);
        var cluster = new DebianPostgres(folder, user);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password, ct);
        await cluster.RunAsync("initdb", ["-D", cluster.Data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", "--pwfile", passwordFile, "--no-sync"], ct);

        // Ends with the process that holds the lock, however that ends.
        cluster.life = FileLock.TryTake(Path.Combine(folder, "life.lock"), exclusive: false);
        user.Own(Path.Combine(folder, "life.lock"));
        await cluster.RunAsync(
            "pg_ctl",
            ["start", "-D", cluster.Data, "-l", Path.Combine(folder, "log"), "-w", "-s", "-o", $"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"], ct);
        await Tool.RunAsync(
            user, folder, "sh",
            ["-c", "setsid -f flock \"$1\" \"$2\" stop -D \"$3\" -m immediate -s >/dev/null 2>&1 </dev/null", "guardian", Path.Combine(folder, "life.lock"), Path.Combine(Binaries, "pg_ctl"), cluster.Data],
            ct);
        return cluster;
    }

    /// <summary>The connection string of a login.</summary>
    public string ConnectionString(string database, string login = "postgres", string password = Password) =>
        new NpgsqlConnectionStringBuilder { Host = folder, Database = database, Username = login, Password = password }.ConnectionString;

    /// <summary>Runs statements, each in a transaction of its own, as the administrator.</summary>
    public async Task AdministerAsync(string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", ["stop", "-D", Data, "-m", "immediate", "-w", "-s"], CancellationToken.None);
        life?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var outcome = await Tool.RunAsync(user, folder, Path.Combine(Binaries, program), arguments, ct);
        if (!outcome.Succeeded)
        {
            throw new InvalidOperationException($"{program}: {outcome.Output}");
        }
    }
}
