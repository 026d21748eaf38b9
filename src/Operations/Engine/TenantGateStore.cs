using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// Lets so many operations of one tenant in at a time, so that a thousand of one do not make all others wait. Those held back
/// have no firing; one that ends lets the next in: by priority, then by age.
/// </summary>
/// <remarks>
/// Counting takes no lock while the tenant has less than half on their way, so that starts do not wait for each other's commit.
/// From there on the tenant's lock makes counting and letting in one: an operation that is held back either sees the place of
/// the one that ends, or is seen by it. Starts in the same instant can so exceed a limit that is small against their number.
/// </remarks>
internal sealed class TenantGateStore(FiringSchedule schedule, OperationsOptions options)
{
    private const string Admitted =
        """
        select coalesce(sum(weight), 0) from operation
         where tenant_id = @tenant and admitted and state in ('pending', 'running', 'waiting', 'undoing') and id <> @id
        """;

    /// <summary>Lets an operation in and schedules its firing, or holds it back. It holds its conflict key, if it has one.</summary>
    public async Task EnterAsync(DbSession session, OperationId id, long seq, TenantId tenant, CancellationToken ct)
    {
        var others = await CountAsync(session, tenant, id, ct);
        if (others >= options.TenantConcurrency / 2 && await IsWeightlessAsync(session, id, ct))
        {
            await AdmitAsync(session, id, seq, ct);
            return;
        }

        if (others >= options.TenantConcurrency / 2)
        {
            await LockAsync(session, tenant, ct);
            others = await CountAsync(session, tenant, id, ct);
        }

        if (others < options.TenantConcurrency)
        {
            await AdmitAsync(session, id, seq, ct);
        }
    }

    /// <summary>An operation has ended: those that waited for its place come in. Needs a scope that sees the tenant.</summary>
    public async Task LeaveAsync(DbSession session, OperationId id, TenantId tenant, CancellationToken ct)
    {
        // Far from the limit nobody can be waiting: whoever was held back found the gate full, and each that left since let one in.
        if (await CountAsync(session, tenant, id, ct) < options.TenantConcurrency / 2)
        {
            return;
        }

        await LockAsync(session, tenant, ct);
        var room = options.TenantConcurrency - await CountAsync(session, tenant, id, ct);
        if (room <= 0)
        {
            return;
        }

        var next = await session.QueryAsync<HeldBack>(
            """
            select o.id, o.seq from operation o
             where o.tenant_id = @tenant and o.state = @pending and not o.admitted and o.id <> @id
               and (o.conflict_key is null
                    or exists (select 1 from operation_conflict c where c.key = o.conflict_key and c.operation_id = o.id))
             order by o.priority desc, o.queued_at, o.id limit @room
             for update of o skip locked
            """,
            new { tenant, id, room, pending = OperationState.Pending },
            ct);
        foreach (var one in next)
        {
            await AdmitAsync(session, one.Id, one.Seq, ct);
        }
    }

    private async Task AdmitAsync(DbSession session, OperationId id, long seq, CancellationToken ct)
    {
        await session.ExecuteAsync("update operation set admitted = true where id = @id", new { id }, ct);
        await schedule.AddAsync(session, id, seq, session.Now, ct);
    }

    private static async Task<long> CountAsync(DbSession session, TenantId tenant, OperationId id, CancellationToken ct) =>
        (await session.QueryAsync<long>(Admitted, new { tenant, id }, ct))[0];

    private static async Task<bool> IsWeightlessAsync(DbSession session, OperationId id, CancellationToken ct) =>
        (await session.QueryAsync<int>("select weight::int from operation where id = @id", new { id }, ct))[0] == 0;

    private static Task LockAsync(DbSession session, TenantId tenant, CancellationToken ct) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('gate:' || @tenant::text, 0))", new { tenant }, ct);

    private sealed record HeldBack
    {
        public OperationId Id { get; init; }

        public long Seq { get; init; }
    }
}
