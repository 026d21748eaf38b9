using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Commands;

/// <summary>Placeholders whose operation has ended without fulfilling them.</summary>
internal static class AbandonedPlaceholderStore
{
    /// <summary>Some of them; the conflict key of a creation is the id of its placeholder.</summary>
    internal static Task<IReadOnlyList<ResourceId>> ListAsync(DbSession session, DateTimeOffset madeBefore, CancellationToken ct) =>
        session.QueryAsync<ResourceId>(
            """
            select r.id from resource r
            where r.placeholder and r.external_id = '' and r.created_at < @madeBefore
                and not exists (
                    select 1 from operation o
                    where o.conflict_key = r.id::text and o.state not in ('succeeded', 'failed', 'cancelled'))
            limit 100
            """,
            new { madeBefore },
            ct);
}
