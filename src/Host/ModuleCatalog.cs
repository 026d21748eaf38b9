using System.Reflection;
using Yunqiao.Api;
using Yunqiao.Graph;
using Yunqiao.Inventory;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Providers;
using Yunqiao.Storage;
using Yunqiao.Tenancy;

namespace Yunqiao.Host;

/// <summary>Every part of the server, in the order of their references.</summary>
internal static class ModuleCatalog
{
    /// <summary>Where errors are declared.</summary>
    internal static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(ProblemType).Assembly, typeof(StorageFeature).Assembly, typeof(GraphFeature).Assembly, typeof(TenancyFeature).Assembly,
        typeof(OperationsFeature).Assembly, typeof(ProvidersFeature).Assembly, typeof(InventoryFeature).Assembly, typeof(ApiFeature).Assembly,
    ];

    /// <summary>Registers the parts.</summary>
    internal static IServiceCollection AddModules(this IServiceCollection services, IConfiguration configuration) => services
        .AddStorage(configuration)
        .AddGraph()
        .AddTenancy()
        .AddOperations(configuration)
        .AddProviders()
        .AddInventory()
        .AddApi()
        .AddSingleton(new ProblemCatalog(Assemblies));

    /// <summary>Maps the endpoints of the parts into the API's group.</summary>
    internal static void MapModules(this IEndpointRouteBuilder routes)
    {
        routes.MapGraph();
        routes.MapTenancy();
        routes.MapOperations();
        routes.MapInventory();
    }
}
