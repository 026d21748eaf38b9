using Microsoft.Extensions.Logging;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Feeds;

/// <summary>
/// Follows the event feed of one account: each event makes its thing be observed and merged, or ended when it is gone. When
/// the feed opens, everything is listed once, because something may have been missed while it was closed.
/// </summary>
internal sealed class AccountFeed(
    Database database,
    ObservationMerge merge,
    UnitSweep sweep,
    AccountConnections connections,
    ITimers timers,
    TimeProvider clock,
    ILogger<AccountFeed> log)
{
    private const int Capacity = 10_000;
    private const int LooksAtOnce = 4;

    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly Scope Worker = Scope.System("feed");

    /// <summary>Follows until cancelled; a feed that breaks is opened again, after ever longer pauses.</summary>
    internal async Task FollowAsync(Account account, CancellationToken ct)
    {
        var pause = ShortestPause;
        while (true)
        {
            var opened = false;
            Problem problem;
            try
            {
                problem = await ReadAsync(account, () => opened = true, ct);
            }
            catch (ProviderException fault)
            {
                problem = ProviderProblems.From(fault);
            }

            pause = opened ? ShortestPause : pause;
            InventoryLog.FeedBroke(log, account.Id, problem.Type.Code, pause.TotalSeconds);
            await SayAsync(account, FeedState.Connecting, ct);
            if (opened)
            {
                // The peer may be gone altogether: its units should say so now, and not at the timer's next turn.
                await WantAllAsync(account, ct);
            }

            await Task.Delay(pause, clock, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<Problem> ReadAsync(Account account, Action opened, CancellationToken ct)
    {
        if (!(await connections.OpenAsync(account, CallLane.Event, ct)).Ok(out var client, out var problem))
        {
            return problem;
        }

        var queue = new ThingQueue(Capacity, Settle, clock);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var looking = LookAsync(account, client, queue, broken.Token);
        try
        {
            await foreach (var happened in client.WatchAsync(broken.Token))
            {
                if (happened.IsOpened)
                {
                    opened();
                    InventoryLog.FeedOpen(log, account.Id);
                    await SayAsync(account, FeedState.Live, ct);
                    await WantAllAsync(account, ct);
                }
                else if (client.Manifest.Find(happened.Kind, ManifestAction.List) is not null
                    && !queue.TryAdd(new Thing(happened.Kind, happened.Region, happened.ExternalId)))
                {
                    await WantAllAsync(account, ct);
                }

                if (looking.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await broken.CancelAsync();
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (looking.IsFaulted)
        {
            await looking;
        }

        return ProviderProblems.From(new ProviderException(FaultKind.Unavailable, "The feed of events ended."));
    }

    private async Task LookAsync(Account account, ProviderClient client, ThingQueue queue, CancellationToken ct)
    {
        while (true)
        {
            var things = await queue.TakeAsync(ct);
            var options = new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = ct };
            await Parallel.ForEachAsync(things, options, async (thing, token) => await LookAsync(account, client, thing, token));
        }
    }

    private async Task LookAsync(Account account, ProviderClient client, Thing thing, CancellationToken ct)
    {
        var unit = new MergeUnit(account.TenantId, account.Id, account.Provider, thing.Kind, thing.Region, account.Simulated);
        // Dated by the question: an answer that is overtaken by that of an operation must not take the thing back to its old state.
        var cause = MergeCause.Event(null) with { AskedAt = clock.GetUtcNow() };
        try
        {
            var observation = await client.ObserveAsync(thing.Kind, thing.Region, thing.ExternalId, ct);
            await database.TransactAsync(
                Worker,
                async session =>
                {
                    await AccountStore.HoldAsync(session, account.Id, ct);
                    if (observation is null)
                    {
                        await sweep.RemoveAsync(session, unit, [thing.ExternalId], cause, ct);
                    }
                    else
                    {
                        await merge.MergeAsync(session, unit, [observation], cause, ct);
                    }
                },
                ct);
        }
        catch (ProviderException fault)
        {
            InventoryLog.EventLost(log, thing.Kind, thing.ExternalId, account.Id, fault.Kind.ToString());
            await WantAllAsync(account, ct);
        }
    }

    private async Task WantAllAsync(Account account, CancellationToken ct)
    {
        await database.TransactAsync(Worker, session => SyncUnitStore.WantAsync(session, account.Id, "event", ct), ct);
        await timers.FireNowAsync(SyncSchedule.Timer, account.Id.ToString(), ct);
    }

    private Task SayAsync(Account account, FeedState feed, CancellationToken ct) =>
        database.TransactAsync(
            Worker,
            async session =>
            {
                if (await AccountStore.SetFeedAsync(session, account.Id, feed, ct))
                {
                    AccountStore.PublishChanged(session, account with { Feed = feed });
                }
            },
            ct);
}
