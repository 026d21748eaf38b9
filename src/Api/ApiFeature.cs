using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Yunqiao.Api;

/// <summary>The HTTP edge that every endpoint shares.</summary>
public static class ApiFeature
{
    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services;

    /// <summary>Adds the edge to the pipeline and gives the group that every feature maps its endpoints into.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app) => app.MapGroup("/api/v1");
}
