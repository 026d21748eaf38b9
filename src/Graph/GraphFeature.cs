using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Completions;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Own;
using Yunqiao.Graph.Past;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Relations;
using Yunqiao.Graph.Resources;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Storage;

namespace Yunqiao.Graph;

/// <summary>Registers the graph: kinds, records, resources, relations, changes and the query language.</summary>
public static class GraphFeature
{
    /// <summary>The graph's migrations.</summary>
    public static MigrationSource Migrations { get; } = new("graph", typeof(GraphFeature).Assembly);

    /// <summary>Adds what the graph offers to other parts.</summary>
    public static IServiceCollection AddGraph(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(Migrations);
        services.AddSingleton(new KindRegistry());
        services.AddSingleton<ObservationMerge>();
        services.AddSingleton<UnitSweep>();
        services.AddSingleton<ResourceStore>();
        services.AddSingleton<ResourceSearchStore>();
        services.AddSingleton<ChangeStore>();
        services.AddSingleton<PastStore>();
        services.AddSingleton<RelationStore>();
        services.AddSingleton<NeighbourhoodStore>();
        services.AddSingleton<QueryCompiler>();
        services.AddSingleton<ResourceJoins>();
        services.AddSingleton<CompletionStore>();
        services.AddSingleton<QueryCompletion>();
        services.AddSingleton<OwnThings>();
        services.AddSingleton<OwnKinds>();
        services.AddHostedService(provider => provider.GetRequiredService<OwnKinds>());
        services.AddHostedService<GraphUpkeep>();
        return services;
    }

    /// <summary>Maps the endpoints; routes are relative to <c>/api/v1</c>.</summary>
    public static IEndpointRouteBuilder MapGraph(this IEndpointRouteBuilder routes)
    {
        KindEndpoints.Map(routes);
        ResourceEndpoints.Map(routes);
        JoinEndpoints.Map(routes);
        CompletionEndpoints.Map(routes);
        ChangeEndpoints.Map(routes);
        PastEndpoints.Map(routes);
        return routes;
    }
}
