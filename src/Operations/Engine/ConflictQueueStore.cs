using Yunqiao.Kernel;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// Operations of one conflict key run one after the other. The row of the key names the one that may run; it is the lock
/// under which the next is chosen, so that one that arrives while another ends is neither lost nor run beside it.
/// </summary>
internal sealed class ConflictQueueStore(TenantGateStore gate)
{
    /// <summary>Takes the key for an operation, or leaves it to wait for its turn; then lets it in if it may run.</summary>
    public async Task EnterAsync(DbSession session, OperationId id, long seq, TenantId tenant, string? key, CancellationToken ct)
    {
        if (key is null || (await ClaimAsync(session, id, key, ct)) == id)
        {
            await gate.EnterAsync(session, id, seq, tenant, ct);
        }
    }

    /// <summary>Whether the operation may run: it has no key, or it is its turn.</summary>
    public static async Task<bool> HoldsAsync(DbSession session, OperationId id, string? key, CancellationToken ct) =>
        key is null || (await HolderAsync(session, key, "", ct))?.OperationId == id;

    /// <summary>Gives the key up and starts the one that has waited longest. Needs a scope that sees all tenants.</summary>
    public async Task LeaveAsync(DbSession session, OperationId id, string? key, CancellationToken ct)
    {
        if (key is null || (await HolderAsync(session, key, "for update", ct))?.OperationId != id)
        {
            return;
        }

        if (await NextAsync(session, id, key, ct) is { } next)
        {
            await session.ExecuteAsync(
                "update operation_conflict set operation_id = @next where key = @key", new { key, next = next.Id }, ct);
            await gate.EnterAsync(session, next.Id, next.Seq, next.TenantId, ct);
        }
        else
        {
            await session.ExecuteAsync("delete from operation_conflict where key = @key", new { key }, ct);
        }
    }

    private static async Task<OperationId?> ClaimAsync(DbSession session, OperationId id, string key, CancellationToken ct)
    {
        // The update that changes nothing takes the row's lock: whoever holds the key cannot pass it on before this commits.
        var holder = await session.QueryFirstAsync<Holder>(
            """
            insert into operation_conflict (key, operation_id) values (@key, @id)
            on conflict (key) do update set key = excluded.key
            returning operation_id
            """,
            new { key, id },
            ct);
        return holder?.OperationId;
    }

    private static Task<Holder?> HolderAsync(DbSession session, string key, string locking, CancellationToken ct) =>
        session.QueryFirstAsync<Holder>($"select operation_id from operation_conflict where key = @key {locking}", new { key }, ct);

    private static async Task<Waiting?> NextAsync(DbSession session, OperationId id, string key, CancellationToken ct)
    {
        while (true)
        {
            var first = await session.QueryFirstAsync<Waiting>(
                """
                select id, seq, tenant_id from operation
                 where conflict_key = @key and state = @pending and id <> @id
                 order by queued_at, id limit 1
                """,
                new { key, id, pending = OperationState.Pending },
                ct);
            if (first is null)
            {
                return null;
            }

            // Locked apart from the search: with a limit, a row that is cancelled at this moment would hide those behind it.
            var locked = await session.QueryFirstAsync<Waiting>(
                "select id, seq, tenant_id from operation where id = @id and state = @pending for update",
                new { id = first.Id, pending = OperationState.Pending },
                ct);
            if (locked is not null)
            {
                return locked;
            }
        }
    }

    private sealed record Holder
    {
        public OperationId OperationId { get; init; }
    }

    private sealed record Waiting
    {
        public OperationId Id { get; init; }

        public long Seq { get; init; }

        public TenantId TenantId { get; init; }
    }
}
