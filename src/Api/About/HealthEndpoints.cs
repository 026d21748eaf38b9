using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Tenancy.Tenants;

namespace Yunqiao.Api.About;

/// <summary>What load balancers and service managers ask.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).ExcludeFromDescription().WithMetadata(EndpointAccess.Anonymous);
        routes.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription().WithMetadata(EndpointAccess.Anonymous);
    }

    /// <summary>Ready means: started, not stopping, and the database answers the application role.</summary>
    private static async Task<IResult> ReadyAsync(ServerState state, TenantStore tenants, TimeProvider clock, CancellationToken ct)
    {
        if (!state.IsReady)
        {
            return new ProblemResult(EdgeProblems.NotReady.New() with { RetryAfter = Deadline });
        }

        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            await tenants.GetRootAsync(either.Token);
            return Results.Text("ok");
        }
        catch (Exception error) when (StorageFault.IsUnavailable(error) || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new ProblemResult(KernelProblems.StorageUnavailable.New() with { RetryAfter = Deadline });
        }
    }
}
