using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>Finds active operations without a firing, and gives them one.</summary>
internal sealed class LostFiringStore(
    Database database, ConflictQueueStore conflicts, FiringSchedule schedule, OperationEnding ending, OperationsOptions options, TimeProvider clock)
{
    public Task<IReadOnlyList<LostFiring>> FindAsync(TimeSpan age, CancellationToken ct) =>
        database.QueryAsync<LostFiring>(
            RunStore.AllTenants,
            $"""
            select o.id, o.seq from operation o
             where o.state in ('pending', 'running', 'waiting', 'undoing') and o.queued_at < @before
               and {NoFiring}
               and (o.admitted or (
                    select coalesce(sum(other.weight), 0) from operation other
                     where other.tenant_id = o.tenant_id and other.admitted and other.state in ('pending', 'running', 'waiting', 'undoing')) < @most)
               and (o.state <> 'pending' or o.conflict_key is null
                    or not exists (select 1 from operation_conflict c where c.key = o.conflict_key and c.operation_id <> o.id))
             order by o.id limit 200
            """,
            new { before = clock.GetUtcNow() - age, most = (long)options.TenantConcurrency },
            ct);

    /// <summary>False when it has moved on meanwhile.</summary>
    public Task<bool> RestoreAsync(LostFiring lost, CancellationToken ct) =>
        database.TransactAsync(
            RunStore.AllTenants,
            async session =>
            {
                var row = await RunStore.LockAsync(session, lost.Id, ct);
                if (row is null || row.Seq != lost.Seq || !OperationTransitions.Active.Contains(row.State) || !await IsLostAsync(session, lost, ct))
                {
                    return false;
                }

                await RunStore.WriteStateAsync(session, row with { Seq = row.Seq + 1 }, ct);
                if (row.State == OperationState.Pending)
                {
                    await conflicts.EnterAsync(session, row.Id, row.Seq + 1, row.TenantId, row.ConflictKey, ct);
                }
                else
                {
                    // Also a firing that Quartz is about to recover looks lost for a moment; whoever comes first takes over, the
                    // other finds the fence raised.
                    await schedule.AddAsync(session, row.Id, row.Seq + 1, session.Now, ct);
                    await Handover.LogTakeOverAsync(session, row, ct);
                }

                return true;
            },
            ct);

    /// <summary>Ends operations whose time was over before their turn came; how many.</summary>
    public async Task<int> EndExpiredAsync(CancellationToken ct)
    {
        var expired = await database.QueryAsync<LostFiring>(
            RunStore.AllTenants,
            "select id, seq from operation where state = 'pending' and started_at is null and deadline_at < @now order by id limit 200",
            new { now = clock.GetUtcNow() },
            ct);
        foreach (var one in expired)
        {
            await database.TransactAsync(
                RunStore.AllTenants,
                async session =>
                {
                    if (await RunStore.LockAsync(session, one.Id, ct) is { State: OperationState.Pending, StartedAt: null } row && row.Seq == one.Seq)
                    {
                        await ending.CloseExpiredAsync(session, row, ct);
                    }
                },
                ct);
        }

        return expired.Count;
    }

    // A firing that runs keeps its trigger's row until it ends; the second table covers the moment between.
    private const string NoFiring = """
        not exists (select 1 from qrtz_triggers t where t.trigger_group = 'operation' and t.trigger_name = o.id::text || '.' || o.seq)
        and not exists (select 1 from qrtz_fired_triggers f where f.trigger_group = 'operation' and f.trigger_name = o.id::text || '.' || o.seq)
        """;

    private static async Task<bool> IsLostAsync(DbSession session, LostFiring lost, CancellationToken ct) =>
        await session.QueryFirstAsync<LostFiring>($"select o.id, o.seq from operation o where o.id = @id and {NoFiring}", new { id = lost.Id }, ct) is not null;
}

/// <summary>An operation and the number of the firing that it lost.</summary>
internal sealed record LostFiring
{
    public OperationId Id { get; init; }

    public long Seq { get; init; }
}
