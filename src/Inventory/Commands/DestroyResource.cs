using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>Destroys a thing at the cloud, and takes it out of the graph once the cloud no longer has it. What is gone cannot be undone.</summary>
internal sealed class DestroyResource(CommandSteps steps) : IOperationDefinition
{
    internal const string OperationKind = "resource.destroy";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps =>
    [
        new("destroy", new("Ask the cloud to destroy it", "请求云端销毁"), DestroyAsync),
        new("observe", new("Observe that it is gone", "确认已销毁"), ObserveAsync),
    ];

    private Task<StepOutcome> DestroyAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            target => CommandSteps.FollowAsync(
                context,
                target,
                () => target.Client.DestroyAsync(RequestOf(target.Command, context.Key), ct),
                ticket => new StepOutcome.Done(Detail: ticket.Detail),
                ct),
            ct);

    private Task<StepOutcome> ObserveAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.PostAction,
            target => steps.ObserveGoneAsync(context, target, target.Command.ExternalId!, ct),
            ct);

    private static ActionRequest RequestOf(ResourceCommand command, string key) =>
        new(command.Kind, command.Region, command.ExternalId!, ResourceCommand.Destroy, command.Input, key);
}
