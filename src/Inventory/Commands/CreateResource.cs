using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Commands;

/// <summary>
/// Creates a thing at the cloud under the id that its placeholder has had since it was asked for. The cloud is told the step's
/// key, so that a lost answer, a restart or a second try never make two. Undone by destroying what was made under the key.
/// </summary>
internal sealed class CreateResource(CommandSteps steps, ResourceStore resources, KindRegistry kinds) : IOperationDefinition
{
    internal const string OperationKind = "resource.create";

    private const string ExternalId = "externalId";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps =>
    [
        new("check", new("Check that it can be created", "检查能否创建"), CheckAsync) { Undo = DropPlaceholderAsync },
        new("create", new("Ask the cloud to create it", "请求云端创建"), CreateAsync)
        {
            LookUp = LookUpAsync, Undo = DestroyAsync, Deadline = TimeSpan.FromMinutes(60),
        },
        new("observe", new("Observe it", "确认结果"), ObserveAsync),
    ];

    private Task<StepOutcome> CheckAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            async target =>
            {
                if (target.Client.Manifest.Find(target.Command.Kind, ResourceCommand.Create) is null)
                {
                    return new StepOutcome.Failed(ResourceProblems.VerbUnsupported.With(
                        ("provider", target.Client.Manifest.Name), ("verb", ResourceCommand.Create), ("kind", target.Command.Kind)));
                }

                await CreationRehearsal.CheckAsync(target, ct);
                return new StepOutcome.Done { Commit = (session, token) => EnsurePlaceholderAsync(session, context, target, token) };
            },
            ct);

    /// <summary>A creation that failed took its placeholder back; one that is tried again gives it back under the same id.</summary>
    private async Task EnsurePlaceholderAsync(DbSession session, StepContext context, StepTarget target, CancellationToken ct)
    {
        var id = context.Resources[0].Id;
        await AccountStore.HoldAsync(session, target.Account.Id, ct);
        if (await resources.ReadAsync(session, id, ct) is null)
        {
            var placeholder = target.Command.PlaceholderOf(id, kinds.Find(target.Command.Kind)!);
            await resources.AddPlaceholderAsync(session, target.Command.UnitOf(target.Account), placeholder, CommandSteps.Cause(context), ct);
        }
    }

    private Task<StepOutcome> CreateAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            target => CommandSteps.FollowAsync(
                context,
                target,
                () => target.Client.CreateAsync(RequestOf(target.Command, context.Key), ct),
                ticket => new StepOutcome.Done(new JsonObject { [ExternalId] = ticket.ExternalId }, ticket.Detail ?? ticket.ExternalId)
                {
                    Commit = async (session, token) =>
                    {
                        await AccountStore.HoldAsync(session, target.Account.Id, token);
                        await resources.BindPlaceholderAsync(
                            session, context.Resources[0].Id, target.Command.UnitOf(target.Account), ticket.ExternalId!, CommandSteps.Cause(context), token);
                    },
                },
                ct),
            ct);

    /// <summary>
    /// What was made under the key is found by it. It may be made and not finished (a container that was not started), so the
    /// request goes out again with the same key in either case, and the adapter goes on with what is there.
    /// </summary>
    private Task<StepOutcome> LookUpAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            async target =>
            {
                var found = await target.Client.FindByKeyAsync(target.Command.Kind, target.Command.Region, context.Key, ct);
                context.Log("info", found is null ? "The cloud has nothing under this key." : $"The cloud made {found} under this key; going on with it.");
                return new StepOutcome.Retry(ProviderProblems.Ambiguous.With(("message", found ?? "")), TimeSpan.Zero);
            },
            ct);

    private Task<StepOutcome> ObserveAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.PostAction,
            target => steps.ObserveAsync(context, target, context.Output("create")![ExternalId]!.GetValue<string>(), ct),
            ct);

    private Task<StepOutcome> DestroyAsync(StepContext context, CancellationToken ct) =>
        steps.WithClientAsync(
            context,
            CallLane.User,
            async target =>
            {
                var (account, client, command) = target;
                var id = context.Output("create")?[ExternalId]?.GetValue<string>()
                    ?? await client.FindByKeyAsync(command.Kind, command.Region, context.Key, ct);
                if (id is null)
                {
                    return new StepOutcome.Done();
                }

                if (await client.ObserveAsync(command.Kind, command.Region, id, ct) is { } seen && ObservedVerdict.DiedAtStart(command, seen))
                {
                    return new StepOutcome.Done(Detail: "kept")
                    {
                        Commit = async (session, token) =>
                        {
                            await AccountStore.HoldAsync(session, account.Id, token);
                            await resources.BindPlaceholderAsync(session, context.Resources[0].Id, command.UnitOf(account), id, CommandSteps.Cause(context), token);
                            await steps.MergeAsync(session, context, account, command, seen, token);
                        },
                    };
                }

                return await CommandSteps.FollowAsync(
                    context,
                    target,
                    () => client.DestroyAsync(
                        new ActionRequest(command.Kind, command.Region, id, ResourceCommand.Destroy, [], context.Key + "-undo"), ct),
                    _ => new StepOutcome.Done
                    {
                        Commit = (session, token) => steps.RemoveAsync(session, context, account, command, id, token),
                    },
                    ct);
            },
            ct);

    private Task<StepOutcome> DropPlaceholderAsync(StepContext context, CancellationToken ct) =>
        Task.FromResult<StepOutcome>(new StepOutcome.Done
        {
            Commit = (session, token) =>
                resources.RemovePlaceholderAsync(session, context.Resources[0].Id, CommandSteps.Cause(context), token),
        });

    private static CreateRequest RequestOf(ResourceCommand command, string key) =>
        new(command.Kind, command.Region, command.Zone, command.Name, command.Input, command.Tags, key);
}
