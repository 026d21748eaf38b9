using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Merging;

/// <summary>A resource as it is written; own fields only when it is new.</summary>
internal sealed record ResourceRow(
    ResourceId Id,
    string ExternalId,
    string Name,
    string? Zone,
    string Lifecycle,
    string? ProviderStatus,
    Power Power,
    JsonObject Attributes,
    IReadOnlyDictionary<string, string> ObservedTags,
    string SearchText,
    DateTimeOffset CreatedAt)
{
    public string? OwnName { get; init; }

    public JsonObject OwnTags { get; init; } = [];

    public ProjectId? ProjectId { get; init; }

    public bool Placeholder { get; init; }
}

/// <summary>A record as it is written; the hash in base64.</summary>
internal sealed record RecordRow(RecordId Id, ResourceId ResourceId, string ExternalId, string ContentHash, string Name, JsonObject Observed);

/// <summary>An edge as it is written.</summary>
internal sealed record EdgeRow(ResourceId SourceId, string Type, string TargetKind, string TargetRegion, string TargetExternalId)
{
    internal static EdgeRow Of(ResourceId source, Edge edge) =>
        new(source, edge.Type, edge.TargetKind, edge.TargetRegion, edge.TargetExternalId);

    internal Edge Edge => new(Type, TargetKind, TargetRegion, TargetExternalId);
}

/// <summary>A tag as shown, as the side table holds it.</summary>
internal sealed record TagRow(ResourceId ResourceId, string Key, string Value);

/// <summary>A searchable scalar.</summary>
internal sealed record ValueRow(ResourceId ResourceId, string Key, string? TextValue, decimal? NumberValue);

/// <summary>A resource and its record as they stand.</summary>
internal sealed record ResourceState
{
    internal const string Columns =
        """
        resource.id, record.id as record_id, record.external_id, record.content_hash, record.observed_at, resource.name,
        resource.own_name, resource.zone, resource.lifecycle, resource.provider_status, resource.power, resource.missing_since,
        resource.attributes, resource.observed_tags, resource.own_tags, resource.created_at
        """;

    public ResourceId Id { get; init; }

    public RecordId RecordId { get; init; }

    public required string ExternalId { get; init; }

    public required byte[] ContentHash { get; init; }

    public DateTimeOffset ObservedAt { get; init; }

    public required string Name { get; init; }

    public string? OwnName { get; init; }

    public string? Zone { get; init; }

    public required string Lifecycle { get; init; }

    public string? ProviderStatus { get; init; }

    public Power Power { get; init; }

    public DateTimeOffset? MissingSince { get; init; }

    public required JsonObject Attributes { get; init; }

    public required JsonObject ObservedTags { get; init; }

    public required JsonObject OwnTags { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Read apart.</summary>
    internal IReadOnlyList<Edge> Relations { get; init; } = [];

    internal Snapshot Shown() => new()
    {
        Name = Name,
        Zone = Zone,
        Lifecycle = Lifecycle,
        ProviderStatus = ProviderStatus,
        Power = Power,
        Attributes = Attributes,
        Tags = Snapshot.Overlay(TagObject.Read(ObservedTags), TagObject.Read(OwnTags)),
        Relations = Relations,
    };
}

/// <summary>What is left of a resource that is gone.</summary>
internal sealed record Tombstone
{
    public required string ExternalId { get; init; }

    public ResourceId ResourceId { get; init; }

    public bool Forgotten { get; init; }

    public string? OwnName { get; init; }

    public required JsonObject OwnTags { get; init; }

    public ProjectId? ProjectId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Tags as the database keeps them: an object of texts.</summary>
internal static class TagObject
{
    internal static IReadOnlyDictionary<string, string> Read(JsonObject? tags) =>
        (tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value!.GetValue<string>(), StringComparer.Ordinal);

    internal static JsonObject Write(IReadOnlyDictionary<string, string> tags) =>
        new(tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)JsonValue.Create(tag.Value))));
}
