using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Merging;

/// <summary>
/// Serialises the writers of one account until their transactions end. Relations, counters and tombstones never leave an
/// account, so this one lock rules out deadlocks between pages, units, events and operations; reads take none.
/// </summary>
internal static class AccountLock
{
    internal static Task TakeAsync(DbSession session, AccountId account, CancellationToken ct) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('graph:' || @account::text, 0))", new { account }, ct);
}
