using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>
/// One way to find a page in order. Whether few or many resources match decides which way is fast, and the planner's guess of
/// that may be wrong by a factor of a thousand. So the ways are tried in turn, each bounded: walk a stretch of the order, where
/// many matches are soon met; collect what matches, when that is not much; and only then collect and sort all.
/// </summary>
/// <param name="Sql">Gives rows of <see cref="FoundRow"/>.</param>
/// <param name="Arguments">The values of its placeholders.</param>
/// <param name="Bound">How many rows make it give up; null when it always answers.</param>
internal sealed record PageStatement(string Sql, IReadOnlyDictionary<string, object?> Arguments, int? Bound)
{
    /// <summary>So many matches are collected and sorted within some milliseconds.</summary>
    internal const int Few = 5_000;

    /// <summary>So many resources are walked past within some milliseconds.</summary>
    private const int Stretch = 2_000;

    /// <summary>More units are not walked one by one.</summary>
    private const int MostUnits = 200;

    /// <summary>More tenants are not walked one by one.</summary>
    private const int MostTenants = 500;

    /// <summary>Whether it gives up when it has met too little, rather than when it has met too much.</summary>
    internal bool IsWalk { get; init; }

    /// <summary>Whether what it found is the page.</summary>
    internal bool IsAnswer(IReadOnlyList<FoundRow> rows, int limit) =>
        Bound is null || (IsWalk ? rows.Count >= limit : rows.Count == 0 || rows[0].Seen <= Bound);

    internal static IReadOnlyList<PageStatement> For(NarrowedQuery narrowed, ResourceSort order, SortPosition after, int limit, DateTimeOffset now)
    {
        var query = narrowed.Query;
        var arguments = new Dictionary<string, object?>(query.Arguments) { ["now"] = now, ["limit"] = limit };
        narrowed.AddTo(arguments);
        after.AddTo(arguments);
        var continued = after.Cursor is null ? "true" : order.Behind();
        var from = narrowed.From(order.NeedsFreshness);
        var columns = string.Join(", ", order.Columns.Select(column => $"{column.Sql} as {column.Alias}"));
        PageStatement Statement(string sql, int? bound = null, bool walk = false) => new(sql, arguments, bound) { IsWalk = walk };

        var collectFew = Statement(
            $"""
            with found as materialized (select {columns} from {from} where {narrowed.Where} limit {Few + 1}),
                page as (select r.id from found r where {(after.Cursor is null ? "true" : order.OuterBehind())} order by {order.OuterSql} limit @limit)
            select page.id, (select count(*) from found) as seen from page
            union all select null, count(*) from found having not exists (select from page)
            """,
            Few);
        if (narrowed.Most <= Few)
        {
            return [collectFew];
        }

        var scope = query.Scope;
        var isOneTenant = !scope.IsSystem && scope.VisibleTenants.Count == 1;
        // Without "offset 0" the planner would bet on meeting a page early, which was tried before.
        var last = query.OnlyExcludes && narrowed.Units is { Count: <= MostUnits } && order.IsOrderOfUnits
            ? Statement(PerUnit(narrowed, order, continued, columns))
            : !isOneTenant && scope.VisibleTenants.Count is > 1 and <= MostTenants
                ? Statement(PerTenant(narrowed, order, continued, columns, from))
                : Statement(
                    $"""
                    select found.id, 0::bigint as seen from (
                        select {columns} from {from} where {NarrowedQuery.ScopeOf(scope)} and {narrowed.NarrowCondition} and {continued} offset 0) found
                    order by {order.OuterSql} limit @limit
                    """);
        PageStatement[] few = query.OnlyExcludes ? [] : [collectFew];
        return isOneTenant && !order.NeedsFreshness
            ? [Statement(Walk(narrowed, order, continued, columns), Stretch, walk: true), .. few, last]
            : [.. few, last];
    }

    /// <summary>What matches in the next stretch of the order of a tenant, or of one of its kinds.</summary>
    private static string Walk(NarrowedQuery narrowed, ResourceSort order, string continued, string columns) =>
        $"""
        select r.id, 0::bigint as seen from (
            select r.*, {columns.Replace(", r.id as id", "", StringComparison.Ordinal)} from resource r
            where {NarrowedQuery.ScopeOf(narrowed.Query.Scope)} and {order.Start(narrowed.Query)} and {continued}
            order by {order.Sql} limit {Stretch}) r {(narrowed.Query.NeedsFreshness ? ResourceStore.FreshnessJoin : "")}
        where {narrowed.Query.Condition} order by {order.WalkedSql} limit @limit
        """;

    /// <summary>Each unit has its own order in the index, and the counters know which units there are.</summary>
    private static string PerUnit(NarrowedQuery narrowed, ResourceSort order, string continued, string columns) =>
        $"""
        select firsts.id, 0::bigint as seen from unnest(@unitAccounts, @unitKinds, @unitRegions) as unit (account_id, kind, region) cross join lateral (
            select {columns} from {narrowed.From()}
            where r.account_id = unit.account_id and r.kind = unit.kind and r.region = unit.region and {narrowed.Where} and {continued}
            order by {order.Sql} limit @limit) firsts
        order by {order.OuterSql} limit @limit
        """;

    /// <summary>Each tenant has its own order in the index; the firsts of all tenants hold the firsts of all.</summary>
    private static string PerTenant(NarrowedQuery narrowed, ResourceSort order, string continued, string columns, string from) =>
        $"""
        select firsts.id, 0::bigint as seen from unnest(@tenants) as tenant (id) cross join lateral (
            select {columns} from {from}
            where r.tenant_id = tenant.id and {narrowed.Condition} and {continued} order by {order.Sql} limit @limit) firsts
        order by {order.OuterSql} limit @limit
        """;
}

/// <summary>A resource that was found.</summary>
internal sealed record FoundRow
{
    /// <summary>Which; null when none is behind the cursor.</summary>
    public ResourceId? Id { get; init; }

    /// <summary>How many matches were collected in all.</summary>
    public long Seen { get; init; }
}
