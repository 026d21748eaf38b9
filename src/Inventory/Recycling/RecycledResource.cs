using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Recycling;

/// <summary>
/// A resource in the recycle bin: stopped, in no list and no count, and still at the cloud, which goes on charging for it. It
/// can be restored under its id until it is purged.
/// </summary>
public sealed record RecycledResource
{
    /// <summary>The id that it had, and has again when it is restored.</summary>
    public required ResourceId Id { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name when it was recycled.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant that owns it.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The account that has it.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary><c>global</c> or a region.</summary>
    public required string Region { get; init; }

    /// <summary>The cloud's id.</summary>
    public required string ExternalId { get; init; }

    /// <summary>When it was recycled.</summary>
    public required DateTimeOffset RecycledAt { get; init; }

    /// <summary>Who recycled it.</summary>
    public required PrincipalId RecycledBy { get; init; }

    /// <summary>The name of who recycled it, as it was then.</summary>
    public required string RecycledByName { get; init; }

    /// <summary>From when it is destroyed at the cloud.</summary>
    public required DateTimeOffset PurgeAt { get; init; }

    /// <summary>A command on it, as its operation keeps it.</summary>
    internal ResourceCommand Command(string verb) => new(verb, Kind, Region, Name) { ExternalId = ExternalId };
}
