using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Commands;
using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Recycling;

/// <summary>Brings a thing back from the recycle bin, under its id, as the cloud has it now: stopped.</summary>
internal sealed class RestoreResource(CommandSteps steps, ResourceStore resources, RecycleBinStore bin, Database database) : IOperationDefinition
{
    internal const string OperationKind = "resource.restore";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps => [new("restore", new("Observe it and take it back into the inventory", "确认并恢复到资源清单"), RestoreAsync)];

    private Task<StepOutcome> RestoreAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            async target =>
            {
                var (account, client, command) = target;
                var id = context.Resources[0].Id;
                if (await bin.FindAsync(context.Scope, id, ct) is null)
                {
                    return new StepOutcome.Failed(RecycleProblems.NotInBin.With(("name", command.Name)));
                }

                if (await client.ObserveAsync(command.Kind, command.Region, command.ExternalId!, ct) is not { } seen)
                {
                    // Somebody destroyed it at the cloud meanwhile: there is nothing left to keep.
                    await database.TransactAsync(context.Scope, session => RecycleBinStore.RemoveAsync(session, id, ct), ct);
                    return new StepOutcome.Failed(ResourceProblems.NotThere.With(("name", command.Name)));
                }

                return new StepOutcome.Done(Detail: seen.Lifecycle)
                {
                    Commit = async (session, token) =>
                    {
                        await AccountStore.HoldAsync(session, account.Id, token);
                        await resources.RememberAsync(session, command.UnitOf(account), command.ExternalId!, token);
                        await steps.MergeAsync(session, context, account, command, seen, token);
                        await RecycleBinStore.RemoveAsync(session, id, token);
                    },
                };
            },
            ct);
}
