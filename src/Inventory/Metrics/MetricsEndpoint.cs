using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Metrics;

internal static class MetricsEndpoint
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/resources/{id}/metrics", ReadAsync)
            .WithName("getResourceMetrics").WithTags("Resources").WithSummary("Recent live samples of a resource")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<MetricList>();

    private static async Task<Result<MetricList>> ReadAsync(Caller caller, LiveMetrics metrics, string id, CancellationToken ct) =>
        ResourceId.TryParse(id, out var resource)
            ? await metrics.ReadAsync(caller, resource, ct)
            : KernelProblems.NotFound.With(("noun", "resource"), ("id", id));
}
