using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Changes;

internal static class ChangeEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/changes", ListAsync)
            .WithName("listChanges").WithTags("Resources").WithSummary("What changed, newest first")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Page<ChangeView>>();
        routes.MapGet("/resources/{id}/changes", ListOfResourceAsync)
            .WithName("listResourceChanges").WithTags("Resources").WithSummary("The history of a resource, also of one that is gone")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Page<ChangeView>>();
    }

    private static async Task<Result<Page<ChangeView>>> ListAsync(
        int? limit, string? cursor, Caller caller, ChangeStore changes, CancellationToken ct) =>
        PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            ? await changes.ListAsync(caller.Scope, null, page, ct)
            : problem;

    private static async Task<Result<Page<ChangeView>>> ListOfResourceAsync(
        ResourceId id, int? limit, string? cursor, Caller caller, ChangeStore changes, ResourceStore resources, CancellationToken ct)
    {
        if (!PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            || !(await changes.ListAsync(caller.Scope, id, page, ct)).Ok(out var found, out problem))
        {
            return problem;
        }

        return found.Items.Count > 0 || await resources.GetAsync(caller.Scope, id, ct) is not null
            ? found
            : KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
    }
}
