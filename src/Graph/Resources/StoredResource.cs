using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Resources;

/// <summary>What <see cref="ResourceStore.Select"/> reads.</summary>
internal sealed record StoredResource
{
    public ResourceId Id { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public TenantId TenantId { get; init; }

    public ProjectId? ProjectId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Provider { get; init; }

    public required string Region { get; init; }

    public string? Zone { get; init; }

    public required string ExternalId { get; init; }

    public required string Lifecycle { get; init; }

    public string? ProviderStatus { get; init; }

    public Power Power { get; init; }

    public SyncState Sync { get; init; }

    public required JsonObject Tags { get; init; }

    public required JsonObject OwnTags { get; init; }

    public required JsonObject Attributes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ObservedAt { get; init; }

    public bool Simulated { get; init; }

    public bool DeletionProtection { get; init; }

    internal Resource Resource() => new(
        Id, Kind, Name, TenantId, ProjectId, AccountId.Value == TenantId.Value ? null : AccountId, Provider, Region, Zone, ExternalId, Lifecycle, ProviderStatus, Power, Sync,
        TagObject.Read(Tags), TagObject.Read(OwnTags), Attributes, CreatedAt, ObservedAt, Simulated,
        DeletionProtection);
}
