using Yunqiao.Providers;

namespace Yunqiao.Inventory.Catalog;

/// <summary>A kind of cloud that can be connected.</summary>
/// <param name="Id">Lower case: <c>docker</c>.</param>
/// <param name="Name">The product's name.</param>
/// <param name="Chip">Two letters for its badge.</param>
/// <param name="Partitions">Separate worlds of one vendor; empty when there is one.</param>
/// <param name="Credentials">What the account form asks for.</param>
/// <param name="EndpointRequired">Whether an endpoint must be given.</param>
/// <param name="DefaultEndpoint">The endpoint when none is given.</param>
/// <param name="EndpointSchemes">The schemes that an endpoint may have.</param>
/// <param name="DeploymentModel"><c>public</c>, <c>private</c>, <c>community</c> or <c>hosted</c>.</param>
/// <param name="Kinds">What it has, and what can be done with each.</param>
public sealed record ProviderView(
    string Id,
    string Name,
    string Chip,
    IReadOnlyList<string> Partitions,
    IReadOnlyList<CredentialField> Credentials,
    bool EndpointRequired,
    string? DefaultEndpoint,
    IReadOnlyList<string> EndpointSchemes,
    string DeploymentModel,
    IReadOnlyList<ProviderKindView> Kinds)
{
    /// <summary>A manifest as callers see it.</summary>
    internal static ProviderView From(ProviderManifest manifest) =>
        new(
            manifest.Id, manifest.Name, manifest.Chip, manifest.Partitions, manifest.Credentials, manifest.EndpointRequired,
            manifest.DefaultEndpoint, manifest.EndpointSchemes, manifest.DeploymentModel,
            [
                .. from action in manifest.Actions
                   group action.Verb by action.Kind into kind
                   where kind.Key.Length > 0
                   select new ProviderKindView(kind.Key, [.. kind.Distinct()]),
            ]);
}

/// <summary>A kind of resource of a provider.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Verbs">What can be done, <c>list</c>, <c>observe</c> and <c>metrics</c> included.</param>
public sealed record ProviderKindView(string Kind, IReadOnlyList<string> Verbs);
