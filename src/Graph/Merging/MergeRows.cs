using System.Text.Json.Nodes;
using Yunqiao.Graph.Joining;
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

/// <summary>What a record adds to a resource that another record leads.</summary>
internal sealed record FillRow(ResourceId Id, JsonObject Attributes, string SearchText);

/// <summary>An edge as it is written, with the account that says so.</summary>
internal sealed record EdgeRow(ResourceId SourceId, AccountId AccountId, string Type, string TargetKind, string TargetRegion, string TargetExternalId)
{
    internal static EdgeRow Of(ResourceId source, AccountId account, Edge edge) =>
        new(source, account, edge.Type, edge.TargetKind, edge.TargetRegion, edge.TargetExternalId);

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
        resource.account_id = record.account_id as leads, resource.external_id as shown_external_id,
        resource.own_name, resource.zone, resource.lifecycle, resource.provider_status, resource.power, resource.missing_since,
        resource.attributes, resource.observed_tags, resource.own_tags, resource.created_at
        """;

    public ResourceId Id { get; init; }

    public RecordId RecordId { get; init; }

    public required string ExternalId { get; init; }

    public required byte[] ContentHash { get; init; }

    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>Whether the resource shows this record's state; else it only fills in what the leading one lacks.</summary>
    public bool Leads { get; init; }

    /// <summary>The cloud's id that the resource shows: the leading record's.</summary>
    public required string ShownExternalId { get; init; }

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

    /// <summary>The edges of all records; read apart.</summary>
    internal IReadOnlyList<EdgeRow> Edges { get; init; } = [];

    /// <summary>The other records of the resource; read apart.</summary>
    internal IReadOnlyList<JoinedRecord> Others { get; init; } = [];

    /// <summary>What is shown once this record says something new.</summary>
    internal Snapshot ShownWith(Snapshot observed, AccountId account)
    {
        var relations = Edges.Where(edge => edge.AccountId != account).Select(edge => edge.Edge).Union(observed.Relations).Order().ToArray();
        if (Leads)
        {
            var attributes = Others.Count == 0
                ? observed.Attributes
                : Composition.Attributes(observed.Attributes, Others.Select(other => (other.Id, other.Attributes)));
            return (observed with { Attributes = attributes, Relations = relations }).With(OwnName, TagObject.Read(OwnTags));
        }

        // The leading record may be bound and not yet observed: then what was asked for stands.
        var leading = Others.FirstOrDefault(other => other.Leads)?.Attributes ?? Attributes;
        var filling = Others.Where(other => !other.Leads).Select(other => (other.Id, other.Attributes)).Append((RecordId, observed.Attributes));
        return Shown() with { Attributes = Composition.Attributes(leading, filling), Relations = relations };
    }

    internal Snapshot Shown() => new()
    {
        Name = Name,
        Zone = Zone,
        Lifecycle = Lifecycle,
        ProviderStatus = ProviderStatus,
        Power = Power,
        Attributes = Attributes,
        Tags = Snapshot.Overlay(TagObject.Read(ObservedTags), TagObject.Read(OwnTags)),
        Relations = Edges.Select(edge => edge.Edge).Distinct().Order().ToArray(),
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
