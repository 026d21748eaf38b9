using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Recycling;

/// <summary>
/// Stops a thing and moves it into the recycle bin: it leaves the graph and stays at the cloud until it is purged. Cancelled
/// before that, it is started again if it was on.
/// </summary>
internal sealed class RecycleResource(CommandSteps steps, ResourceStore resources, KindRegistry kinds) : IOperationDefinition
{
    internal const string OperationKind = "resource.recycle";
    internal const string WasOn = "wasOn";
    internal const string RetentionDays = "retentionDays";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps =>
    [
        new("stop", new("Stop it", "停止"), (context, ct) => PowerAsync(context, "stop", context.Key, ct))
        {
            Undo = StartAgainAsync, Deadline = TimeSpan.FromMinutes(60),
        },
        new("observe", new("Observe that it is stopped", "确认已停止"), ObserveAsync),
        new("keep", new("Move it into the recycle bin", "移入回收站"), KeepAsync),
    ];

    private Task<StepOutcome> PowerAsync(StepContext context, string verb, string key, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            async target =>
            {
                if (target.Command.Input[WasOn]?.GetValue<bool>() != true)
                {
                    return new StepOutcome.Done();
                }

                // Without inputs of its own: the defaults of the kind.
                var inputs = AttributeValidator.Validate(kinds.Find(target.Command.Kind)!.Action(verb)!.Inputs, []).Input;
                var request = new ActionRequest(target.Command.Kind, target.Command.Region, target.Command.ExternalId!, verb, inputs, key);
                return await CommandSteps.FollowAsync(
                    context, target, () => target.Client.ActAsync(request, ct), ticket => new StepOutcome.Done(Detail: ticket.Detail), ct);
            },
            ct);

    /// <summary>Starts it again, and takes in that it is on: what the way forward observed is not so any more.</summary>
    private async Task<StepOutcome> StartAgainAsync(StepContext context, CancellationToken ct)
    {
        var outcome = await PowerAsync(context, "start", context.Key + "-undo", ct);
        return outcome is not StepOutcome.Done
            ? outcome
            : await steps.WithClientAsync(
                context,
                CallLane.PostAction,
                async target => await target.Client.ObserveAsync(target.Command.Kind, target.Command.Region, target.Command.ExternalId!, ct) is { } seen
                    ? new StepOutcome.Done { Commit = (session, token) => steps.MergeAsync(session, context, target.Account, target.Command, seen, token) }
                    : outcome,
                ct);
    }

    private Task<StepOutcome> ObserveAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.PostAction,
            target => steps.ObserveAsync(
                context, target with { Command = target.Command with { Verb = "stop" } }, target.Command.ExternalId!, ct),
            ct);

    private Task<StepOutcome> KeepAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.PostAction,
            target => Task.FromResult<StepOutcome>(new StepOutcome.Done
            {
                Commit = async (session, token) =>
                {
                    await AccountStore.HoldAsync(session, target.Account.Id, token);
                    var days = target.Command.Input[RetentionDays]!.GetValue<int>();
                    await RecycleBinStore.AddAsync(session, context, target.Account.Provider, session.Now + TimeSpan.FromDays(days), token);
                    await resources.ForgetAsync(session, context.Resources[0].Id, CommandSteps.Cause(context), token);
                },
            }),
            ct);
}
