using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yunqiao.Inventory.Sites;
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
        services.AddSingleton<SiteStore>();
        return services;
    }

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        SitesEndpoints.Map(routes);
    }
}
