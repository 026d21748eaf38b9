using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>The end of all that an account said.</summary>
internal static class AccountRemovalStore
{
    private const int AtATime = 1000;

    internal static async Task<int> RemoveAsync(
        DbSession session, AccountId account, KindRegistry kinds, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        await AccountLock.TakeAsync(session, account, ct);
        await DetachAsync(session, account, kinds, cause, clock, ct);
        var removed = new Dictionary<MergeUnit, int>();
        while (true)
        {
            var ids = await session.QueryAsync<ResourceId>(
                "select id from resource where account_id = @account limit @limit", new { account, limit = AtATime }, ct);
            if (ids.Count == 0)
            {
                break;
            }

            foreach (var unit in (await RemovalStore.RemoveAsync(session, ids, Remains.Nothing, cause, clock, ct)).GroupBy(gone => gone.Unit()))
            {
                removed[unit.Key] = removed.GetValueOrDefault(unit.Key) + unit.Count();
            }
        }

        foreach (var table in (string[])["tombstone", "kept_apart", "unit_freshness", "sync_run", "resource_count"])
        {
            await session.ExecuteAsync($"delete from {table} where account_id = @account", new { account }, ct);
        }

        foreach (var (unit, count) in removed)
        {
            session.Publish(GraphEvents.UnitSynced(unit, 0, 0, count));
        }

        return removed.Values.Sum();
    }

    /// <summary>What other accounts know too stays, without what this one said.</summary>
    private static async Task DetachAsync(
        DbSession session, AccountId account, KindRegistry kinds, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        var shared = await JoinStore.SharedAsync(session, account, null, null, null, ct);
        await JoinStore.LockAsync(session, shared.Select(key => key.ResourceId).ToArray(), ct);
        foreach (var key in shared)
        {
            var kind = (await OwnStore.ReadAsync(session, key.ResourceId, ct))?.Kind;
            await new ResourceUnion(kinds.Find(kind ?? ""), cause, clock).DetachAsync(session, key, ct);
        }
    }
}
