using Yunqiao.Graph.Kinds;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Starting;

namespace Yunqiao.Inventory.Recycling;

/// <summary>What is asked of things in the recycle bin.</summary>
internal sealed class RecycleBin(RecycleBinStore bin, KindRegistry kinds, OperationStarter starter, TimeProvider clock)
{
    /// <summary>Days that a thing stays when nobody says how many.</summary>
    internal const int DefaultDays = 7;

    /// <summary>Most days.</summary>
    internal const int MostDays = 90;

    internal Task<Result<CommandAnswer>> RestoreAsync(Caller caller, ResourceId id, CommandMode mode, CancellationToken ct) =>
        PlanOrStartAsync(caller, id, RestoreResource.OperationKind, ResourceCommand.Restore, PlanEffectKind.Created, mode, ct);

    internal Task<Result<CommandAnswer>> PurgeAsync(Caller caller, ResourceId id, CommandMode mode, CancellationToken ct) =>
        PlanOrStartAsync(caller, id, PurgeResource.OperationKind, ResourceCommand.Purge, PlanEffectKind.Destroyed, mode, ct);

    /// <summary>Starts an operation on something in the bin; it runs after those that already work on it.</summary>
    internal Task<Result<OperationView>> StartAsync(
        Caller caller, RecycledResource thing, string operationKind, string? idempotencyKey, OperationPriority priority, CancellationToken ct)
    {
        var verb = operationKind == PurgeResource.OperationKind ? ResourceCommand.Purge : ResourceCommand.Restore;
        var request = new OperationRequest(
            operationKind, ResourceCommand.Title(verb, kinds.Find(thing.Kind), thing.Kind, thing.Name), thing.Command(verb).ToJson(), [new(thing.Id, thing.Kind, thing.Name)])
        {
            Account = thing.Account,
            ConflictKey = thing.Id.ToString(),
            IdempotencyKey = idempotencyKey,
            Priority = priority,
        };
        return starter.StartAsync(caller, request, null, ct);
    }

    private async Task<Result<CommandAnswer>> PlanOrStartAsync(
        Caller caller, ResourceId id, string operationKind, string verb, PlanEffectKind effect, CommandMode mode, CancellationToken ct)
    {
        if (await bin.FindAsync(caller.Scope, id, ct) is not { } thing)
        {
            return ResourceCommands.Unknown(id.ToString());
        }

        if (mode.DryRun)
        {
            var label = ResourceCommand.Label(verb, kinds.Find(thing.Kind)).In(caller.Language);
            return new CommandAnswer(null, new Plan(
                TypedId.New<PlanId>(clock),
                clock.GetUtcNow(),
                [new PlanStep(label, thing.Name, CheckedBy.Platform)],
                [new PlanEffect(id, thing.Kind, thing.Name, effect, null)],
                null,
                [],
                [],
                verb == ResourceCommand.Purge ? [new LocalizedText("What is purged cannot be brought back.", "清除后无法恢复。").In(caller.Language)] : []));
        }

        return (await StartAsync(caller, thing, operationKind, mode.IdempotencyKey, OperationPriority.Interactive, ct)).Ok(out var view, out var problem)
            ? new CommandAnswer(view, null)
            : problem;
    }
}
