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
        var where = sql.Resources(node);
        return sql.Problem is { } problem
            ? problem
            : new CompiledQuery(node, scope, where, sql.Arguments)
            {
                NeedsFreshness = sql.NeedsFreshness,
                OnlyCounted = sql.OnlyCounted,
                UnservedTerm = sql.UnservedTerm,
                RequiredKind = RequiredKindOf(node),
            };
    }

    /// <summary>The kind that everything found must have, when the query says so at its top.</summary>
    private static string? RequiredKindOf(QueryNode node) => node switch
    {
        Comparison { Key: "kind", Operator: QueryOperator.Matches or QueryOperator.Equal } kind
            when !(kind.Value.Wildcards && kind.Operator == QueryOperator.Matches) => kind.Value.Text,
        AllOf all => all.Items.Select(RequiredKindOf).FirstOrDefault(kind => kind is not null),
        _ => null,
    };
}

/// <summary>A query ready to run as the search role.</summary>
public sealed class CompiledQuery
{
    internal CompiledQuery(QueryNode node, Scope scope, string where, IReadOnlyDictionary<string, object?> arguments)
    {
        Node = node;
        Scope = scope;
        Where = where;
        Arguments = arguments;
    }

    /// <summary>The scope that is part of the query.</summary>
    public Scope Scope { get; }

    /// <summary>What was understood.</summary>
    internal QueryNode Node { get; }

    /// <summary>A condition on <c>resource r</c>; values are in <see cref="Arguments"/>, never in the text.</summary>
    internal string Where { get; }

    /// <summary>Values of the placeholders; <c>now</c> is added when it runs.</summary>
    internal IReadOnlyDictionary<string, object?> Arguments { get; }

    /// <summary>Whether <see cref="Where"/> needs <c>unit_freshness f</c>.</summary>
    internal bool NeedsFreshness { get; init; }

    /// <summary>Whether the counters alone can say how many match.</summary>
    internal bool OnlyCounted { get; init; }

    /// <summary>A term that no index serves, if there is one.</summary>
    internal (string Text, SourceSpan Span)? UnservedTerm { get; init; }

    /// <summary>The kind that everything found has, if the query says so.</summary>
    internal string? RequiredKind { get; init; }

    /// <summary>The canonical text.</summary>
    public override string ToString() => Node.ToString();
}
