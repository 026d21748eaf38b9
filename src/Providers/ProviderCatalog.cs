using System.Collections.Frozen;

namespace Yunqiao.Providers;

/// <summary>Every adapter that this process has, by id.</summary>
public sealed class ProviderCatalog
{
    private readonly FrozenDictionary<string, IProvider> byId;

    /// <summary>Collects the registered adapters; two of one id are a bug.</summary>
    public ProviderCatalog(IEnumerable<IProvider> providers)
    {
        byId = providers.ToFrozenDictionary(provider => provider.Manifest.Id, StringComparer.Ordinal);
        All = [.. byId.Values.OrderBy(provider => provider.Manifest.Id, StringComparer.Ordinal)];
    }

    /// <summary>All adapters, ordered by id.</summary>
    public IReadOnlyList<IProvider> All { get; }

    /// <summary>The adapter of an id, or null.</summary>
    public IProvider? Find(string id) => byId.GetValueOrDefault(id);
}
