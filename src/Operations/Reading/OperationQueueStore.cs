using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Reading;

/// <summary>Reads the queue.</summary>
internal sealed class OperationQueueStore(Database database, TimeProvider clock)
{
    private const int MostTenants = 50;

    public async Task<OperationQueue> ReadAsync(Scope scope, CancellationToken ct)
    {
        var states = await StatesAsync(scope, ct);
        var priorities = await database.QueryAsync<Priority>(
            scope,
            """
            select priority::int as value, count(*)::int as count from operation
             where state in ('pending', 'running', 'waiting', 'undoing') group by priority order by priority desc
            """,
            null,
            ct);
        var waiting = (await database.QueryFirstAsync<Waiting>(
            scope,
            """
            select
                count(*) filter (where not o.admitted and not blocked)::int as held_back,
                count(*) filter (where blocked)::int as blocked,
                min(o.queued_at) filter (where o.started_at is null) as oldest
              from (
                select o.admitted, o.queued_at, o.started_at,
                    o.conflict_key is not null and exists (
                        select 1 from operation_conflict c where c.key = o.conflict_key and c.operation_id <> o.id) as blocked
                  from operation o where o.state = 'pending') o
            """,
            null,
            ct))!;
        var tenants = await database.QueryAsync<OperationQueueTenant>(
            scope,
            """
            select tenant_id as tenant, count(*) filter (where admitted)::int as active, count(*) filter (where not admitted)::int as held_back
              from operation where state in ('pending', 'running', 'waiting', 'undoing')
             group by tenant_id order by count(*) desc, tenant_id limit @most
            """,
            new { most = MostTenants },
            ct);
        return new OperationQueue(
            clock.GetUtcNow(),
            states,
            [.. priorities.Select(row => new OperationQueuePriority((OperationPriority)row.Value, row.Count))],
            waiting.HeldBack,
            waiting.Blocked,
            waiting.Oldest,
            tenants,
            scope.Above.Count == 0 ? await LagAsync(scope, ct) : null,
            scope.Above.Count == 0 ? await ServersAsync(scope, ct) : null);
    }

    /// <summary>How many operations that are not over, or need attention, are in which state.</summary>
    public Task<IReadOnlyList<OperationQueueState>> StatesAsync(Scope scope, CancellationToken ct) =>
        database.QueryAsync<OperationQueueState>(
            scope,
            """
            select state, count(*)::int as count from (
                select state from operation where state in ('pending', 'running', 'waiting', 'undoing')
                union all
                select state from operation where state = 'needsAttention') o
             group by state order by state
            """,
            null,
            ct);

    /// <summary>How many seconds the firing that is due longest has waited for a server.</summary>
    public async Task<double> LagAsync(Scope scope, CancellationToken ct) =>
        (await database.QueryAsync<double>(
            scope,
            $"""
            select coalesce(extract(epoch from @now - {TimeOf("min(next_fire_time)")}), 0)::double precision from qrtz_triggers
             where trigger_group = 'operation' and trigger_state = 'WAITING' and {TimeOf("next_fire_time")} <= @now
            """,
            new { now = clock.GetUtcNow() },
            ct))[0];

    // Quartz counts ticks of .NET: 100 nanoseconds since the year 1.
    private static string TimeOf(string column) => $"to_timestamp(({column} - 621355968000000000) / 1e7)";

    private Task<IReadOnlyList<OperationQueueServer>> ServersAsync(Scope scope, CancellationToken ct) =>
        database.QueryAsync<OperationQueueServer>(
            scope,
            $"""
            select s.instance_name as name, {TimeOf("s.last_checkin_time")} as last_seen_at,
                (select count(*)::int from qrtz_fired_triggers f where f.instance_name = s.instance_name and f.state = 'EXECUTING') as running
              from qrtz_scheduler_state s order by s.instance_name
            """,
            null,
            ct);

    private sealed record Waiting
    {
        public int HeldBack { get; init; }

        public int Blocked { get; init; }

        public DateTimeOffset? Oldest { get; init; }
    }

    private sealed record Priority
    {
        public int Value { get; init; }

        public int Count { get; init; }
    }
}
