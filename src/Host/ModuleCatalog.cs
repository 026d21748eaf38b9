using Yunqiao.Api;
using Yunqiao.Graph;
using Yunqiao.Inventory;
using Yunqiao.Tenancy;

namespace Yunqiao.Host;

/// <summary>Every part of the server, in the order of their references.</summary>
internal static class ModuleCatalog
{
    /// <summary>Registers the parts.</summary>
    internal static IServiceCollection AddModules(this IServiceCollection services, IConfiguration configuration) => services
        .AddGraph()
        .AddTenancy()
        .AddInventory()
        .AddApi();

    /// <summary>Maps the endpoints of the parts into the API's group.</summary>
    internal static void MapModules(this IEndpointRouteBuilder routes)
    {
        routes.MapGraph();
        routes.MapTenancy();
        routes.MapInventory();
    }
}
