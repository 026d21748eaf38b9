using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Storage.Setup;

/// <summary>
/// Makes a database ready for this release: its version, the master key, the roles, the schema. Any number of servers may
/// start at once: one prepares, the others wait and find the work done.
/// </summary>
internal sealed class DatabaseSetup(IReadOnlyList<MigrationSource> sources, TimeProvider clock, ILogger log)
{
    private const int OldestMajor = 15;

    // "yunqiao" on a telephone's keys; the lock is of the database.
    private const long SetupLock = 9_867_426_001;
    private static readonly TimeSpan LockDeadline = TimeSpan.FromMinutes(10);

    /// <summary>Prepares the database that the owner's connection string names.</summary>
    /// <param name="ownerConnectionString">The owner's login.</param>
    /// <param name="keyFile">Where the master key is.</param>
    /// <param name="ct">Cancels it.</param>
    /// <param name="fill">Fills the database in place of the migrations, with the owner's connection and the key; null for a server.</param>
    internal async Task<MasterKey> PrepareAsync(
        string ownerConnectionString, MasterKeyFile keyFile, CancellationToken ct, Func<NpgsqlConnection, MasterKey, Task>? fill = null)
    {
        // One connection for all of it: the lock lives and dies with it.
        var target = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, ApplicationName = "yunqiao-setup" };
        await using var owner = new NpgsqlConnection(target.ConnectionString);
        await ConnectAsync(owner, ct);
        RequireVersion(owner.PostgreSqlVersion, owner.Host ?? "");
        await LockAsync(owner, ct);
        await RequireRightsAsync(owner, ct);
        var ring = await KeyRing.ReadAsync(owner, ct);
        var key = keyFile.Load(databaseHoldsSecrets: ring.Count > 0);

        // Before anything is changed: with a wrong key the roles' passwords would change under the other servers.
        KeyRing.Open(ring, key);
        var database = target.Database!;
        var application = RolePassword.Derive(key, RoleSetup.ApplicationOf(database));
        var search = RolePassword.Derive(key, RoleSetup.SearchOf(database));
        await RoleSetup.EnsureAsync(
            owner,
            [application, search],
            password => password == application
                ? DatabaseRoles.ApplicationConnection(ownerConnectionString, password)
                : DatabaseRoles.SearchConnection(ownerConnectionString, password),
            ct);
        if (fill is not null)
        {
            await fill(owner, key);
            return key;
        }

        await new Migrator(owner, log).MigrateAsync(sources, ct);
        if (ring.Count == 0)
        {
            await KeyRing.AddAsync(owner, key, clock.GetUtcNow(), clock, ct);
        }

        return key;
    }

    internal static async Task ConnectAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        try
        {
            await owner.OpenAsync(ct);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            var reason = error is PostgresException refused ? $"{refused.SqlState} {refused.MessageText}" : error.Message;
            throw new StorageStartException(StorageProblems.Unreachable.With(("host", owner.Host ?? ""), ("reason", reason)), error);
        }
    }

    internal static void RequireVersion(Version version, string host)
    {
        if (version.Major < OldestMajor)
        {
            throw new StorageStartException(StorageProblems.TooOld.With(
                ("host", host), ("found", version.ToString()), ("expected", $"{OldestMajor}")));
        }
    }

    private async Task LockAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        await using var attempt = new NpgsqlCommand("select pg_try_advisory_lock($1)", owner) { Parameters = { new() { Value = SetupLock } } };
        while (await attempt.ExecuteScalarAsync(ct) is not true)
        {
            if (clock.GetElapsedTime(started) > LockDeadline)
            {
                throw new StorageStartException(StorageProblems.SetupBusy.With(("seconds", $"{LockDeadline.TotalSeconds:0}")));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, ct);
        }
    }

    private static async Task RequireRightsAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select has_schema_privilege('public', 'create with grant option')", owner);
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            var user = new NpgsqlConnectionStringBuilder(owner.ConnectionString).Username ?? "";
            throw new StorageStartException(StorageProblems.OwnerLacksRights.With(
                ("owner", user), ("database", owner.Database), ("sql", $"alter database \"{owner.Database}\" owner to \"{user}\";")));
        }
    }
}
