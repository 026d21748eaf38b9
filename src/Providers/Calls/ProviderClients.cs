using Microsoft.Extensions.Logging;

namespace Yunqiao.Providers;

/// <summary>Opens clients: the adapter of an account, decorated.</summary>
public sealed class ProviderClients(
    ProviderCatalog catalog, ProviderReach reach, CallBudgets budgets, TimeProvider clock, ILogger<ProviderClient> log)
{
    /// <summary>
    /// A client of an account whose calls go in the given lane. Fails with <see cref="ProviderException"/> when the provider is
    /// unknown, the endpoint is not one the provider takes, or a credential cannot be read. Nothing is sent yet.
    /// </summary>
    public async Task<ProviderClient> OpenAsync(AccountConnection connection, CallLane lane, CancellationToken ct)
    {
        var provider = catalog.Find(connection.Provider)
            ?? throw new ProviderException(FaultKind.Unsupported, $"This server has no adapter named {connection.Provider}.");
        var context = await reach.OpenAsync(connection, ct);
        return new ProviderClient(provider, context, new CallDecorator(provider.Manifest, connection.Account, lane, budgets, clock, log));
    }
}
