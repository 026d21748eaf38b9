using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>All that is needed to talk to one account. It holds secrets: it is never logged, stored or serialised as a whole.</summary>
/// <param name="Account">The account; null while a connection is tried that is not saved yet.</param>
/// <param name="Provider">The adapter's id.</param>
/// <param name="Endpoint">What the person entered; null takes the manifest's default.</param>
/// <param name="Partition">The vendor's partition; null when it has one.</param>
/// <param name="Credentials">By the names of the manifest; values in clear text.</param>
/// <param name="Settings">What the person chose.</param>
public sealed record AccountConnection(
    AccountId? Account,
    string Provider,
    string? Endpoint,
    string? Partition,
    IReadOnlyDictionary<string, string> Credentials,
    ProviderSettings Settings)
{
    /// <summary>Names the account and the provider only.</summary>
    public override string ToString() => $"{Provider} account {Account?.ToString() ?? "(unsaved)"}";
}
