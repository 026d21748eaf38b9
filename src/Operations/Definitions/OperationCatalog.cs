using System.Collections.Frozen;

namespace Yunqiao.Operations.Definitions;

/// <summary>All kinds of operation that this server can run.</summary>
public sealed class OperationCatalog
{
    private readonly FrozenDictionary<(string Kind, int Version), IOperationDefinition> byVersion;
    private readonly FrozenDictionary<string, IOperationDefinition> current;

    /// <summary>Collects the registered definitions; a kind twice in one version, or two steps of one name, is a bug.</summary>
    public OperationCatalog(IEnumerable<IOperationDefinition> definitions)
    {
        var all = definitions.ToList();
        foreach (var definition in all)
        {
            var names = definition.Steps.Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
            if (names.Count == 0 || names.Count != definition.Steps.Count)
            {
                throw new InvalidOperationException($"{definition.Kind} has no steps, or two of one name.");
            }
        }

        byVersion = all.ToFrozenDictionary(definition => (definition.Kind, definition.Version));
        current = all
            .GroupBy(definition => definition.Kind, StringComparer.Ordinal)
            .ToFrozenDictionary(kind => kind.Key, kind => kind.MaxBy(definition => definition.Version)!, StringComparer.Ordinal);
    }

    /// <summary>All definitions.</summary>
    public IEnumerable<IOperationDefinition> All => byVersion.Values.OrderBy(definition => definition.Kind, StringComparer.Ordinal);

    /// <summary>What new operations of a kind are made from; null when there is no such kind.</summary>
    public IOperationDefinition? Find(string kind) => current.GetValueOrDefault(kind);

    /// <summary>What runs rows of a version: the definition of that version, or the next one, which reads the one before.</summary>
    public IOperationDefinition? Find(string kind, int version) =>
        byVersion.GetValueOrDefault((kind, version)) ?? byVersion.GetValueOrDefault((kind, version + 1));
}
