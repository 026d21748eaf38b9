using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Past;

/// <summary>
/// The graph as of a moment: the present with all changes since then taken back, and what is gone since then from its last
/// state.
/// </summary>
public sealed class PastStore(Database database, TimeProvider clock)
{
    /// <summary>The resource as it was; not found when it was not there, or not in the scope.</summary>
    public async Task<Result<PastResource>> GetAsync(Scope scope, ResourceId id, DateTimeOffset at, CancellationToken ct)
    {
        if (Check(at) is { } problem)
        {
            return problem;
        }

        at = at.ToUniversalTime();
        var found = await ReadAsync(scope, [id], at, ct);
        return found.Count == 0 ? KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString())) : found[0];
    }

    /// <summary>
    /// What there was of a kind, or of all kinds, by id. A page may hold fewer than asked for, and none, though another follows.
    /// </summary>
    public async Task<Result<Page<PastResource>>> ListAsync(
        Scope scope, DateTimeOffset at, string? kind, AccountId? account, PageRequest page, CancellationToken ct)
    {
        var after = page.Cursor is null ? new PastKey(default) : KeysetCursor.Decode<PastKey>(page.Cursor);
        if (after is null)
        {
            return KernelProblems.BadCursor;
        }

        if (Check(at) is { } problem)
        {
            return problem;
        }

        at = at.ToUniversalTime();
        var ids = await database.QueryAsync<ResourceId>(
            scope,
            """
            select id from (
                select id from resource where (@kind = '' or kind = @kind) and id > @after
                union
                select resource_id from change where type = 'deleted' and at > @at and (@kind = '' or kind = @kind) and resource_id > @after
            ) known order by id limit @limit
            """,
            new { at, kind = kind ?? "", after = after.Id, limit = page.Limit + 1 },
            ct);
        var read = ids.Take(page.Limit).ToArray();
        var found = await ReadAsync(scope, read, at, ct);
        return new Page<PastResource>(
            found.Where(resource => account is null || resource.Account == account).ToArray(),
            ids.Count > page.Limit ? KeysetCursor.Encode(new PastKey(read[^1])) : null);
    }

    private Problem? Check(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        var oldest = now - GraphUpkeep.HistoryRetention;
        return at > now ? PastProblems.NotYet.With(("at", at.ToString("u")))
            : at < oldest ? PastProblems.TooOld.With(("at", at.ToString("u")), ("oldest", oldest.ToString("u")))
            : null;
    }

    private async Task<IReadOnlyList<PastResource>> ReadAsync(Scope scope, IReadOnlyCollection<ResourceId> ids, DateTimeOffset at, CancellationToken ct)
    {
        // One statement: a change between two readings would be taken back from a state that does not have it.
        var changes = await database.QueryAsync<PastChange>(
            scope,
            $"""
            select id as resource_id, tenant_id, account_id, provider, kind, '{PastChange.Present}' as type, null::text as field,
                {RemovalStore.LastState} as before, 'infinity'::timestamptz as at, id
            from resource where id = any(@ids)
            union all
            select resource_id, tenant_id, account_id, provider, kind, type, field, before, at, id from change
            where resource_id = any(@ids) and at > @at
            order by at desc, id desc
            """,
            new { ids, at },
            ct);
        var byId = changes.ToLookup(change => change.ResourceId);
        return [.. ids.Select(id => Back(byId[id].ToArray(), at)).OfType<PastResource>()];
    }

    private static PastResource? Back(IReadOnlyList<PastChange> changes, DateTimeOffset at)
    {
        var state = new PastState();
        foreach (var change in changes)
        {
            state.Undo(change);
        }

        return changes.Count == 0 ? null : state.Resource(changes[0].ResourceId, changes[0].TenantId, changes[0].Kind, at);
    }

    private sealed record PastKey(ResourceId Id);
}
