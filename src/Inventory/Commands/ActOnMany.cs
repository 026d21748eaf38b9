using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Steering;

namespace Yunqiao.Inventory.Commands;

/// <summary>
/// Runs a verb on many resources: an operation of its own for each, a few at a time, so that each has its steps, its conflict
/// key and its place in the resource's history. One that fails stops no other. Cancelling stops those that have not begun; those
/// that have go on to their end. Trying again takes up only those that did not succeed.
/// </summary>
internal sealed class ActOnMany(
    OperationItemStore items,
    ResourceStore resources,
    KindRegistry kinds,
    Func<OperationReader> operations,
    Func<ResourceCommands> commands,
    Func<OperationSteering> steering)
    : IOperationDefinition
{
    internal const string OperationKind = "resources.act";

    /// <summary>How many resources of one operation are on their way at a time, and how many of one account among them.</summary>
    private const int AtATime = 60;
    private const int OfOneAccount = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps =>
    [
        new("each", new("Run it on each resource", "逐个执行"), RunAsync)
        {
            Undo = StopAsync,
            Deadline = TimeSpan.FromHours(24),
        },
    ];

    private async Task<StepOutcome> RunAsync(StepContext context, CancellationToken ct)
    {
        var (scope, id) = (context.Scope, context.Operation);
        if (context.State is null)
        {
            await items.ResetAsync(scope, id, ct);
        }

        await items.SettleAsync(scope, id, ct);
        var counts = await items.CountAsync(scope, id, ct);
        foreach (var item in await items.ClaimAsync(scope, id, AtATime - counts.Running, OfOneAccount, ct))
        {
            await StartAsync(context, item, ct);
        }

        counts = await items.CountAsync(scope, id, ct);
        var detail = $"{counts.Succeeded} / {counts.Total}" + (counts.Failed > 0 ? $" (✗ {counts.Failed})" : "");
        if (counts.Ended < counts.Total)
        {
            return new StepOutcome.Wait(Pause, new JsonObject { ["begun"] = true }, (double)counts.Ended / counts.Total, detail);
        }

        return counts.Succeeded + counts.Skipped == counts.Total
            ? new StepOutcome.Done(Detail: detail)
            : new StepOutcome.Failed(OperationProblems.ItemsFailed.With(
                ("failed", (counts.Failed + counts.Cancelled).ToString()), ("total", counts.Total.ToString())));
    }

    private async Task StartAsync(StepContext context, ClaimedItem item, CancellationToken ct)
    {
        var caller = new Caller(context.Principal, context.PrincipalName, context.Scope, Permission.All.ToHashSet(), Language.English);
        var mode = new CommandMode(false, null, $"{context.Key}/{item.Position}") { Parent = context.Operation };
        var verb = (string)context.Input["verb"]!;
        if (item.Again && await operations().FindAsync(caller, mode.IdempotencyKey!, ct) is { } begun)
        {
            await items.StartedAsync(context.Scope, context.Operation, item.Position, begun, ct);
            return;
        }

        if (await NothingToDoAsync(context.Scope, item, verb, ct) is { } reason)
        {
            await items.EndAsync(context.Scope, context.Operation, item.Position, new ItemOutcome(OperationItemState.Skipped, reason), ct);
            return;
        }

        var inputs = context.Input["inputs"]!.DeepClone().AsObject();
        var answer = verb switch
        {
            ResourceCommand.Destroy => await commands().DestroyAsync(caller, item.ResourceId, mode, ct),
            ResourceCommand.Recycle => await commands().RecycleAsync(caller, item.ResourceId, (int?)inputs[RecycleResource.RetentionDays], mode, ct),
            ResourceCommand.Forget => await commands().ForgetAsync(caller, item.ResourceId, mode, ct),
            _ => await commands().ActAsync(caller, item.ResourceId, verb, inputs, mode, ct),
        };
        if (answer.Problem is null && answer.Value?.Operation is { } child)
        {
            await items.StartedAsync(context.Scope, context.Operation, item.Position, child.Id, ct);
        }
        else
        {
            var state = answer.Problem is null ? OperationItemState.Succeeded : OperationItemState.Failed;
            await items.EndAsync(context.Scope, context.Operation, item.Position, new ItemOutcome(state, answer.Problem), ct);
        }
    }

    /// <summary>Why nothing has to be done for a resource: it is gone, or it is so already. Null when there is something to do.</summary>
    private async Task<Problem?> NothingToDoAsync(Scope scope, ClaimedItem item, string verb, CancellationToken ct)
    {
        if (await resources.GetAsync(scope, item.ResourceId, ct) is not { } resource)
        {
            return ResourceCommands.Unknown(item.ResourceId.ToString());
        }

        return kinds.Find(resource.Kind) is { } kind && CommandChecks.IsSoAlready(resource, verb, kind)
            ? ResourceProblems.SoAlready.With(("name", resource.Name), ("lifecycle", resource.Lifecycle))
            : null;
    }

    /// <summary>Nothing that was done is taken back; what has not been done is not done any more.</summary>
    private async Task<StepOutcome> StopAsync(StepContext context, CancellationToken ct)
    {
        var (scope, id) = (context.Scope, context.Operation);
        await items.SettleAsync(scope, id, ct);
        var running = await items.StopAsync(scope, id, ct);
        var caller = new Caller(context.Principal, context.PrincipalName, scope, Permission.All.ToHashSet(), Language.English);
        foreach (var item in running.Where(item => !item.HasBegun))
        {
            // One that has begun meanwhile is asked to stop, and says itself what became of it.
            await steering().CancelAsync(caller, item.Child, ct);
        }

        return running.Count > 0 ? new StepOutcome.Wait(Pause) : new StepOutcome.Done();
    }
}
