using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>A query with what the counters know of it. They are exact, and few beside the resources.</summary>
internal sealed class NarrowedQuery
{
    /// <summary>Most units that are named in a condition.</summary>
    internal const int MostUnits = 500;

    private readonly IReadOnlyList<CountedUnit>? units;

    /// <param name="query">The query.</param>
    /// <param name="units">Where something can match, at most one more than <see cref="MostUnits"/>; null when nobody asked.</param>
    internal NarrowedQuery(CompiledQuery query, IReadOnlyList<CountedUnit>? units)
    {
        Query = query;
        this.units = units;
        var isNarrow = query.Counted is not null && units is { Count: > 0 and <= MostUnits };
        // Of a unit with many resources few may be in a state, and an index finds these.
        Condition = isNarrow && units![0].Total <= PageStatement.Few && !query.CountsLifecycle ? InUnits() : query.Condition;
        NarrowCondition = isNarrow ? InUnits() : query.Condition;
        Where = $"{ScopeOf(query.Scope)} and {Condition}";

        string InUnits() => $"(r.account_id, r.kind, r.region) in (select * from unnest(@unitAccounts, @unitKinds, @unitRegions)) and {query.Condition}";
    }

    internal CompiledQuery Query { get; }

    /// <summary>Where something can match, when the counters say so and these places are few.</summary>
    internal IReadOnlyList<CountedUnit>? Units => Query.Counted is not null && units is { Count: > 0 and <= MostUnits } ? units : null;

    /// <summary>Whether nothing can match.</summary>
    internal bool IsEmpty => units is { Count: 0 };

    /// <summary>The condition beside the scope.</summary>
    internal string Condition { get; }

    /// <summary>The condition with the units, even when these are large.</summary>
    internal string NarrowCondition { get; }

    /// <summary>How many can match at most, when somebody asked the counters.</summary>
    internal long? Most => units is null || Query.Counted is null ? null : units.Count == 0 ? 0 : units[0].Total;

    /// <summary>The condition with the scope.</summary>
    internal string Where { get; }

    /// <summary>The condition with the scope on the counters, for a query that they know all of.</summary>
    internal string CountedWhere => $"{ScopeOf(Query.Scope)} and {Query.Counted ?? "true"}";

    /// <summary>What is selected from.</summary>
    internal string From(bool needsFreshness = false) =>
        "resource r " + (needsFreshness || Query.NeedsFreshness ? ResourceStore.FreshnessJoin : "");

    /// <summary>The scope of the outermost rows.</summary>
    internal static string ScopeOf(Scope scope) => new SqlParameters(scope).InScope("r");

    internal void AddTo(Dictionary<string, object?> arguments)
    {
        var named = units is { Count: <= MostUnits } ? units : [];
        arguments["unitAccounts"] = named.Select(unit => unit.AccountId).ToArray();
        arguments["unitKinds"] = named.Select(unit => unit.Kind).ToArray();
        arguments["unitRegions"] = named.Select(unit => unit.Region).ToArray();
    }
}

/// <summary>How many resources a unit has that the counted part of a query matches.</summary>
internal sealed record CountedUnit
{
    public TenantId TenantId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Kind { get; init; }

    public required string Region { get; init; }

    public long Count { get; init; }

    /// <summary>The same of all units, those that were not read included.</summary>
    public long Total { get; init; }
}
