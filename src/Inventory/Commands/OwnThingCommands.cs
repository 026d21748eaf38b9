using Yunqiao.Graph.Own;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Plans;

namespace Yunqiao.Inventory.Commands;

/// <summary>What is asked of things that people write down: done at once, because no cloud has to be asked.</summary>
internal sealed class OwnThingCommands(OwnThings things, ResourceStore resources, TimeProvider clock)
{
    internal async Task<Result<CommandAnswer>> CreateAsync(
        Caller caller, CreateResourceRequest request, Kind kind, CommandMode mode, CancellationToken ct)
    {
        FieldError[] errors =
        [
            .. TagRules.CheckName(request.Name, null),
            .. TagRules.Check(request.Tags),
            .. string.IsNullOrEmpty(request.Account) ? Array.Empty<FieldError>() : [new FieldError("/account", "unknown", new("No account has things of this kind; leave it out.", "此类资源不属于任何账号，请留空。"))],
        ];
        var draft = new OwnDraft(request.Name?.Trim() ?? "", request.Attributes ?? [], request.Tags ?? new Dictionary<string, string>());
        var refused = things.Check(caller, kind.Id, draft).Problem;
        if (errors.Length > 0 || refused is not null)
        {
            return AccountValidator.Invalid([.. errors, .. refused?.Errors ?? []]);
        }

        if (mode.DryRun)
        {
            return new CommandAnswer(null, Planned(caller, "Write down", "登记", kind.Id, null, draft.Name, PlanEffectKind.Created));
        }

        return (await things.CreateAsync(caller, kind.Id, draft, mode.IdempotencyKey, ct)).Ok(out var made, out var problem)
            ? new CommandAnswer(null, null) { Resource = made }
            : problem;
    }

    /// <summary>Deletes a thing that a person wrote down; null when a cloud has it or nobody does.</summary>
    internal async Task<Result<CommandAnswer>?> TryDeleteAsync(Caller caller, ResourceId id, CommandMode mode, CancellationToken ct)
    {
        if (await resources.GetAsync(caller.Scope, id, ct) is not { Account: null } thing)
        {
            return null;
        }

        if (DeletionProtection.RefusalOf(thing) is { } refusal)
        {
            return refusal;
        }

        if (mode.DryRun)
        {
            return new CommandAnswer(null, Planned(caller, "Cross out", "删除登记", thing.Kind, id, thing.Name, PlanEffectKind.Destroyed));
        }

        // Nothing is left to say of it: 204.
        return await things.DeleteAsync(caller, id, ct) ? default(Result<CommandAnswer>) : ResourceCommands.Unknown(id.ToString());
    }

    private Plan Planned(Caller caller, string en, string zh, string kind, ResourceId? id, string name, PlanEffectKind effect) => new(
        TypedId.New<PlanId>(clock),
        clock.GetUtcNow(),
        [new PlanStep(new LocalizedText(en, zh).In(caller.Language), name, CheckedBy.Platform)],
        [new PlanEffect(id, kind, name, effect, null)],
        null,
        [],
        [],
        []);
}
