using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Budgets;
using Yunqiao.Inventory.Catalog;
using Yunqiao.Inventory.Commands;
using Yunqiao.Inventory.Feeds;
using Yunqiao.Inventory.Metrics;
using Yunqiao.Inventory.Plans;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Inventory.Sites;
using Yunqiao.Inventory.Streams;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel.Admission;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.Steering;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory;

/// <summary>Sites, accounts, discovery and sync, event feeds, resource commands, metrics and streams.</summary>
public static class InventoryFeature
{
    /// <summary>The tables.</summary>
    public static MigrationSource Migrations { get; } = new("inventory", typeof(InventoryFeature).Assembly);

    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddInventory(this IServiceCollection services)
    {
        services.AddSingleton(Migrations);
        services.Replace(ServiceDescriptor.Singleton<IBudgetStore, SharedBudgetStore>());
        services.AddSingleton<SiteStore>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccountConnections>();
        services.AddSingleton<AccountRegistry>();
        services.AddSingleton<AccountTester>();
        services.AddSingleton<LocalDocker>();
        services.AddSingleton<SyncUnitStore>();
        services.AddSingleton<UnitSync>();
        services.AddSingleton<HeldUnits>();
        services.AddSingleton<ITimerHandler, AccountSyncTimer>();
        services.AddSingleton<IReconciler, AccountReconciler>();
        services.AddSingleton<AccountFeed>();
        services.AddHostedService<FeedOwner>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<BlastRadiusReader>();
        services.AddSingleton<RecycleBinStore>();
        services.AddSingleton<RecycleBin>();
        services.AddSingleton<CreationRehearsal>();
        services.AddSingleton<OwnThingCommands>();
        services.AddSingleton<IAdmissionRule, DeletionProtection>();
        services.AddSingleton<ResourceCommands>();
        services.AddSingleton<CommandSteps>();
        services.AddSingleton<IOperationDefinition, CreateResource>();
        services.AddSingleton<IOperationDefinition, ActOnResource>();
        services.AddSingleton<IOperationDefinition, DestroyResource>();
        services.AddSingleton<IOperationDefinition, ForgetResource>();
        services.AddSingleton<IOperationDefinition, RecycleResource>();
        services.AddSingleton<IOperationDefinition, RestoreResource>();
        services.AddSingleton<IOperationDefinition, PurgeResource>();
        services.AddSingleton<IReconciler, RecycleBinReconciler>();
        // The definition starts operations, and whatever starts operations knows all definitions: it asks for it when it runs.
        services.AddSingleton<IOperationDefinition>(provider => new ActOnMany(
            provider.GetRequiredService<OperationItemStore>(), provider.GetRequiredService<ResourceStore>(), provider.GetRequiredService<KindRegistry>(),
            provider.GetRequiredService<OperationReader>, provider.GetRequiredService<ResourceCommands>, provider.GetRequiredService<OperationSteering>));
        services.AddSingleton<BatchCommands>();
        services.AddSingleton<PlaceholderReconciler>();
        services.AddSingleton<IReconciler>(provider => provider.GetRequiredService<PlaceholderReconciler>());
        services.AddSingleton<LiveMetrics>();
        services.AddSingleton<StreamTicketStore>();
        services.AddSingleton<ResourceStreams>();
        return services;
    }

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        SitesEndpoints.Map(routes);
        ProvidersEndpoints.Map(routes);
        AccountsEndpoints.Map(routes);
        RecycleBinEndpoints.Map(routes);
        ResourceCommandsEndpoints.Map(routes);
        MetricsEndpoint.Map(routes);
        StreamsEndpoints.Map(routes);
    }
}
