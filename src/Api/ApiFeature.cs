using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yunqiao.Api.About;
using Yunqiao.Api.Access;
using Yunqiao.Api.Edge;
using Yunqiao.Api.Events;
using Yunqiao.Api.Monitoring;
using Yunqiao.Api.OpenApi;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Api;

/// <summary>The HTTP edge that every endpoint shares.</summary>
public static class ApiFeature
{
    /// <summary>Registers the services. <see cref="Caller"/> and <see cref="Identity"/> are of the request.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped(provider => SignedInOf(provider).Caller);
        services.AddScoped(provider => SignedInOf(provider).Identity);
        services.AddSingleton<RequestRates>();
        services.AddSingleton<ServerState>();
        services.AddSingleton<EventHub>();
        services.AddHostedService(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton(_ => new MetricsCollector());
        services.AddSingleton(provider => new EdgeMetrics(provider.GetRequiredService<EventHub>()));
        services.ConfigureHttpJsonOptions(options => RequestJson.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddApiDocument();
        return services;
    }

    /// <summary>
    /// Puts the edge in front of everything, maps the endpoints of the features into <c>/api/v1</c>, and refuses to go on when
    /// one of them does not say who may call it.
    /// </summary>
    public static void MapApi(this WebApplication app, Action<IEndpointRouteBuilder> mapFeatures)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RequestLimits>();
        app.UseMiddleware<RoleCheck>();
        app.UseWebSockets();
        app.UseRouting();
        app.UseMiddleware<Authentication>();
        app.UseMiddleware<RateLimiting>();
        app.UseMiddleware<Authorization>();

        var routes = app.MapGroup("/api/v1");
        routes.AddEndpointFilter<ResultFilter>();
        routes.DescribeResults();
        mapFeatures(routes);
        EventsEndpoint.Map(routes);
        AboutEndpoints.Map(routes);
        HealthEndpoints.Map(app);
        MetricsEndpoint.Map(app);
        ErrorsPage.Map(app);

        // From the first request on, not from the first time that somebody asks.
        app.Services.GetRequiredService<MetricsCollector>();
        app.Services.GetRequiredService<EdgeMetrics>();
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(EndpointAccess.Anonymous);
        EndpointAccessCheck.Verify(app);

        // Here and not at start, so that the document can be made of a server that is never started.
        app.UseEndpoints(_ => { });
    }

    private static SignedIn SignedInOf(IServiceProvider provider) =>
        provider.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http && SignedIn.Of(http) is { } signedIn
            ? signedIn
            : throw new InvalidOperationException("Nobody is signed in here: an anonymous endpoint has no caller.");
}
