using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yunqiao.Storage;

namespace Yunqiao.Operations;

/// <summary>Wires the durable engine.</summary>
public static class OperationsFeature
{
    /// <summary>The tables of this project, Quartz's included.</summary>
    public static MigrationSource Migrations { get; } = new("operations", typeof(OperationsFeature).Assembly);

    /// <summary>
    /// Adds the engine. <c>Server:Roles</c> without <c>worker</c> leaves the scheduler in standby: the node starts operations
    /// and runs none. Definitions are registered as <see cref="Definitions.IOperationDefinition"/>.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration) => services;

    /// <summary>Adds the endpoints to the <c>/api/v1</c> group.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes) => routes;
}
