using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Merging;

/// <summary>All of a resource that can change, as it is shown.</summary>
internal sealed record Snapshot
{
    public required string Name { get; init; }

    public string? Zone { get; init; }

    public required string Lifecycle { get; init; }

    public string? ProviderStatus { get; init; }

    public Power Power { get; init; }

    public required JsonObject Attributes { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public IReadOnlyList<Edge> Relations { get; init; } = [];

    /// <summary>The snapshot with what is ours laid over what the cloud says.</summary>
    internal Snapshot With(string? ownName, IReadOnlyDictionary<string, string> ownTags) =>
        this with { Name = ownName ?? Name, Tags = Overlay(Tags, ownTags) };

    /// <summary>The cloud's tags with our own over them.</summary>
    internal static IReadOnlyDictionary<string, string> Overlay(
        IReadOnlyDictionary<string, string> observed, IReadOnlyDictionary<string, string> own)
    {
        if (own.Count == 0)
        {
            return observed;
        }

        var tags = new Dictionary<string, string>(observed, StringComparer.Ordinal);
        foreach (var (key, value) in own)
        {
            tags[key] = value;
        }

        return tags;
    }
}

/// <summary>An edge by the cloud's id of its target, in the same account.</summary>
internal sealed record Edge(string Type, string TargetKind, string TargetRegion, string TargetExternalId) : IComparable<Edge>
{
    public int CompareTo(Edge? other) =>
        other is null
            ? 1
            : StringComparer.Ordinal.Compare(
                string.Join('\n', Type, TargetKind, TargetRegion, TargetExternalId),
                string.Join('\n', other.Type, other.TargetKind, other.TargetRegion, other.TargetExternalId));
}

/// <summary>One field that has another value.</summary>
/// <param name="Field"><c>lifecycle</c>, <c>attributes.vcpus</c>, <c>tags.env</c>, <c>relations.runs-on</c>; null for the whole.</param>
/// <param name="Before">Null when it had none.</param>
/// <param name="After">Null when it has none.</param>
internal sealed record FieldChange(string? Field, JsonNode? Before, JsonNode? After);

/// <summary>What differs between two snapshots of one resource.</summary>
internal static class SnapshotDiff
{
    internal static IReadOnlyList<FieldChange> Between(Snapshot before, Snapshot after)
    {
        var changes = new List<FieldChange>();
        Text(changes, "name", before.Name, after.Name);
        Text(changes, "zone", before.Zone, after.Zone);
        Text(changes, "lifecycle", before.Lifecycle, after.Lifecycle);
        Text(changes, "providerStatus", before.ProviderStatus, after.ProviderStatus);
        Text(changes, "power", Word(before.Power), Word(after.Power));
        Members(changes, "attributes.", before.Attributes, after.Attributes);
        Members(changes, "tags.", AsJson(before.Tags), AsJson(after.Tags));
        Members(changes, "relations.", AsJson(before.Relations), AsJson(after.Relations));
        return changes;
    }

    private static void Text(List<FieldChange> changes, string field, string? before, string? after)
    {
        if (before != after)
        {
            changes.Add(new FieldChange(field, before, after));
        }
    }

    private static void Members(List<FieldChange> changes, string prefix, JsonObject before, JsonObject after)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)).Order(StringComparer.Ordinal))
        {
            if (!JsonNode.DeepEquals(before[name], after[name]))
            {
                changes.Add(new FieldChange(prefix + name, before[name]?.DeepClone(), after[name]?.DeepClone()));
            }
        }
    }

    private static string Word(Power power) => JsonNamingPolicy.CamelCase.ConvertName(power.ToString());

    private static JsonObject AsJson(IReadOnlyDictionary<string, string> tags) =>
        new(tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)JsonValue.Create(tag.Value))));

    private static JsonObject AsJson(IReadOnlyList<Edge> relations) =>
        new(relations
            .GroupBy(edge => edge.Type, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(group.Key, JsonSerializer.SerializeToNode(group.Order().Select(Target), Json.Options))));

    private static object Target(Edge edge) =>
        new { kind = edge.TargetKind, region = edge.TargetRegion, externalId = edge.TargetExternalId };
}
