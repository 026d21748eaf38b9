using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yunqiao.Storage;
using Yunqiao.Tenancy.Audit;

namespace Yunqiao.Tenancy;

/// <summary>Tenants, projects, people and what they may do.</summary>
public static class TenancyFeature
{
    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddTenancy(this IServiceCollection services)
    {
        services.AddSingleton(new MigrationSource("tenancy", typeof(TenancyFeature).Assembly));
        services.AddSingleton<AuditTrail>();
        services.AddScoped<AuditNote>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static IEndpointRouteBuilder MapTenancy(this IEndpointRouteBuilder routes) => routes;
}
