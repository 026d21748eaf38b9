using Yunqiao.Storage;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Tests.Peers;

/// <summary>A database of one test or test class; dropped when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresPeer peer;
    private readonly string name;

    internal TestDatabase(PostgresPeer peer, string name, string connectionString, DatabaseRoles roles, MasterKey key)
    {
        this.peer = peer;
        this.name = name;
        ConnectionString = connectionString;
        Roles = roles;
        Key = key;
        Database = new Database(roles, TimeProvider.System);
    }

    /// <summary>The way to the tables, as the server uses it.</summary>
    public Database Database { get; }

    /// <summary>The owner's connection string: no row security.</summary>
    public string ConnectionString { get; }

    /// <summary>The data sources of the three roles.</summary>
    public DatabaseRoles Roles { get; }

    /// <summary>The master key that the roles' passwords derive from.</summary>
    public MasterKey Key { get; }

    /// <summary>A secret box with this database's key ring.</summary>
    public async Task<SecretBox> SecretBoxAsync()
    {
        var ring = new KeyRing(Database, TimeProvider.System);
        await ring.LoadAsync(Key, CancellationToken.None);
        return new SecretBox(ring);
    }

    /// <summary>The same tables at a clock of the test's own.</summary>
    public Database DatabaseAt(TimeProvider clock) => new(Roles, clock);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Roles.DisposeAsync();
        await peer.DropAsync(name);
    }
}
