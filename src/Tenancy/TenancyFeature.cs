using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yunqiao.Storage;
using Yunqiao.Tenancy.Audit;
using Yunqiao.Tenancy.Sessions;
using Yunqiao.Tenancy.Startup;
using Yunqiao.Tenancy.Tenants;
using Yunqiao.Tenancy.Tokens;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tenancy;

/// <summary>Tenants, projects, people and what they may do.</summary>
public static class TenancyFeature
{
    /// <summary>The migrations.</summary>
    public static MigrationSource Migrations { get; } = new("tenancy", typeof(TenancyFeature).Assembly);

    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddTenancy(this IServiceCollection services)
    {
        services.AddSingleton(Migrations);
        services.AddSingleton<AuditTrail>();
        services.AddScoped<AuditNote>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignInThrottleStore>();
        services.AddSingleton(provider => new TenantStore(provider.GetRequiredService<Database>()));
        services.AddSingleton(provider => new SignIn(
            provider.GetRequiredService<SessionStore>(),
            provider.GetRequiredService<SignInThrottleStore>(),
            provider.GetRequiredService<Passwords>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FirstStart(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<Passwords>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<TenancyCleanup>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static IEndpointRouteBuilder MapTenancy(this IEndpointRouteBuilder routes)
    {
        SessionEndpoints.Map(routes);
        TokenEndpoints.Map(routes);
        UserEndpoints.Map(routes);
        TenantEndpoints.Map(routes);
        AuditEndpoints.Map(routes);
        return routes;
    }
}
