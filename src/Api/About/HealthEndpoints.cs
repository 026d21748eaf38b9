using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.About;

/// <summary>What load balancers and service managers ask.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).ExcludeFromDescription().WithMetadata(EndpointAccess.Anonymous);
        routes.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription().WithMetadata(EndpointAccess.Anonymous);
    }

    /// <summary>Ready means: started, not stopping, and every part that has a check tagged <c>ready</c> is healthy.</summary>
    private static async Task<IResult> ReadyAsync(ServerState state, HealthCheckService checks, CancellationToken ct)
    {
        if (!state.IsReady)
        {
            return new ProblemResult(EdgeProblems.NotReady.New() with { RetryAfter = RetryAfter });
        }

        var report = await checks.CheckHealthAsync(check => check.Tags.Contains("ready"), ct);
        return report.Status == HealthStatus.Unhealthy
            ? new ProblemResult(KernelProblems.StorageUnavailable.New() with { RetryAfter = RetryAfter })
            : Results.Text("ok");
    }
}
