using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Joining;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Merging;

/// <summary>An observation made fit for the tables: clean text, canonical order, limits kept, and the hash of its content.</summary>
internal sealed record Sighting
{
    /// <summary>Longest external id, in UTF-8 bytes: it is part of an index.</summary>
    internal const int ExternalIdBytes = 1024;

    /// <summary>Longest name, in characters; the rest is cut.</summary>
    internal const int NameLength = 512;

    /// <summary>Longest key of a tag, in characters; the rest is cut.</summary>
    internal const int TagKeyLength = 256;

    internal required string ExternalId { get; init; }

    internal required Snapshot Content { get; init; }

    internal required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The whole observation as it is kept.</summary>
    internal required JsonObject Observed { get; init; }

    internal required byte[] Hash { get; init; }

    /// <summary>What identifies the thing whoever sees it.</summary>
    internal Identity Identity { get; init; } = Identity.None;

    /// <summary>One sighting per external id, in order of the ids; of several the last counts.</summary>
    internal static IReadOnlyList<Sighting> Of(MergeUnit unit, Kind? kind, IReadOnlyList<Observation> page) =>
        page.GroupBy(observation => observation.ExternalId, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Of(unit, kind, group.Last()))
            .ToArray();

    private static Sighting Of(MergeUnit unit, Kind? kind, Observation observation)
    {
        Check(unit, observation);
        var name = CleanText.Of(observation.Name, NameLength);
        var content = new Snapshot
        {
            Name = name.Length == 0 ? CleanText.Of(observation.ExternalId, NameLength) : name,
            Zone = observation.Zone is null ? null : CleanText.Of(observation.Zone, NameLength),
            Lifecycle = observation.Lifecycle,
            ProviderStatus = observation.ProviderStatus is null ? null : CleanText.Of(observation.ProviderStatus, NameLength),
            Power = observation.Power,
            Attributes = CleanText.Canonical(observation.Attributes),
            Tags = CleanTags(observation.Tags),
            Relations = observation.Relations
                .Select(edge => new Edge(edge.Type, edge.TargetKind, edge.TargetRegion, CleanText.Of(edge.TargetExternalId, ExternalIdBytes)))
                .Distinct()
                .Order()
                .ToArray(),
        };
        var observed = Describe(content, observation);
        return new Sighting
        {
            ExternalId = observation.ExternalId,
            Content = content,
            CreatedAt = observation.CreatedAt?.ToUniversalTime(),
            Observed = observed,
            Hash = HashOf(kind, observed),
            Identity = Identity.Of(kind, content.Attributes, observation.IdentityKeys),
        };
    }

    /// <summary>What a record says, as if it were seen now; null when nobody observed it yet.</summary>
    internal static Sighting? Of(Kind? kind, JoinedRecord record)
    {
        var observed = record.Observed;
        if (observed.Count == 0)
        {
            return null;
        }

        var content = observed.Deserialize<Snapshot>(Kernel.Json.Options)!;
        var keys = observed["identityKeys"].Deserialize<IReadOnlyList<IdentityKey>>(Kernel.Json.Options) ?? [];
        return new Sighting
        {
            ExternalId = record.ExternalId,
            Content = content,
            CreatedAt = observed["createdAt"]?.GetValue<DateTimeOffset>(),
            Observed = observed,
            Hash = record.ContentHash,
            Identity = Identity.Of(kind, content.Attributes, keys),
        };
    }

    private static void Check(MergeUnit unit, Observation observation)
    {
        if (observation.Kind != unit.Kind || observation.Region != unit.Region)
        {
            throw new ArgumentException(
                $"An observation of {observation.Kind} in {observation.Region} came with the unit {unit.Kind} in {unit.Region}.");
        }

        var id = observation.ExternalId;
        if (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > ExternalIdBytes || CleanText.Of(id, int.MaxValue) != id)
        {
            throw new ArgumentException($"An observation of {observation.Kind} has an external id that is empty, too long or not clean text.");
        }
    }

    internal static Dictionary<string, string> CleanTags(IReadOnlyDictionary<string, string> tags)
    {
        var clean = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            clean[CleanText.Of(key, TagKeyLength)] = CleanText.Of(value, int.MaxValue);
        }

        return clean;
    }

    private static JsonObject Describe(Snapshot content, Observation observation) => new()
    {
        ["name"] = content.Name,
        ["zone"] = content.Zone,
        ["lifecycle"] = content.Lifecycle,
        ["providerStatus"] = content.ProviderStatus,
        ["power"] = JsonSerializer.SerializeToNode(content.Power, Kernel.Json.Options),
        ["attributes"] = content.Attributes.DeepClone(),
        ["tags"] = JsonSerializer.SerializeToNode(content.Tags, Kernel.Json.Options),
        ["relations"] = JsonSerializer.SerializeToNode(content.Relations, Kernel.Json.Options),
        ["identityKeys"] = JsonSerializer.SerializeToNode(observation.IdentityKeys.OrderBy(key => key.Name).ThenBy(key => key.Value), Kernel.Json.Options),
        ["createdAt"] = observation.CreatedAt?.ToUniversalTime(),
    };

    /// <summary>
    /// What the kind makes searchable and identifying is part of the hash, so that a release that adds to it projects every
    /// record anew.
    /// </summary>
    private static byte[] HashOf(Kind? kind, JsonObject observed)
    {
        var searchable = string.Join(',', kind?.Attributes.Where(a => a.Searchable).Select(a => Projection.IsMoment(a) ? a.Name + "@" : a.Name) ?? []);
        var identifying = kind is { IdentityKeys.Count: > 0 } ? '\n' + string.Join(',', kind.IdentityKeys) : "";
        return SHA256.HashData(Encoding.UTF8.GetBytes(searchable + identifying + '\n' + observed.ToJsonString(Kernel.Json.Options)));
    }
}
