using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Monitoring;

/// <summary>What Prometheus scrapes. Labels name routes, kinds and outcomes; never a tenant, a resource or a person.</summary>
internal static class MetricsEndpoint
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (MetricsCollector collector) => Results.Text(PrometheusText.Write(collector.Read()), PrometheusText.ContentType))
            .ExcludeFromDescription()
            .WithMetadata(EndpointAccess.Anonymous);
}
