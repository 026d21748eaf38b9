using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Completions;

/// <summary>Values that stand in the graph, as the search role; only what an index or the counters give at once.</summary>
internal sealed class CompletionStore(Database database)
{
    /// <summary>Most values.</summary>
    internal const int Limit = 20;

    /// <summary>Of a scope with more tenants the values of these are proposed.</summary>
    private const int MostTenants = 50;

    /// <summary>The values of a counted column, most first.</summary>
    internal Task<IReadOnlyList<FacetCount>> CountedAsync(Scope scope, CoreKey key, IReadOnlyList<string> kinds, CancellationToken ct) =>
        database.SearchAsync<FacetCount>(
            scope,
            $"""
            select {key.Sql}::text as value, sum(r.count)::bigint as count from resource_count r
            where {new SqlParameters(scope).InScope("r")} and (cardinality(@kinds) = 0 or r.kind = any(@kinds))
            group by 1 having sum(r.count) > 0 order by 2 desc, 1 limit 200
            """,
            new { tenants = scope.VisibleTenants, kinds },
            ct);

    /// <summary>The names of accounts, tenants or projects that contain a text.</summary>
    internal Task<IReadOnlyList<KnownName>> NamesAsync(Scope scope, NameTable names, string typed, CancellationToken ct) =>
        database.SearchAsync<KnownName>(
            scope,
            $"""
            select n.{names.Name} as text, n.name as title from {names.Table} n
            where {new SqlParameters(scope).InScope("n")} and (n.{names.Name} ilike @part or n.name ilike @part)
            order by n.{names.Name} ilike @prefix desc, n.{names.Name} limit {Limit}
            """,
            new { tenants = scope.VisibleTenants, part = SqlPattern.Part(QueryValue.Quoted(typed)), prefix = SqlPattern.Part(QueryValue.Quoted(typed))[1..] },
            ct);

    internal Task<IReadOnlyList<string>> TagKeysAsync(Scope scope, string prefix, CancellationToken ct) =>
        DistinctAsync(scope, "resource_tag", "key", "", "true", "", prefix, ct);

    internal Task<IReadOnlyList<string>> TagValuesAsync(Scope scope, string key, string prefix, CancellationToken ct) =>
        DistinctAsync(scope, "resource_tag", "value", " collate \"C\"", "t.key = @key", key, prefix, ct);

    internal Task<IReadOnlyList<string>> AttributeValuesAsync(Scope scope, string key, string prefix, CancellationToken ct) =>
        DistinctAsync(scope, "resource_value", "text_value", " collate \"C\"", "t.key = @key and t.text_value is not null", key, prefix, ct);

    internal Task<IReadOnlyList<string>> ZonesAsync(Scope scope, string prefix, CancellationToken ct) =>
        DistinctAsync(scope, "resource", "zone", "", "t.zone is not null", "", prefix, ct);

    /// <summary>
    /// The different values of a column that begin with a text. Each step goes to the next value in the index, so that it costs
    /// what the values are and not what the rows are. Names of tables and columns are constants of this class.
    /// </summary>
    private Task<IReadOnlyList<string>> DistinctAsync(
        Scope scope, string table, string column, string collation, string condition, string key, string prefix, CancellationToken ct)
    {
        var value = $"t.{column}{collation}";
        string Next(string after) =>
            $"select t.{column} as value from {table} t where t.tenant_id = tenant.id and {condition} and {value} {after} order by {value} limit 1";
        return database.SearchAsync<string>(
            scope,
            $"""
            select distinct found.value from unnest(@tenants) as tenant (id) cross join lateral (
                with recursive walk (value) as (
                    ({Next(">= @prefix")})
                    union all
                    select next.value from walk cross join lateral ({Next("> walk.value")}) next where starts_with(walk.value, @prefix))
                select walk.value from walk where starts_with(walk.value, @prefix) limit {Limit}) found
            order by 1 limit {Limit}
            """,
            new { tenants = scope.VisibleTenants.Take(MostTenants).ToArray(), key, prefix },
            ct);
    }
}

/// <summary>A name that queries use, and what people read.</summary>
internal sealed record KnownName(string Text, string Title);
