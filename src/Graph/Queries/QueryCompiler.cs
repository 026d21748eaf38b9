using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>Turns the text of a query into SQL for the search role. The scope is always part of it.</summary>
public sealed class QueryCompiler(KindRegistry kinds)
{
    /// <summary>Compiles a query; null or blank text means everything in the scope.</summary>
    public Result<CompiledQuery> Compile(string? text, Scope scope) => throw new NotImplementedException($"{kinds}");
}

/// <summary>A query ready to run as the search role.</summary>
public sealed class CompiledQuery
{
    internal CompiledQuery(Scope scope, string where, IReadOnlyDictionary<string, object?> arguments)
    {
        Scope = scope;
        Where = where;
        Arguments = arguments;
    }

    /// <summary>The scope that is part of <see cref="Where"/>.</summary>
    public Scope Scope { get; }

    /// <summary>A condition on <c>resource r</c>; values are in <see cref="Arguments"/>, never in the text.</summary>
    internal string Where { get; }

    /// <summary>Values of the placeholders.</summary>
    internal IReadOnlyDictionary<string, object?> Arguments { get; }
}
