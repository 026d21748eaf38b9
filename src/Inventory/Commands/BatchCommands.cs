using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Plans;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.Starting;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>Turns an action on a query of resources into a plan or one operation.</summary>
internal sealed class BatchCommands(
    QueryCompiler compiler,
    ResourceSearchStore search,
    ResourceStore resources,
    KindRegistry kinds,
    ProviderCatalog providers,
    PlanStore plans,
    BlastRadiusReader radius,
    OperationStarter starter,
    OperationItemStore items,
    TimeProvider clock)
{
    /// <summary>Most resources of one operation.</summary>
    internal const int MostResources = 1000;

    internal async Task<Result<CommandAnswer>> StartAsync(Caller caller, string verb, JsonObject body, CommandMode mode, CancellationToken ct)
    {
        if (!BatchRequest.Read(body).Ok(out var request, out var problem)
            || !(await FindAsync(caller, request, ct)).Ok(out var found, out problem)
            || !Check(verb, request, found).Ok(out var inputs, out problem))
        {
            return problem;
        }

        var intent = new JsonObject { ["verb"] = verb, ["query"] = request.Query, ["inputs"] = inputs };
        var fingerprint = new Dictionary<string, string>
        {
            ["resources"] = ResourcePlanner.Hash(found.Select(resource => new { resource.Id, resource.Lifecycle, resource.ExternalId })),
        };
        if (mode.DryRun)
        {
            var effect = ResourcePlanner.EffectOf(verb);
            var around = await radius.ReadAsync(caller.Scope, [.. found.Select(resource => (resource.Id, effect))], ct);
            var plan = BatchPlanner.Plan(
                new BatchSubject(verb, inputs, found, kinds, providers) { Radius = around }, TypedId.New<PlanId>(clock), clock.GetUtcNow(), caller.Language);
            await plans.SaveAsync(caller, plan, intent, fingerprint, ct);
            return new CommandAnswer(null, plan);
        }

        if (mode.Plan is { } text && await RefusedAsync(caller, text, intent, fingerprint, ct) is { } refused)
        {
            return refused;
        }

        var operation = await starter.StartAsync(
            caller,
            new OperationRequest(ActOnMany.OperationKind, TitleOf(verb, found), intent, [])
            {
                IdempotencyKey = mode.IdempotencyKey,
                IsWeightless = true,
            },
            (session, id, token) => items.AddAsync(
                session, id, [.. found.Select(resource => new NewItem(new OperationResource(resource.Id, resource.Kind, resource.Name), resource.Account))], token),
            ct);
        return operation.Ok(out var view, out problem) ? new CommandAnswer(view, null) : problem;
    }

    private async Task<Result<IReadOnlyList<Resource>>> FindAsync(Caller caller, BatchRequest request, CancellationToken ct)
    {
        if (!compiler.Compile(request.Query, caller.Scope).Ok(out var query, out var problem)
            || !(await search.CountAsync(query, ct)).Ok(out var count, out problem))
        {
            return problem;
        }

        if (count != request.ExpectedCount)
        {
            return ResourceProblems.CountChanged.With(("expected", request.ExpectedCount.ToString()), ("found", count.ToString()));
        }

        if (count > MostResources)
        {
            return ResourceProblems.TooManyAtOnce.With(("found", count.ToString()), ("limit", MostResources.ToString()));
        }

        return (await search.IdsAsync(query, MostResources, ct)).Ok(out var ids, out problem)
            ? (await resources.GetManyAsync(caller.Scope, ids, ct)).ToArray()
            : problem;
    }

    /// <summary>The inputs with their defaults, when every kind among the resources knows the verb and takes them.</summary>
    private Result<JsonObject> Check(string verb, BatchRequest request, IReadOnlyList<Resource> found)
    {
        var inputs = request.Inputs;
        foreach (var id in found.Select(resource => resource.Kind).Distinct())
        {
            var kind = kinds.Find(id)!;
            if (verb == ResourceCommand.Recycle)
            {
                if (CommandChecks.RetentionOf(request.Inputs) is { } refused)
                {
                    return refused;
                }

                continue;
            }

            if (verb == ResourceCommand.Forget || (verb == ResourceCommand.Destroy && kinds.IsOwn(id)))
            {
                continue;
            }

            if (kind.Action(verb) is not { } action || !CommandChecks.IsForMany(verb))
            {
                return ResourceProblems.VerbUnsupported.With(("provider", "Yunqiao"), ("verb", verb), ("kind", id));
            }

            var (filled, errors) = AttributeValidator.Validate(action.Inputs, request.Inputs);
            if (errors.Count > 0)
            {
                return AccountValidator.Invalid(errors);
            }

            inputs = filled;
        }

        return inputs;
    }

    private async Task<Problem?> RefusedAsync(
        Caller caller, string plan, JsonObject intent, IReadOnlyDictionary<string, string> fingerprint, CancellationToken ct)
    {
        var kept = PlanId.TryParse(plan, out var id) ? await plans.FindAsync(caller, id, clock.GetUtcNow(), ct) : null;
        if (kept is null || !JsonNode.DeepEquals(kept.Intent, intent))
        {
            return ResourceProblems.PlanUnknown.With(("id", plan));
        }

        return JsonNode.DeepEquals(kept.Fingerprint, JsonSerializer.SerializeToNode(fingerprint, Json.Options)) ? null : ResourceProblems.PlanStale.New();
    }

    private LocalizedText TitleOf(string verb, IReadOnlyList<Resource> found)
    {
        var label = ResourceCommand.Label(verb, kinds.Find(found[0].Kind));
        return new LocalizedText($"{label.En} {found.Count} resources", $"{label.Zh} {found.Count} 个资源");
    }
}
