using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>
/// Runs a verb of a kind on a resource. Acting on what is already so is a success, so a lost answer is answered by acting again.
/// Nothing is undone: a container that was stopped for a reason is not started because a later look failed.
/// </summary>
internal sealed class ActOnResource(CommandSteps steps) : IOperationDefinition
{
    internal const string OperationKind = "resource.act";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps =>
    [
        new("act", new("Ask the cloud to do it", "请求云端执行"), ActAsync) { Deadline = TimeSpan.FromMinutes(60) },
        new("observe", new("Observe it", "确认结果"), ObserveAsync),
    ];

    private Task<StepOutcome> ActAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            target => CommandSteps.FollowAsync(
                context,
                target,
                () => target.Client.ActAsync(RequestOf(target.Command, context.Key), ct),
                ticket => new StepOutcome.Done(Detail: ticket.Detail),
                ct),
            ct);

    private Task<StepOutcome> ObserveAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.PostAction,
            target => steps.ObserveAsync(context, target, target.Command.ExternalId!, ct),
            ct);

    private static ActionRequest RequestOf(ResourceCommand command, string key) =>
        new(command.Kind, command.Region, command.ExternalId!, command.Verb, command.Input, key);
}
