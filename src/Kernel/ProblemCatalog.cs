using System.Collections.Frozen;
using System.Reflection;

namespace Yunqiao.Kernel;

/// <summary>The closed catalogue of errors: every <see cref="ProblemType"/> that the given assemblies declare.</summary>
public sealed class ProblemCatalog
{
    private readonly FrozenDictionary<string, ProblemType> byCode;

    /// <summary>Collects the declarations; two of one code are a bug.</summary>
    public ProblemCatalog(IEnumerable<Assembly> assemblies)
    {
        byCode = assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Problems", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(ProblemType))
            .Select(field => (ProblemType)field.GetValue(null)!)
            .ToFrozenDictionary(type => type.Code, StringComparer.Ordinal);
    }

    /// <summary>All entries by code.</summary>
    public IEnumerable<ProblemType> All => byCode.Values.OrderBy(type => type.Code, StringComparer.Ordinal);

    /// <summary>A kept problem made whole again; a code that this server no longer knows reads as an internal error that names it.</summary>
    public Problem Restore(StoredProblem stored) =>
        byCode.TryGetValue(stored.Code, out var type)
            ? new Problem(type) { Arguments = stored.Arguments }
            : KernelProblems.Internal.New() with { InternalDetail = $"unknown problem code {stored.Code}" };
}
