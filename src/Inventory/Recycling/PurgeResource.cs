using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Recycling;

/// <summary>
/// Destroys at the cloud what is in the recycle bin. What runs there again is not destroyed: somebody started it, past us, and
/// uses it.
/// </summary>
internal sealed class PurgeResource(CommandSteps steps, ResourceStore resources, RecycleBinStore bin, KindRegistry kinds) : IOperationDefinition
{
    internal const string OperationKind = "resource.purge";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps =>
    [
        new("check", new("Check that nobody uses it", "检查是否仍在使用"), CheckAsync),
        new("destroy", new("Ask the cloud to destroy it", "请求云端销毁"), DestroyAsync),
        new("observe", new("Observe that it is gone", "确认已销毁"), ObserveAsync),
    ];

    private Task<StepOutcome> CheckAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            async target =>
            {
                var command = target.Command;
                if (await bin.FindAsync(context.Scope, context.Resources[0].Id, ct) is null)
                {
                    return new StepOutcome.Failed(RecycleProblems.NotInBin.With(("name", command.Name)));
                }

                var seen = await target.Client.ObserveAsync(command.Kind, command.Region, command.ExternalId!, ct);
                return seen is { Power: Power.On }
                    ? new StepOutcome.Failed(RecycleProblems.InUseAgain.With(("name", command.Name), ("lifecycle", seen.Lifecycle)))
                    : new StepOutcome.Done(Detail: seen?.Lifecycle);
            },
            ct);

    private Task<StepOutcome> DestroyAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            target =>
            {
                var command = target.Command;
                var inputs = AttributeValidator.Validate(kinds.Find(command.Kind)!.Action(ResourceCommand.Destroy)!.Inputs, []).Input;
                var request = new ActionRequest(command.Kind, command.Region, command.ExternalId!, ResourceCommand.Destroy, inputs, context.Key);
                return CommandSteps.FollowAsync(
                    context, target, () => target.Client.DestroyAsync(request, ct), ticket => new StepOutcome.Done(Detail: ticket.Detail), ct);
            },
            ct);

    private Task<StepOutcome> ObserveAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.PostAction,
            async target =>
            {
                var outcome = await steps.ObserveGoneAsync(context, target, target.Command.ExternalId!, ct);
                return outcome is not StepOutcome.Done { Commit: { } commit } gone
                    ? outcome
                    : gone with
                    {
                        Commit = async (session, token) =>
                        {
                            await commit(session, token);
                            await resources.RememberAsync(session, target.Command.UnitOf(target.Account), target.Command.ExternalId!, token);
                            await RecycleBinStore.RemoveAsync(session, context.Resources[0].Id, token);
                        },
                    };
            },
            ct);
}
