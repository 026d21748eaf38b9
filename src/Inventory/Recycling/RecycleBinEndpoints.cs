using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;

namespace Yunqiao.Inventory.Recycling;

internal static class RecycleBinEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        var recycled = api.MapGroup("/resources/recycled").WithTags("Resources");
        recycled.MapGet("", ListAsync)
            .WithName("listRecycledResources").WithSummary("What is in the recycle bin")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead)).Produces<Page<RecycledResource>>();
        Command(recycled.MapPost("/{id}/restore", RestoreAsync), Permission.ResourcesOperate, "resource.restore")
            .WithName("restoreResource").WithSummary("Bring a resource back from the recycle bin");
        Command(recycled.MapDelete("/{id}", PurgeAsync), Permission.ResourcesDestroy, "resource.purge")
            .WithName("purgeResource").WithSummary("Destroy a resource of the recycle bin now");
    }

    private static RouteHandlerBuilder Command(RouteHandlerBuilder endpoint, Permission permission, string audit) =>
        endpoint
            .WithMetadata(EndpointAccess.Mutation(permission, audit), new SuccessStatus(202))
            .Produces<OperationAccepted>(202)
            .Produces<PlanProposed>();

    private static async Task<Result<Page<RecycledResource>>> ListAsync(
        Caller caller, RecycleBinStore bin, int? limit, string? cursor, CancellationToken ct) =>
        PageRequest.From(limit, cursor).Ok(out var page, out var problem) ? await bin.ListAsync(caller.Scope, page, ct) : problem;

    private static async Task<Result<CommandAnswer>> RestoreAsync(
        Caller caller, RecycleBin bin, string id, bool? dryRun, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, CancellationToken ct) =>
        ResourceId.TryParse(id, out var resource)
            ? await bin.RestoreAsync(caller, resource, new CommandMode(dryRun == true, null, idempotencyKey), ct)
            : ResourceCommands.Unknown(id);

    private static async Task<Result<CommandAnswer>> PurgeAsync(
        Caller caller, RecycleBin bin, string id, bool? dryRun, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, CancellationToken ct) =>
        ResourceId.TryParse(id, out var resource)
            ? await bin.PurgeAsync(caller, resource, new CommandMode(dryRun == true, null, idempotencyKey), ct)
            : ResourceCommands.Unknown(id);
}
