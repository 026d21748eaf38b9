using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;
using Yunqiao.Tenancy.Audit;

namespace Yunqiao.Inventory.Commands;

internal static class ResourceCommandsEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        var resources = api.MapGroup("/resources").WithTags("Resources");
        Command(resources.MapPost("", CreateAsync), Permission.ResourcesOperate, "resource.create")
            .WithName("createResource").WithSummary("Create a resource");
        Command(resources.MapPost("/actions/{verb}", ActOnManyAsync), Permission.ResourcesOperate, "resource.actOnMany")
            .WithName("actOnResources").WithSummary("Run an action on all resources that a query finds; {query, expectedCount} and the action's inputs");
        foreach (var (verb, summary) in new[]
        {
            (ResourceCommand.Destroy, "Destroy all resources that a query finds; {query, expectedCount}"),
            (ResourceCommand.Forget, "Stop managing all resources that a query finds; {query, expectedCount}"),
            (ResourceCommand.Recycle, "Move all resources that a query finds into the recycle bin; {query, expectedCount, retentionDays}"),
        })
        {
            Command(resources.MapPost("/actions/" + verb, OnManyOf(verb)), Permission.ResourcesDestroy, $"resource.{verb}Many")
                .WithName(verb + "Resources").WithSummary(summary);
        }

        Command(resources.MapPost("/{id}/actions/{verb}", ActAsync), Permission.ResourcesOperate, "resource.act")
            .WithName("actOnResource").WithSummary("Run an action of its kind on a resource");
        Command(resources.MapPost("/{id}/actions/destroy", DestroyAsync), Permission.ResourcesDestroy, "resource.destroy")
            .WithName("destroyResource").WithSummary("Destroy a resource at the cloud");
        Command(resources.MapDelete("/{id}", DeleteAsync), Permission.ResourcesDestroy, "resource.delete")
            .WithName("deleteResource").WithSummary("Forget, recycle or destroy a resource");
    }

    private static RouteHandlerBuilder Command(RouteHandlerBuilder endpoint, Permission permission, string audit) =>
        endpoint
            .WithMetadata(EndpointAccess.Mutation(permission, audit), new SuccessStatus(202))
            .Produces<OperationAccepted>(202)
            .Produces<PlanProposed>();

    private static Task<Result<CommandAnswer>> CreateAsync(
        Caller caller,
        ResourceCommands commands,
        AuditNote audit,
        CreateResourceRequest request,
        bool? dryRun,
        string? plan,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken ct)
    {
        audit.TargetName = request.Name;
        audit.Detail = new JsonObject { ["kind"] = request.Kind, ["dryRun"] = dryRun };
        return commands.CreateAsync(caller, request, new CommandMode(dryRun == true, plan, idempotencyKey), ct);
    }

    private static Task<Result<CommandAnswer>> ActAsync(
        Caller caller,
        ResourceCommands commands,
        AuditNote audit,
        string id,
        string verb,
        JsonObject? inputs,
        bool? dryRun,
        string? plan,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken ct)
    {
        audit.Detail = new JsonObject { ["verb"] = verb, ["dryRun"] = dryRun };
        return OnResource(
            id, resource => commands.ActAsync(caller, resource, verb, inputs ?? [], new CommandMode(dryRun == true, plan, idempotencyKey), ct));
    }

    private static Task<Result<CommandAnswer>> ActOnManyAsync(
        Caller caller,
        BatchCommands commands,
        AuditNote audit,
        string verb,
        JsonObject request,
        bool? dryRun,
        string? plan,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken ct)
    {
        audit.Detail = new JsonObject
        {
            ["verb"] = verb,
            ["query"] = BatchRequest.TextOf(request, "query"),
            ["expectedCount"] = request["expectedCount"]?.DeepClone(),
            ["dryRun"] = dryRun,
        };
        return commands.StartAsync(caller, verb, request, new CommandMode(dryRun == true, plan, idempotencyKey), ct);
    }

    /// <summary>The handler of a verb that needs another permission than the others.</summary>
    private static Delegate OnManyOf(string verb) => (
        Caller caller,
        BatchCommands commands,
        AuditNote audit,
        JsonObject request,
        bool? dryRun,
        string? plan,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken ct) =>
        ActOnManyAsync(caller, commands, audit, verb, request, dryRun, plan, idempotencyKey, ct);

    private static Task<Result<CommandAnswer>> DestroyAsync(
        Caller caller,
        ResourceCommands commands,
        AuditNote audit,
        string id,
        bool? dryRun,
        string? plan,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken ct) =>
        DeleteAsync(caller, commands, audit, id, "destroy", null, dryRun, plan, idempotencyKey, ct);

    private static Task<Result<CommandAnswer>> DeleteAsync(
        Caller caller,
        ResourceCommands commands,
        AuditNote audit,
        string id,
        string? mode,
        int? retentionDays,
        bool? dryRun,
        string? plan,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken ct)
    {
        audit.Detail = new JsonObject { ["mode"] = mode, ["retentionDays"] = retentionDays, ["dryRun"] = dryRun };
        var how = new CommandMode(dryRun == true, plan, idempotencyKey);
        return OnResource(id, resource => mode switch
        {
            "forget" => commands.ForgetAsync(caller, resource, how, ct),
            "destroy" => commands.DestroyAsync(caller, resource, how, ct),
            "recycle" => commands.RecycleAsync(caller, resource, retentionDays, how, ct),
            _ => Task.FromResult<Result<CommandAnswer>>(ResourceProblems.ModeUnsupported.With(("mode", mode ?? ""))),
        });
    }

    private static Task<Result<CommandAnswer>> OnResource(string id, Func<ResourceId, Task<Result<CommandAnswer>>> command) =>
        ResourceId.TryParse(id, out var resource)
            ? command(resource)
            : Task.FromResult<Result<CommandAnswer>>(ResourceCommands.Unknown(id));
}
