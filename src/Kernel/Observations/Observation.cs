using System.Text.Json.Nodes;

namespace Yunqiao.Kernel.Observations;

/// <summary>Whether the thing has power, as far as anybody can tell.</summary>
public enum Power
{
    /// <summary>The cloud does not say, or the kind has no power.</summary>
    Unknown,

    /// <summary>Running.</summary>
    On,

    /// <summary>Not running.</summary>
    Off,

    /// <summary>Held in memory.</summary>
    Suspended,
}

/// <summary>How the graph's knowledge of a resource stands.</summary>
public enum SyncState
{
    /// <summary>Observed within three intervals of its kind.</summary>
    Fresh,

    /// <summary>Older than that, or its unit failed.</summary>
    Stale,

    /// <summary>A complete listing did not hold it, and it could not be observed by id.</summary>
    Missing,

    /// <summary>A person asked to stop managing it.</summary>
    Forgotten,
}

/// <summary>
/// What an adapter saw of one thing at one moment: the only form in which a cloud's data enters the graph. Nothing in it is
/// invented: what the cloud did not say is null or absent.
/// </summary>
/// <param name="Kind">The kind's id.</param>
/// <param name="Region">The scope it was listed in: <c>global</c> or a region, as the manifest says.</param>
/// <param name="ExternalId">The cloud's id, unique within account, scope and kind.</param>
/// <param name="Name">Its name; the external id when it has none.</param>
public sealed record Observation(string Kind, string Region, string ExternalId, string Name)
{
    /// <summary>The availability zone, if the cloud has zones.</summary>
    public string? Zone { get; init; }

    /// <summary>A value of the kind's lifecycle; <c>unknown</c> when the cloud's word is new to us.</summary>
    public required string Lifecycle { get; init; }

    /// <summary>The cloud's own word for the state, unchanged.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>Whether it has power.</summary>
    public Power Power { get; init; }

    /// <summary>Attributes by the names of the kind. Never a secret.</summary>
    public JsonObject Attributes { get; init; } = [];

    /// <summary>Tags or labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Edges that leave it; a target that is not in the graph yet is kept and resolved later.</summary>
    public IReadOnlyList<ObservedRelation> Relations { get; init; } = [];

    /// <summary>What identifies the thing itself across accounts, normalised to lower case.</summary>
    public IReadOnlyList<IdentityKey> IdentityKeys { get; init; } = [];

    /// <summary>When the cloud made it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>An edge that an adapter saw.</summary>
/// <param name="Type">One of the kind's relations.</param>
/// <param name="TargetKind">The kind of the other end.</param>
/// <param name="TargetRegion">The scope of the other end.</param>
/// <param name="TargetExternalId">The cloud's id of the other end, in the same account.</param>
public sealed record ObservedRelation(string Type, string TargetKind, string TargetRegion, string TargetExternalId);

/// <summary>Something that identifies a thing wherever it is seen.</summary>
/// <param name="Name">The attribute: <c>biosUuid</c>.</param>
/// <param name="Value">Its value, normalised.</param>
public sealed record IdentityKey(string Name, string Value);
