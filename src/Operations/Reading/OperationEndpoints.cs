using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.States;
using Yunqiao.Operations.Steering;

namespace Yunqiao.Operations.Reading;

/// <summary>The HTTP face of operations.</summary>
internal static class OperationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/operations", ListAsync)
            .WithName("listOperations")
            .WithMetadata(EndpointAccess.Read(Permission.OperationsRead))
            .Produces<Page<OperationView>>();
        routes.MapGet("/operations/{id:guid}", GetAsync)
            .WithName("getOperation")
            .WithMetadata(EndpointAccess.Read(Permission.OperationsRead))
            .Produces<OperationView>();
        routes.MapGet("/operations/queue", QueueAsync)
            .WithName("getOperationQueue")
            .WithSummary("What the engine has to do, for whom, and which servers do it")
            .WithMetadata(EndpointAccess.Read(Permission.OperationsQueue))
            .Produces<OperationQueue>();
        routes.MapGet("/operations/{id:guid}/items", ItemsAsync)
            .WithName("listOperationItems")
            .WithSummary("The things of an operation on many, each with its outcome")
            .WithMetadata(EndpointAccess.Read(Permission.OperationsRead))
            .Produces<Page<OperationItemView>>();
        routes.MapGet("/operations/{id:guid}/log", LogAsync)
            .WithName("getOperationLog")
            .WithMetadata(EndpointAccess.Read(Permission.OperationsRead))
            .Produces<LogPage>();
        routes.MapGet("/resources/{id:guid}/operations", OfResourceAsync)
            .WithName("listResourceOperations")
            .WithMetadata(EndpointAccess.Read(Permission.OperationsRead))
            .Produces<Page<OperationView>>();
        MapSteering(routes, "cancel", (steering, caller, id, ct) => steering.CancelAsync(caller, id, ct));
        MapSteering(routes, "retry", (steering, caller, id, ct) => steering.RetryAsync(caller, id, ct));
        MapSteering(routes, "resume", (steering, caller, id, ct) => steering.ResumeAsync(caller, id, ct));
        MapSteering(routes, "abandon", (steering, caller, id, ct) => steering.AbandonAsync(caller, id, ct));
    }

    private static void MapSteering(
        IEndpointRouteBuilder routes,
        string verb,
        Func<OperationSteering, Caller, OperationId, CancellationToken, Task<Result<OperationView>>> steer) =>
        routes.MapPost(
                "/operations/{id:guid}/" + verb,
                async (Guid id, Caller caller, OperationSteering steering, CancellationToken ct) =>
                    Accepted(await steer(steering, caller, new OperationId(id), ct)))
            .WithName(verb + "Operation")
            .WithMetadata(EndpointAccess.Mutation(Permission.OperationsManage, "operation." + verb))
            .WithMetadata(new SuccessStatus(StatusCodes.Status202Accepted))
            .Produces<OperationAccepted>(StatusCodes.Status202Accepted);

    private static Result<OperationAccepted> Accepted(Result<OperationView> result) =>
        result.Ok(out var view, out var problem) ? new OperationAccepted(view) : problem;

    private static async Task<Result<Page<OperationView>>> ListAsync(
        Caller caller, OperationReader reader, string? state, string? resource, string? parent, int? limit, string? cursor, CancellationToken ct)
    {
        if (!StatesOf(state).Ok(out var states, out var problem) || !ResourceOf(resource).Ok(out var about, out problem)
            || !ParentOf(parent).Ok(out var above, out problem)
            || !PageRequest.From(limit, cursor).Ok(out var page, out problem))
        {
            return problem;
        }

        return await reader.ListAsync(caller, new OperationFilter(states, about, above), page, ct);
    }

    private static async Task<Result<OperationQueue>> QueueAsync(Caller caller, OperationQueueStore queue, CancellationToken ct) =>
        await queue.ReadAsync(caller.Scope, ct);

    private static async Task<Result<Page<OperationItemView>>> ItemsAsync(
        Guid id, Caller caller, OperationReader reader, string? state, int? limit, string? cursor, CancellationToken ct)
    {
        OperationItemState? wanted = null;
        if (state is not null)
        {
            if (!state.All(char.IsAsciiLetter) || !Enum.TryParse<OperationItemState>(state, ignoreCase: true, out var parsed))
            {
                return Invalid("?state", state);
            }

            wanted = parsed;
        }

        return PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            ? await reader.ItemsAsync(caller, new OperationId(id), wanted, page, ct)
            : problem;
    }

    private static Task<Result<OperationView>> GetAsync(Guid id, Caller caller, OperationReader reader, CancellationToken ct) =>
        reader.GetAsync(caller, new OperationId(id), ct);

    private static async Task<Result<LogPage>> LogAsync(
        Guid id, Caller caller, OperationReader reader, long? after, int? limit, CancellationToken ct) =>
        PageRequest.From(limit, null).Ok(out var page, out var problem)
            ? await reader.LogAsync(caller, new OperationId(id), after ?? 0, page.Limit, ct)
            : problem;

    private static async Task<Result<Page<OperationView>>> OfResourceAsync(
        Guid id, Caller caller, OperationReader reader, int? limit, string? cursor, CancellationToken ct) =>
        PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            ? await reader.ListAsync(caller, new OperationFilter([], new ResourceId(id)), page, ct)
            : problem;

    /// <summary>One state, or several with commas between.</summary>
    private static Result<List<OperationState>> StatesOf(string? text)
    {
        var states = new List<OperationState>();
        foreach (var word in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!word.All(char.IsAsciiLetter) || !Enum.TryParse<OperationState>(word, ignoreCase: true, out var state))
            {
                return Invalid("?state", word);
            }

            states.Add(state);
        }

        return states;
    }

    private static Result<ResourceId?> ResourceOf(string? text)
    {
        if (text is null)
        {
            return default(ResourceId?);
        }

        return ResourceId.TryParse(text, out var id) ? (ResourceId?)id : Invalid("?resource", text);
    }

    private static Result<OperationId?> ParentOf(string? text)
    {
        if (text is null)
        {
            return default(OperationId?);
        }

        return OperationId.TryParse(text, out var id) ? (OperationId?)id : Invalid("?parent", text);
    }

    private static Problem Invalid(string pointer, string value) =>
        KernelProblems.Invalid.With(("summary", $"{pointer[1..]}={value}.")) with
        {
            Errors = [new FieldError(pointer, "unknown", new($"{pointer[1..]} has no such value.", $"{pointer[1..]} 没有此取值。"))],
        };
}
