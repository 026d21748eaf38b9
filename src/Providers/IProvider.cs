using Yunqiao.Kernel.Observations;

namespace Yunqiao.Providers;

/// <summary>
/// The adapter of one kind of cloud: four members that every adapter has. What else a cloud can do is a small capability
/// interface (<see cref="ICreates"/>, <see cref="IActs"/>, …); what is not implemented is not there.
/// An adapter keeps no state between calls, reaches the world only through its <see cref="ProviderContext"/>, never
/// retries, never caches, and fails only with <see cref="ProviderException"/>.
/// </summary>
public interface IProvider
{
    /// <summary>What it can do, as data.</summary>
    ProviderManifest Manifest { get; }

    /// <summary>Tries the endpoint and the credentials: who am I, which permissions are missing.</summary>
    Task<Probe> ProbeAsync(ProviderContext context, CancellationToken ct);

    /// <summary>
    /// One page of a kind in a scope (<c>global</c> or a region). Whole or it throws: a page is never a part of what the
    /// cloud answered.
    /// </summary>
    Task<ListPage> ListAsync(ProviderContext context, string kind, string region, string? cursor, CancellationToken ct);

    /// <summary>One thing as it is now; null when the cloud says that it does not exist.</summary>
    Task<Observation?> ObserveAsync(ProviderContext context, string kind, string region, string externalId, CancellationToken ct);
}

/// <summary>What a probe found.</summary>
/// <param name="Identity">Who the credentials are: a user, a role, an engine's id.</param>
/// <param name="Version">The peer's version.</param>
/// <param name="MissingPermissions">Actions of the manifest that the credentials may not do, as far as the cloud tells.</param>
/// <param name="Warnings">Things worth knowing, in English; codes of the peer allowed.</param>
public sealed record Probe(string Identity, string? Version, IReadOnlyList<string> MissingPermissions, IReadOnlyList<string> Warnings)
{
    /// <summary>How many things of a kind there are, where the peer says so without a listing.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();
}

/// <summary>One page of a listing.</summary>
/// <param name="Items">What the cloud said.</param>
/// <param name="Next">The cursor of the next page; null when this was the last.</param>
/// <param name="Complete">True on the last page of a listing that was read to its end.</param>
/// <param name="PermissionProven">
/// Whether an empty answer means that there is nothing. False where the cloud answers an unpermitted caller with an empty list
/// and nothing else proves the permission.
/// </param>
public sealed record ListPage(IReadOnlyList<Observation> Items, string? Next, bool Complete, bool PermissionProven);
