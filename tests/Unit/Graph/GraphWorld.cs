using System.Text.Json.Nodes;
using Npgsql;
using Xunit;
using Yunqiao.Graph;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Past;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Relations;
using Yunqiao.Graph.Resources;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>A database with the graph's tables, shared by the tests of a class; each test is a tenant of its own.</summary>
public sealed class GraphDatabase : IAsyncLifetime
{
    public TestDatabase Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(GraphFeature.Migrations);

    public ValueTask DisposeAsync() => Peer.DisposeAsync();
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class StandingClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}

/// <summary>A tenant with one account and everything that works on its part of the graph.</summary>
internal sealed class GraphWorld
{
    internal const string Containers = "container/container";
    internal const string Images = "container/image";
    internal const string Hosts = "compute/host";
    internal const string Region = "global";

    private readonly TestDatabase peer;

    internal GraphWorld(GraphDatabase database)
        : this(database, TypedId.New<TenantId>(TimeProvider.System))
    {
    }

    internal GraphWorld(GraphDatabase database, TenantId tenant)
    {
        peer = database.Peer;
        Tenant = tenant;
        Account = TypedId.New<AccountId>(TimeProvider.System);
        Database = peer.DatabaseAt(Clock);
        var kinds = new KindRegistry();
        Merge = new ObservationMerge(kinds, Clock);
        Sweep = new UnitSweep(Database, kinds, Clock);
        Resources = new ResourceStore(Database, kinds, Clock);
        Joins = new ResourceJoins(Database, kinds, Resources, Clock);
        Relations = new RelationStore(Database, kinds);
        Changes = new ChangeStore(Database);
        Past = new PastStore(Database, Clock);
        Compiler = new QueryCompiler(kinds);
        Search = new ResourceSearchStore(Database, Resources, Clock);
    }

    internal StandingClock Clock { get; } = new();

    internal TenantId Tenant { get; }

    internal AccountId Account { get; }

    internal Scope Scope => Scope.Of(Tenant);

    internal Database Database { get; }

    internal ObservationMerge Merge { get; }

    internal UnitSweep Sweep { get; }

    internal ResourceStore Resources { get; }

    internal ResourceJoins Joins { get; }

    internal RelationStore Relations { get; }

    internal ChangeStore Changes { get; }

    internal PastStore Past { get; }

    internal QueryCompiler Compiler { get; }

    internal ResourceSearchStore Search { get; }

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static MergeCause Sync { get; } = MergeCause.Sync(TypedId.New<SyncRunId>(TimeProvider.System));

    internal static MergeCause Event { get; } = MergeCause.Event("event-1");

    internal MergeUnit Unit(string kind = Containers) => new(Tenant, Account, "docker", kind, Region, false);

    internal static Observation Container(string id, string? name = null, string lifecycle = "running", string image = "nginx:1.27") =>
        new(Containers, Region, id, name ?? id)
        {
            Lifecycle = lifecycle,
            ProviderStatus = lifecycle,
            Power = lifecycle == "running" ? Power.On : Power.Off,
            Attributes = new JsonObject { ["image"] = image, ["memoryLimitMib"] = 512 },
        };

    internal Task<MergeOutcome> MergeAsync(params Observation[] page) => MergeAsync(Sync, page);

    internal Task<MergeOutcome> MergeAsync(MergeCause cause, params Observation[] page) =>
        InAsync(session => Merge.MergeAsync(session, Unit(page[0].Kind), page, cause, Ct));

    internal Task<T> InAsync<T>(Func<DbSession, Task<T>> work) => Database.TransactAsync(Scope.System("test"), work, Ct);

    internal Task InAsync(Func<DbSession, Task> work) => Database.TransactAsync(Scope.System("test"), work, Ct);

    internal async Task<Resource?> FindAsync(string externalId, string kind = Containers) =>
        await Resources.FindAsync(Scope, Account, kind, Region, externalId, Ct);

    internal async Task<IReadOnlyList<ChangeView>> ChangesAsync(ResourceId? id = null) =>
        (await Changes.ListAsync(Scope, id, new PageRequest(1000, null), Ct)).Value.Items;

    internal async Task<IReadOnlyList<string>> EventsAsync() =>
        await OwnerAsync("select type || ' ' || data::text from outbox_event where tenant_id = $1 order by id");

    /// <summary>The row versions of everything that a merge may write for this tenant, the outbox included.</summary>
    internal async Task<IReadOnlyList<string>> RowVersionsAsync() =>
        await OwnerAsync(
            """
            select 'resource' || ctid || xmin || xmax from resource where tenant_id = $1
            union all select 'record' || ctid || xmin || xmax from record where tenant_id = $1
            union all select 'relation' || ctid || xmin || xmax from relation where tenant_id = $1
            union all select 'tag' || ctid || xmin || xmax from resource_tag where tenant_id = $1
            union all select 'value' || ctid || xmin || xmax from resource_value where tenant_id = $1
            union all select 'count' || ctid || xmin || xmax from resource_count where tenant_id = $1
            union all select 'change' || ctid || xmin || xmax from change where tenant_id = $1
            union all select 'event' || ctid || xmin || xmax from outbox_event where tenant_id = $1
            order by 1
            """);

    /// <summary>What the counters say, and what counting says, of this tenant.</summary>
    internal async Task<(IReadOnlyList<string> Kept, IReadOnlyList<string> Counted)> CountsAsync() =>
    (
        await OwnerAsync(
            "select kind || ' ' || lifecycle || ' ' || count from resource_count where tenant_id = $1 and count <> 0 order by 1"),
        await OwnerAsync(
            "select kind || ' ' || lifecycle || ' ' || count(*) from resource where tenant_id = $1 group by kind, lifecycle order by 1"));

    internal async Task<IReadOnlyList<string>> OwnerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(peer.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Tenant.Value });
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
