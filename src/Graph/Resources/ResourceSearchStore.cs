using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>Runs compiled queries as the search role, which yields ids and counts, and reads what they found under row security.</summary>
public sealed class ResourceSearchStore(Database database, ResourceStore resources, TimeProvider clock)
{
    /// <summary>A term that no index serves is tried on no more resources than this.</summary>
    public const int UnservedLimit = 50_000;

    private const int FacetValues = 200;

    /// <summary>One page of what matches.</summary>
    /// <param name="query">What to find.</param>
    /// <param name="sort"><c>name</c>, <c>kind</c>, <c>lifecycle</c>, <c>createdAt</c> or <c>observedAt</c>, with <c>-</c> for descending; null means name.</param>
    /// <param name="page">Which page.</param>
    /// <param name="count">Whether to say how many match in all.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<Result<ResourceList>> ListAsync(CompiledQuery query, string? sort, PageRequest page, bool count, CancellationToken ct)
    {
        if (!ResourceSort.Parse(sort).Ok(out var order, out var problem)
            || !order.After(page.Cursor).Ok(out var after, out problem))
        {
            return problem;
        }

        if (await RefusalAsync(query, ct) is { } refusal)
        {
            return refusal;
        }

        var arguments = Arguments(query);
        arguments["limit"] = page.Limit + 1;
        var continued = after.Add(arguments, order);
        var join = query.NeedsFreshness || order.NeedsFreshness ? ResourceStore.FreshnessJoin : "";
        var ids = await database.SearchAsync<ResourceId>(
            query.Scope,
            $"select r.id from resource r {join} where {query.Where} and {continued} order by {order.Sql} limit @limit",
            arguments,
            ct);
        var items = await resources.GetManyAsync(query.Scope, ids.Take(page.Limit).ToArray(), ct);
        var next = ids.Count > page.Limit && items.Count > 0 ? order.CursorAfter(items[^1]) : null;
        return new ResourceList(items, next, count ? await CountMatchesAsync(query, ct) : null);
    }

    /// <summary>How many match.</summary>
    public async Task<Result<long>> CountAsync(CompiledQuery query, CancellationToken ct) =>
        await RefusalAsync(query, ct) is { } refusal ? refusal : await CountMatchesAsync(query, ct);

    /// <summary>The ids of all that match in order of the ids, at most <paramref name="limit"/>: for actions on many.</summary>
    public async Task<Result<IReadOnlyList<ResourceId>>> IdsAsync(CompiledQuery query, int limit, CancellationToken ct)
    {
        if (await RefusalAsync(query, ct) is { } refusal)
        {
            return refusal;
        }

        var arguments = Arguments(query);
        arguments["limit"] = limit;
        var ids = await database.SearchAsync<ResourceId>(
            query.Scope, $"select r.id from {From(query)} where {query.Where} order by r.id limit @limit", arguments, ct);
        return ids.ToArray();
    }

    /// <summary>How many of what matches have each value of a column, most first; at most 200 values.</summary>
    internal async Task<Result<IReadOnlyList<FacetCount>>> CountByAsync(CompiledQuery query, Facet facet, CancellationToken ct)
    {
        if (await RefusalAsync(query, ct) is { } refusal)
        {
            return refusal;
        }

        // Counters answer in a millisecond what counting a million rows answers in half a second.
        var (from, count) = query.OnlyCounted && facet.Counted
            ? ("resource_count r", "sum(r.count)::bigint")
            : ($"resource r {(query.NeedsFreshness || facet.NeedsFreshness ? ResourceStore.FreshnessJoin : "")}", "count(*)");
        var counts = await database.SearchAsync<FacetCount>(
            query.Scope,
            $"""
            select {facet.Sql}::text as value, {count} as count
            from {from} where {query.Where} and {facet.Sql} is not null
            group by 1 having {count} > 0 order by 2 desc, 1 limit {FacetValues}
            """,
            Arguments(query),
            ct);
        return counts.ToArray();
    }

    private async Task<long> CountMatchesAsync(CompiledQuery query, CancellationToken ct)
    {
        var sql = query.OnlyCounted
            ? $"select coalesce(sum(r.count), 0)::bigint from resource_count r where {query.Where}"
            : $"select count(*) from {From(query)} where {query.Where}";
        return (await database.SearchAsync<long>(query.Scope, sql, Arguments(query), ct))[0];
    }

    /// <summary>Why a query with a term that no index serves is not run; null when it may run.</summary>
    private async Task<Problem?> RefusalAsync(CompiledQuery query, CancellationToken ct)
    {
        if (query.UnservedTerm is not { } term)
        {
            return null;
        }

        var inScope = query.Scope.IsSystem ? "true" : "r.tenant_id = any(@tenants)";
        var ofKind = query.RequiredKind is null ? "true" : "r.kind = @kind";
        var rows = await database.SearchAsync<long>(
            query.Scope,
            $"select coalesce(sum(r.count), 0)::bigint from resource_count r where {inScope} and {ofKind}",
            new Dictionary<string, object?> { ["tenants"] = query.Scope.VisibleTenants, ["kind"] = query.RequiredKind ?? "" },
            ct);
        return rows[0] <= UnservedLimit
            ? null
            : QueryProblems.TooBroad.At(term.Span, ("term", term.Text), ("limit", $"{UnservedLimit}"));
    }

    private static string From(CompiledQuery query) => "resource r " + (query.NeedsFreshness ? ResourceStore.FreshnessJoin : "");

    private Dictionary<string, object?> Arguments(CompiledQuery query) => new(query.Arguments) { ["now"] = clock.GetUtcNow() };
}
