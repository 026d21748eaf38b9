using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Past;

internal static class PastEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/history/resources").WithTags("Resources");
        group.MapGet("", ListAsync).WithName("listPastResources").WithSummary("The resources that there were at a moment, by id; a page may be short though another follows")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Page<PastResource>>();
        group.MapGet("/{id}", GetAsync).WithName("getPastResource").WithSummary("A resource as it was at a moment, also one that is gone")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<PastResource>();
    }

    private static async Task<Result<Page<PastResource>>> ListAsync(
        DateTimeOffset at, string? kind, AccountId? account, int? limit, string? cursor, Caller caller, PastStore past, CancellationToken ct) =>
        PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            ? await past.ListAsync(caller.Scope, at, kind, account, page, ct)
            : problem;

    private static async Task<Result<PastResource>> GetAsync(
        ResourceId id, DateTimeOffset at, Caller caller, PastStore past, CancellationToken ct) =>
        await past.GetAsync(caller.Scope, id, at, ct);
}
