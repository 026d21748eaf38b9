using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Yunqiao.Providers;

/// <summary>Registers what every adapter needs.</summary>
public static class ProvidersFeature
{
    /// <summary>
    /// The catalogue, the reach, the budgets and the clients. Adapters are registered as <see cref="IProvider"/>. The
    /// <see cref="IBudgetStore"/> is this process's own; the inventory replaces it by the one that all nodes share.
    /// </summary>
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IBudgetStore, LocalBudgetStore>();
        services.AddSingleton<ProviderCatalog>();
        services.AddSingleton<ProviderReach>();
        services.AddSingleton<CallBudgets>();
        services.AddSingleton<ProviderClients>();
        return services;
    }
}
