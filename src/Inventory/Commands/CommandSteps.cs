using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Commands;

/// <summary>What the steps of resource commands share: opening the account, following tickets, observing until it is so.</summary>
internal sealed class CommandSteps(
    Database database,
    AccountStore accounts,
    AccountConnections connections,
    ObservationMerge merge,
    UnitSweep sweep,
    KindRegistry kinds,
    TimeProvider clock)
{
    private const string Since = "since";
    private const string TicketState = "ticket";

    private static readonly TimeSpan FirstLooks = TimeSpan.FromSeconds(5);

    /// <summary>Runs a step with its account's client, and turns what a cloud refuses into the step's outcome.</summary>
    internal async Task<StepOutcome> WithClientAsync(
        StepContext context, CallLane lane, Func<StepTarget, Task<StepOutcome>> act, CancellationToken ct)
    {
        var id = context.Account!.Value;
        if (await accounts.FindAsync(context.Scope, id, ct) is not { } account)
        {
            return new StepOutcome.Failed(AccountRegistry.Unknown(id));
        }

        if (account.State == AccountState.Forgetting)
        {
            return new StepOutcome.Failed(AccountProblems.Forgetting.With(("name", account.Name)));
        }

        if (!(await connections.OpenAsync(account, lane, ct)).Ok(out var client, out var problem))
        {
            return problem.Type.Retryable ? new StepOutcome.Retry(problem) : new StepOutcome.Failed(problem);
        }

        try
        {
            return await act(new StepTarget(account, client.Reporting(new LoggedProgress(context)), ResourceCommand.From(context.Input)));
        }
        catch (ProviderException fault)
        {
            return OutcomeOf(fault);
        }
        catch (AccountForgottenException)
        {
            return new StepOutcome.Failed(AccountProblems.Forgetting.With(("name", account.Name)));
        }
    }

    /// <summary>What a fault means for a step.</summary>
    internal static StepOutcome OutcomeOf(ProviderException fault)
    {
        var problem = ProviderProblems.From(fault);
        return fault switch
        {
            { Kind: FaultKind.Ambiguous } => new StepOutcome.Ambiguous(problem),
            { IsRetryable: true } => new StepOutcome.Retry(problem, fault.RetryAfter),
            _ => new StepOutcome.Failed(problem),
        };
    }

    /// <summary>Sends a request, or looks again at the ticket that it gave, until the ticket is done.</summary>
    internal static async Task<StepOutcome> FollowAsync(
        StepContext context,
        StepTarget target,
        Func<Task<Ticket>> send,
        Func<Ticket, StepOutcome> done,
        CancellationToken ct)
    {
        var ticket = context.State?[TicketState].Deserialize<Ticket>(Json.Options) is { } known
            ? await target.Client.PollAsync(target.Command.Kind, known, ct)
            : await send();
        return ticket.Done
            ? done(ticket)
            : new StepOutcome.Wait(
                ticket.PollAfter ?? TimeSpan.FromSeconds(2),
                new JsonObject { [TicketState] = JsonSerializer.SerializeToNode(ticket, Json.Options) },
                ticket.Progress,
                ticket.Detail);
    }

    /// <summary>
    /// Observes the thing until it is as the command wants it. Only then is the operation done, and the graph has it: a read
    /// after the operation shows the new state.
    /// </summary>
    internal async Task<StepOutcome> ObserveAsync(StepContext context, StepTarget target, string externalId, CancellationToken ct)
    {
        var (account, client, command) = target;
        var now = clock.GetUtcNow();
        var since = context.State?[Since] is { } noted
            ? DateTimeOffset.Parse(noted.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : now;
        var seen = await client.ObserveAsync(command.Kind, command.Region, externalId, ct);
        switch (ObservedVerdict.Judge(kinds.Find(command.Kind)!, command, seen, now - since))
        {
            case ObservedVerdict.Settled:
                return new StepOutcome.Done(Detail: seen!.Lifecycle)
                {
                    Commit = (session, token) => MergeAsync(session, context, account, command, seen, token, now),
                };
            case ObservedVerdict.Failed failed:
                await database.TransactAsync(
                    context.Scope,
                    session => seen is null
                        ? RemoveAsync(session, context, account, command, externalId, ct)
                        : MergeAsync(session, context, account, command, seen, ct, now),
                    ct);
                return new StepOutcome.Failed(failed.Problem);
            default:
                var pause = now - since < FirstLooks ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromSeconds(2);
                return new StepOutcome.Wait(pause, new JsonObject { [Since] = since.ToString("O") }, Detail: seen?.Lifecycle);
        }
    }

    /// <summary>Observes until the cloud no longer has the thing, and takes it out of the graph.</summary>
    internal async Task<StepOutcome> ObserveGoneAsync(StepContext context, StepTarget target, string externalId, CancellationToken ct)
    {
        var (account, client, command) = target;
        var now = clock.GetUtcNow();
        var since = context.State?[Since] is { } noted
            ? DateTimeOffset.Parse(noted.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : now;
        var seen = await client.ObserveAsync(command.Kind, command.Region, externalId, ct);
        if (seen is null)
        {
            return new StepOutcome.Done
            {
                Commit = (session, token) => RemoveAsync(session, context, account, command, externalId, token),
            };
        }

        return now - since < ObservedVerdict.Patience
            ? new StepOutcome.Wait(TimeSpan.FromMilliseconds(500), new JsonObject { [Since] = since.ToString("O") }, Detail: seen.Lifecycle)
            : new StepOutcome.Failed(ResourceProblems.NotObserved.With(("name", command.Name), ("lifecycle", seen.Lifecycle)));
    }

    /// <summary>Takes what an operation saw into the graph; dated by when the cloud was asked, or else by now.</summary>
    internal async Task MergeAsync(
        DbSession session, StepContext context, Account account, ResourceCommand command, Observation seen, CancellationToken ct,
        DateTimeOffset? asked = null)
    {
        await AccountStore.HoldAsync(session, account.Id, ct);
        await merge.MergeAsync(session, command.UnitOf(account), [seen], Cause(context) with { AskedAt = asked }, ct);
    }

    /// <summary>Takes what an operation ended out of the graph.</summary>
    internal async Task RemoveAsync(
        DbSession session, StepContext context, Account account, ResourceCommand command, string externalId, CancellationToken ct)
    {
        await AccountStore.HoldAsync(session, account.Id, ct);
        await sweep.RemoveAsync(session, command.UnitOf(account), [externalId], Cause(context), ct);
    }

    /// <summary>Why the graph changes.</summary>
    internal static MergeCause Cause(StepContext context) => MergeCause.Operation(context.Operation, context.Principal);

    /// <summary>What a cloud says of a long call, in the operation's log.</summary>
    private sealed class LoggedProgress(StepContext context) : IProgress<CallProgress>
    {
        public void Report(CallProgress value) => context.Log("info", value.Text);
    }
}

/// <summary>What a step works on.</summary>
internal sealed record StepTarget(Account Account, ProviderClient Client, ResourceCommand Command);
