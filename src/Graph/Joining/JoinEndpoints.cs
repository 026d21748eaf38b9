using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Joining;

/// <summary>The body of a link.</summary>
/// <param name="Resource">The resource that becomes a part of the one in the path; its id leads there from now on.</param>
internal sealed record LinkRequest(ResourceId Resource);

/// <summary>The body of a split.</summary>
/// <param name="Record">The record that becomes a resource of its own.</param>
internal sealed record SplitRequest(RecordId Record);

internal static class JoinEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/resources/{id}").WithTags("Resources");
        group.MapPost("/link", LinkAsync).WithName("linkResource")
            .WithSummary("Says that another resource is this thing, seen by another account; they are one from now on")
            .WithMetadata(EndpointAccess.Mutation(Permission.ResourcesOperate, "resource.link"))
            .Produces<Resource>();
        group.MapPost("/split", SplitAsync).WithName("splitResource")
            .WithSummary("Says that a record is of another thing: it becomes a resource of its own, and stays one")
            .WithMetadata(EndpointAccess.Mutation(Permission.ResourcesOperate, "resource.split"))
            .Produces<Resource>();
    }

    private static Task<Result<Resource>> LinkAsync(ResourceId id, LinkRequest request, Caller caller, ResourceJoins joins, CancellationToken ct) =>
        joins.LinkAsync(caller, id, request.Resource, ct);

    private static Task<Result<Resource>> SplitAsync(ResourceId id, SplitRequest request, Caller caller, ResourceJoins joins, CancellationToken ct) =>
        joins.SplitAsync(caller, id, request.Record, ct);
}
