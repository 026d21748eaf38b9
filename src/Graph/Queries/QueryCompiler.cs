using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>Turns the text of a query into SQL for the search role. The scope is always part of it.</summary>
public sealed class QueryCompiler(KindRegistry kinds)
{
    /// <summary>Compiles a query; null or blank text means everything in the scope.</summary>
    public Result<CompiledQuery> Compile(string? text, Scope scope) =>
        QueryParser.Parse(text).Ok(out var node, out var problem) ? Compile(node, scope) : problem;

    internal Result<CompiledQuery> Compile(QueryNode node, Scope scope)
    {
        var sql = new SqlWriter(scope, new QueryKeys(kinds, scope));
        var condition = sql.Condition(node);
        return sql.Problem is { } problem
            ? problem
            : new CompiledQuery(node, scope, condition, sql.Arguments)
            {
                NeedsFreshness = sql.NeedsFreshness,
                OnlyCounted = sql.OnlyCounted,
                OnlyExcludes = sql.OnlyExcludes,
                Counted = sql.Counted,
                UnservedTerm = sql.UnservedTerm,
                Beginnings = sql.Beginnings,
                CountsLifecycle = sql.CountsLifecycle,
            };
    }
}

/// <summary>A query ready to run as the search role.</summary>
public sealed class CompiledQuery
{
    internal CompiledQuery(QueryNode node, Scope scope, string condition, IReadOnlyDictionary<string, object?> arguments)
    {
        Node = node;
        Scope = scope;
        Condition = condition;
        Arguments = arguments;
    }

    /// <summary>The scope that is part of the query.</summary>
    public Scope Scope { get; }

    /// <summary>What was understood.</summary>
    internal QueryNode Node { get; }

    /// <summary>A condition on <c>resource r</c> beside the scope; values are in <see cref="Arguments"/>, never in the text.</summary>
    internal string Condition { get; }

    /// <summary>Values of the placeholders; <c>now</c> is added when it runs.</summary>
    internal IReadOnlyDictionary<string, object?> Arguments { get; }

    /// <summary>Whether <see cref="Condition"/> needs <c>unit_freshness f</c>.</summary>
    internal bool NeedsFreshness { get; init; }

    /// <summary>Whether the counters alone can say how many match.</summary>
    internal bool OnlyCounted { get; init; }

    /// <summary>Whether it says only what the counters know and what shall not be.</summary>
    internal bool OnlyExcludes { get; init; }

    /// <summary>The part of the condition that the counters know, on <c>resource_count r</c>; null when there is none.</summary>
    internal string? Counted { get; init; }

    /// <summary>Conditions at the top on what orders begin with, by the name of the key: a beginning of the name, a span of time, one kind.</summary>
    internal IReadOnlyDictionary<string, string> Beginnings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the counted part says something of the lifecycle, which units do not tell apart.</summary>
    internal bool CountsLifecycle { get; init; }

    /// <summary>A term that no index serves, if there is one.</summary>
    internal UnservedTerm? UnservedTerm { get; init; }

    /// <summary>The canonical text.</summary>
    public override string ToString() => Node.ToString();
}
