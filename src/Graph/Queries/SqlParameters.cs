using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>The values of a condition that is being written, and the first thing that is wrong with it.</summary>
internal sealed class SqlParameters(Scope scope)
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal) { ["tenants"] = scope.VisibleTenants };

    internal IReadOnlyDictionary<string, object?> Values => values;

    /// <summary>The first thing that is wrong; what was written is worth nothing then.</summary>
    internal Problem? Problem { get; private set; }

    /// <summary>Row security is open for the search role, so every table that is read is put under the scope by this.</summary>
    internal string InScope(string alias) =>
        scope.IsSystem ? "true"
        // One tenant is the common case, and only an equality keeps the order of an index.
        : scope.VisibleTenants.Count == 1 ? $"{alias}.tenant_id = (@tenants)[1]"
        : $"{alias}.tenant_id = any(@tenants)";

    /// <summary>Adds a value; how the text names it.</summary>
    internal string Add(object value)
    {
        var name = $"q{values.Count}";
        values[name] = value is string text ? CleanText.Of(text, int.MaxValue) : value;
        return "@" + name;
    }

    internal string Fail(Problem problem)
    {
        Problem ??= problem;
        return "false";
    }

    /// <summary>The value does not fit the key.</summary>
    internal string Refuse(Comparison term, string expected) =>
        Fail(QueryProblems.Value.At(term.Span, ("key", term.Key), ("expected", expected)));

    /// <summary>The operator does not fit the key.</summary>
    internal string RefuseOperator(Comparison term, string allowed) =>
        Fail(QueryProblems.Operator.At(term.Span, ("key", term.Key), ("operator", term.Operator.Symbol()), ("allowed", allowed)));
}
