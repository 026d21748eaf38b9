using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Resources;

/// <summary>The thing, as everybody reads it.</summary>
/// <param name="Id">Ours; stable from the placeholder to the tombstone.</param>
/// <param name="Kind">The kind's id.</param>
/// <param name="Name">Our own name for it, or else the cloud's.</param>
/// <param name="Tenant">Who owns it.</param>
/// <param name="Project">The project it belongs to, if any.</param>
/// <param name="Account">The account that knows it; null for what a person wrote down.</param>
/// <param name="Provider">The provider's id; <c>own</c> for what a person wrote down.</param>
/// <param name="Region"><c>global</c> or a region.</param>
/// <param name="Zone">The availability zone, if the cloud has zones.</param>
/// <param name="ExternalId">The cloud's id; empty while the cloud does not know it yet.</param>
/// <param name="Lifecycle">A value of the kind's lifecycle, or <c>creating</c> for a placeholder.</param>
/// <param name="ProviderStatus">The cloud's own word for the state.</param>
/// <param name="Power">Whether it has power.</param>
/// <param name="Sync">How the graph's knowledge of it stands.</param>
/// <param name="Tags">The cloud's tags with our own laid over them.</param>
/// <param name="OwnTags">Those of the tags that are our own: what a change of tags can take away.</param>
/// <param name="Attributes">By the names of the kind.</param>
/// <param name="CreatedAt">When the cloud made it, or when it was first seen.</param>
/// <param name="ObservedAt">When it was last known to be as shown.</param>
/// <param name="Simulated">Whether a simulator speaks.</param>
/// <param name="DeletionProtection">Whether somebody protected it here against being destroyed through Yunqiao.</param>
public sealed record Resource(
    ResourceId Id,
    string Kind,
    string Name,
    TenantId Tenant,
    ProjectId? Project,
    AccountId? Account,
    string Provider,
    string Region,
    string? Zone,
    string ExternalId,
    string Lifecycle,
    string? ProviderStatus,
    Power Power,
    SyncState Sync,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, string> OwnTags,
    JsonObject Attributes,
    DateTimeOffset CreatedAt,
    DateTimeOffset ObservedAt,
    bool Simulated,
    bool DeletionProtection);

/// <summary>A page of resources.</summary>
/// <param name="Items">In the order that was asked for.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
/// <param name="Total">How many match in all, when that was asked for.</param>
public sealed record ResourceList(IReadOnlyList<Resource> Items, string? Next, long? Total);

/// <summary>A resource before the cloud knows it.</summary>
/// <param name="Name">What it shall be called.</param>
/// <param name="Zone">Where, if the cloud has zones.</param>
/// <param name="Attributes">What was asked for, by the names of the kind. Never a secret.</param>
/// <param name="Tags">Tags it shall carry.</param>
public sealed record Placeholder(string Name, string? Zone, JsonObject Attributes, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The id that it shall have, when somebody names it before it exists; null for a new one.</summary>
    public ResourceId? Id { get; init; }
}

/// <summary>What a person may change of a resource without asking the cloud.</summary>
/// <param name="Name">Our own name; empty takes it back to the cloud's; null leaves it.</param>
/// <param name="Tags">Our own tags to set, by key; null takes an own tag away; tags that are not named stay. The cloud's tags stay
/// as they are under ours.</param>
/// <param name="DeletionProtection">Whether it is protected against being destroyed through us; null leaves it.</param>
public sealed record OwnFields(string? Name, IReadOnlyDictionary<string, string?>? Tags, bool? DeletionProtection = null);
