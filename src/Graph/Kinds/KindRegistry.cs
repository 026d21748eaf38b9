using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Kinds;

/// <summary>The kinds that the graph knows.</summary>
public sealed class KindRegistry
{
    private readonly IReadOnlyDictionary<string, Kind> kinds;

    /// <summary>The built-in kinds.</summary>
    public KindRegistry()
        : this(BuiltInKinds.All.Values)
    {
    }

    /// <summary>The given kinds; two of one id are a bug.</summary>
    public KindRegistry(IEnumerable<Kind> kinds) => this.kinds = kinds.ToDictionary(kind => kind.Id, StringComparer.Ordinal);

    /// <summary>All kinds, by id.</summary>
    public IEnumerable<Kind> All => kinds.Values.OrderBy(kind => kind.Id, StringComparer.Ordinal);

    /// <summary>The kind of an id, or null.</summary>
    public Kind? Find(string id) => kinds.GetValueOrDefault(id);
}
