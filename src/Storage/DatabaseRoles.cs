using Npgsql;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;

namespace Yunqiao.Storage;

/// <summary>
/// The three roles: the owner migrates, the application works under row-level security, the search role reads ids and counts.
/// It exists before the database does, so that everything that needs it can be made; it opens at start.
/// </summary>
public sealed class DatabaseRoles : IAsyncDisposable
{
    // Two servers fit into the hundred connections that PostgreSQL allows by default.
    private const int ApplicationPool = 36;
    private const int SearchPool = 8;
    private const int OwnerPool = 2;

    private volatile Sources? sources;

    /// <summary>Whether the database can be used; false until the start has prepared it.</summary>
    public bool IsOpen => sources is not null;

    /// <summary>Owns the schema; used by migrations and by backup and restore alone.</summary>
    public NpgsqlDataSource Owner => Current.Owner;

    /// <summary>Never a superuser and never the owner, so that row security applies.</summary>
    public NpgsqlDataSource Application => Current.Application;

    /// <summary>Reads some tables without row security; may write nothing.</summary>
    public NpgsqlDataSource Search => Current.Search;

    private Sources Current => sources ?? throw new StorageUnavailableException();

    /// <summary>
    /// A connection of the application role outside the pool, for what lasts as long as its session: LISTEN and session locks.
    /// </summary>
    public async Task<NpgsqlConnection> OpenDedicatedAsync(string purpose, CancellationToken ct)
    {
        var target = new NpgsqlConnectionStringBuilder(Current.Dedicated) { Pooling = false, ApplicationName = "yunqiao-" + purpose };
        var connection = new NpgsqlConnection(target.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws away pooled connections, of which none works after the server was restarted.</summary>
    public void Clear()
    {
        if (sources is { } open)
        {
            open.Owner.Clear();
            open.Application.Clear();
            open.Search.Clear();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref sources, null) is { } open)
        {
            await open.Application.DisposeAsync();
            await open.Search.DisposeAsync();
            await open.Owner.DisposeAsync();
        }
    }

    internal void Open(string ownerConnectionString, MasterKey key)
    {
        var database = new NpgsqlConnectionStringBuilder(ownerConnectionString).Database!;
        var application = ApplicationConnection(ownerConnectionString, RolePassword.Derive(key, RoleSetup.ApplicationOf(database)));
        var search = SearchConnection(ownerConnectionString, RolePassword.Derive(key, RoleSetup.SearchOf(database)));
        sources = new Sources(
            NpgsqlDataSource.Create(OwnerConnection(ownerConnectionString)),
            NpgsqlDataSource.Create(application),
            NpgsqlDataSource.Create(search),
            application);
    }

    internal static string OwnerConnection(string ownerConnectionString) =>
        Pooled(new NpgsqlConnectionStringBuilder(ownerConnectionString), OwnerPool).ConnectionString;

    // A node that froze in the middle of a transaction loses its locks about when the others take over its work.
    internal static string ApplicationConnection(string ownerConnectionString, RolePassword password) =>
        Confined(ownerConnectionString, password, ApplicationPool, "-c idle_in_transaction_session_timeout=5s -c jit=off");

    // A generic plan would scan the list index where a trigram index serves: every plan is made for its values. Pages are found
    // in milliseconds, so workers would cost more than they bring, and take processors from everybody else. A guess of the planner may be
    // wrong by far; reading a large table from end to end is the one mistake that nobody forgives.
    internal static string SearchConnection(string ownerConnectionString, RolePassword password) =>
        Confined(
            ownerConnectionString, password, SearchPool,
            "-c idle_in_transaction_session_timeout=5s -c jit=off -c plan_cache_mode=force_custom_plan -c default_transaction_read_only=on"
            + " -c max_parallel_workers_per_gather=0 -c enable_seqscan=off");

    private static string Confined(string ownerConnectionString, RolePassword password, int pool, string options)
    {
        var builder = Pooled(new NpgsqlConnectionStringBuilder(ownerConnectionString), pool);
        builder.Username = password.Role;
        builder.Password = password.Plain;
        builder.Passfile = null;
        builder.Options = string.IsNullOrEmpty(builder.Options) ? options : $"{builder.Options} {options}";
        return builder.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder Pooled(NpgsqlConnectionStringBuilder builder, int pool)
    {
        builder.MaxPoolSize = pool;
        builder.MinPoolSize = 0;
        builder.ConnectionIdleLifetime = 60;
        builder.NoResetOnClose = true;
        builder.ApplicationName ??= "yunqiao";
        return builder;
    }

    private sealed record Sources(NpgsqlDataSource Owner, NpgsqlDataSource Application, NpgsqlDataSource Search, string Dedicated);
}
