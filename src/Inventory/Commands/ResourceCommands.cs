using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Relations;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Plans;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Starting;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>Turns what callers ask of resources into plans and operations.</summary>
internal sealed class ResourceCommands(
    AccountStore accounts,
    CreationRehearsal rehearsal,
    OwnThingCommands own,
    ResourceStore resources,
    RelationStore relations,
    BlastRadiusReader radius,
    KindRegistry kinds,
    ProviderCatalog providers,
    PlanStore plans,
    OperationStarter starter,
    OperationReader operations,
    TimeProvider clock)
{
    /// <summary>Most edges of a resource that a plan looks at.</summary>
    private const int PlannedRelations = 1000;

    /// <summary>Creates a resource; its placeholder exists together with the operation.</summary>
    internal async Task<Result<CommandAnswer>> CreateAsync(
        Caller caller, CreateResourceRequest request, CommandMode mode, CancellationToken ct)
    {
        var kind = kinds.Find(caller.Scope, request.Kind ?? "");
        if (kind is not null && kinds.IsOwn(kind.Id))
        {
            return await own.CreateAsync(caller, request, kind, mode, ct);
        }

        var account = AccountId.TryParse(request.Account, out var id) ? await accounts.FindAsync(caller.Scope, id, ct) : null;
        if (kind is null || account is null)
        {
            return AccountValidator.Invalid(
            [
                .. kind is null ? [new FieldError("/kind", "unknown", new("There is no such kind.", "没有该资源类型。"))] : Array.Empty<FieldError>(),
                .. account is null ? [new FieldError("/account", "unknown", new("There is no such account.", "没有该账号。"))] : Array.Empty<FieldError>(),
            ]);
        }

        if (!Usable(account).Ok(out var manifest, out var problem)
            || !CommandChecks.Create(request, kind, manifest, account).Ok(out var command, out problem))
        {
            return problem;
        }

        var subject = new PlanSubject(command, kind, manifest, account.Name, null, []);
        if (mode.DryRun)
        {
            if (!(await rehearsal.RehearseAsync(account, command, ct)).Ok(out var warnings, out problem))
            {
                return problem;
            }

            subject = subject with { Warnings = warnings };
        }

        return await PlanOrStartAsync(caller, subject, mode, () => StartCreationAsync(caller, account, command, mode, ct), ct);
    }

    /// <summary>Runs a verb on a resource.</summary>
    internal Task<Result<CommandAnswer>> ActAsync(
        Caller caller, ResourceId id, string verb, JsonObject body, CommandMode mode, CancellationToken ct) =>
        OnResourceAsync(caller, id, mode, ActOnResource.OperationKind, (resource, kind, manifest) => CommandChecks.Act(resource, verb, body, kind, manifest), ct);

    /// <summary>Destroys a resource at the cloud.</summary>
    internal async Task<Result<CommandAnswer>> DestroyAsync(Caller caller, ResourceId id, CommandMode mode, CancellationToken ct) =>
        await own.TryDeleteAsync(caller, id, mode, ct) ?? await OnResourceAsync(
            caller, id, mode, DestroyResource.OperationKind,
            (resource, kind, manifest) => CommandChecks.Check(resource, ResourceCommand.Destroy, [], kind, manifest), ct);

    /// <summary>Stops managing a resource.</summary>
    internal async Task<Result<CommandAnswer>> ForgetAsync(Caller caller, ResourceId id, CommandMode mode, CancellationToken ct) =>
        await own.TryDeleteAsync(caller, id, mode, ct) ?? await OnResourceAsync(
            caller, id, mode, ForgetResource.OperationKind,
            (resource, kind, _) => new ResourceCommand(ResourceCommand.Forget, kind.Id, resource.Region, resource.Name) { ExternalId = resource.ExternalId },
            ct);

    /// <summary>Stops a resource and moves it into the recycle bin, for some days.</summary>
    internal Task<Result<CommandAnswer>> RecycleAsync(Caller caller, ResourceId id, int? retentionDays, CommandMode mode, CancellationToken ct) =>
        OnResourceAsync(
            caller, id, mode, RecycleResource.OperationKind, (resource, kind, manifest) => CommandChecks.Recycle(resource, retentionDays, kind, manifest), ct);

    /// <summary>No such resource, or none that the caller may see.</summary>
    internal static Problem Unknown(string id) => KernelProblems.NotFound.With(("noun", "resource"), ("id", id));

    private async Task<Result<CommandAnswer>> OnResourceAsync(
        Caller caller,
        ResourceId id,
        CommandMode mode,
        string operationKind,
        Func<Resource, Kind, ProviderManifest, Result<ResourceCommand>> check,
        CancellationToken ct)
    {
        if (await resources.GetAsync(caller.Scope, id, ct) is not { } resource || kinds.Find(resource.Kind) is not { } kind)
        {
            return await RepeatedAsync(caller, id, operationKind, mode, ct) is { } earlier ? new CommandAnswer(earlier, null) : Unknown(id.ToString());
        }

        if (resource.Account is not { } known)
        {
            return ResourceProblems.WrittenByHand.With(("name", resource.Name));
        }

        if (await accounts.FindAsync(caller.Scope, known, ct) is not { } account)
        {
            return Unknown(id.ToString());
        }

        if (!Usable(account).Ok(out var manifest, out var problem) || !check(resource, kind, manifest).Ok(out var command, out problem))
        {
            return problem;
        }

        var edges = await relations.ListAsync(caller.Scope, id, new PageRequest(PlannedRelations, null), ct);
        var subject = new PlanSubject(command, kind, manifest, account.Name, resource, edges.Ok(out var page, out _) ? page.Items : []);
        if (mode.DryRun)
        {
            subject = subject with { Radius = await radius.ReadAsync(caller.Scope, [(id, ResourcePlanner.EffectOf(command.Verb))], ct) };
        }

        if (mode.DryRun && await operations.UnderWayAsync(caller.Scope, id.ToString(), ct) is { } ahead)
        {
            subject = subject with
            {
                Warnings =
                [
                    new($"Another operation is under way: {ahead.Title.En}. This one begins when that has ended.", $"另一项操作正在进行：{ahead.Title.Zh}。此操作将在其结束后开始。"),
                ],
            };
        }

        var request = new OperationRequest(operationKind, ResourceCommand.Title(command.Verb, kind, kind.Id, command.Name), command.ToJson(), [new(id, kind.Id, resource.Name)])
        {
            Account = account.Id,
            ConflictKey = id.ToString(),
            IdempotencyKey = mode.IdempotencyKey,
            Parent = mode.Parent,
            Priority = mode.Parent is null ? OperationPriority.Interactive : OperationPriority.Batch,
        };
        if (mode.DryRun)
        {
            var admission = await starter.AskAsync(caller, request, ct);
            if (admission.Veto is { } veto)
            {
                return veto;
            }

            subject = subject with { Warnings = [.. subject.Warnings, .. admission.Warnings] };
        }

        return await PlanOrStartAsync(
            caller,
            subject,
            mode,
            async () => (await starter.StartAsync(caller, request, null, ct)).Ok(out var operation, out var refusal)
                ? new CommandAnswer(operation, null)
                : refusal,
            ct);
    }

    /// <summary>A key that was sent again after the thing went, because the first request was to end it: the operation that it gave.</summary>
    private async Task<OperationView?> RepeatedAsync(
        Caller caller, ResourceId id, string operationKind, CommandMode mode, CancellationToken ct)
    {
        if (mode.DryRun || mode.IdempotencyKey is not { } key || await operations.FindAsync(caller, key, ct) is not { } earlier)
        {
            return null;
        }

        var view = (await operations.GetAsync(caller, earlier, ct)).Value;
        return view.Kind == operationKind && view.Resources.Any(resource => resource.Id == id) ? view : null;
    }

    private async Task<Result<CommandAnswer>> PlanOrStartAsync(
        Caller caller, PlanSubject subject, CommandMode mode, Func<Task<Result<CommandAnswer>>> start, CancellationToken ct)
    {
        var fingerprint = ResourcePlanner.Fingerprint(subject);
        var intent = subject.Command.ToJson();
        if (mode.DryRun)
        {
            var plan = ResourcePlanner.Plan(subject, TypedId.New<PlanId>(clock), clock.GetUtcNow(), caller.Language);
            await plans.SaveAsync(caller, plan, intent, fingerprint, ct);
            return new CommandAnswer(null, plan);
        }

        if (mode.Plan is { } text)
        {
            var kept = PlanId.TryParse(text, out var id) ? await plans.FindAsync(caller, id, clock.GetUtcNow(), ct) : null;
            if (kept is null || !JsonNode.DeepEquals(kept.Intent, intent))
            {
                return ResourceProblems.PlanUnknown.With(("id", text));
            }

            if (!JsonNode.DeepEquals(kept.Fingerprint, JsonSerializer.SerializeToNode(fingerprint, Json.Options)))
            {
                return ResourceProblems.PlanStale;
            }
        }

        return await start();
    }

    private async Task<Result<CommandAnswer>> StartCreationAsync(
        Caller caller, Account account, ResourceCommand command, CommandMode mode, CancellationToken ct)
    {
        var kind = kinds.Find(command.Kind)!;
        var id = TypedId.New<ResourceId>(clock);
        var request = new OperationRequest(CreateResource.OperationKind, ResourceCommand.Title(command.Verb, kind, kind.Id, command.Name), command.ToJson(), [new(id, kind.Id, command.Name)])
        {
            Account = account.Id,
            ConflictKey = id.ToString(),
            IdempotencyKey = mode.IdempotencyKey,
            Fingerprint = command.ToJson(),
        };
        var started = await starter.StartAsync(
            caller,
            request,
            async (session, operation, token) =>
            {
                await AccountStore.HoldAsync(session, account.Id, token);
                await resources.AddPlaceholderAsync(
                    session, command.UnitOf(account), command.PlaceholderOf(id, kind), MergeCause.Operation(operation, caller.Principal), token);
            },
            ct);
        return started.Ok(out var view, out var problem) ? new CommandAnswer(view, null) : problem;
    }

    private Result<ProviderManifest> Usable(Account account) => (account.State, providers.Find(account.Provider)?.Manifest) switch
    {
        (AccountState.Forgetting, _) => AccountProblems.Forgetting.With(("name", account.Name)),
        (_, null) => AccountProblems.ProviderAbsent.With(("provider", account.Provider)),
        (_, { } manifest) => manifest,
    };
}
