using System.Text.Json;
using Microsoft.Extensions.Logging;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Sync;

/// <summary>
/// Brings one unit up to date: lists it whole into the merge, page by page, then ends what is gone. Its failure is its own: it
/// is kept with the unit, what is known of its things stays, and other units go on.
/// </summary>
internal sealed class UnitSync(
    Database database, ObservationMerge merge, UnitSweep sweep, TimeProvider clock, ILogger<UnitSync> log)
{
    /// <summary>Most things that are looked up by id when more are gone than is believed.</summary>
    private const int DoubtfulLookUps = 100;

    private const int ParallelLookUps = 4;

    private static readonly Scope Worker = Scope.System("sync");

    internal async Task RunAsync(Account account, ProviderClient client, SyncUnit unit, CancellationToken ct)
    {
        var mergeUnit = new MergeUnit(account.TenantId, account.Id, account.Provider, unit.Kind, unit.Region, account.Simulated);
        var began = clock.GetUtcNow();
        var run = await BeginAsync(mergeUnit, unit, ct);
        SyncUnit ended;
        try
        {
            ended = await ListAsync(mergeUnit, client, unit, run, began, ct);
        }
        catch (ProviderException fault)
        {
            ended = await FailAsync(unit, run, ProviderProblems.From(fault), ct);
        }
        catch (Exception error) when (error is not (OperationCanceledException or AccountForgottenException))
        {
            // A bug in one unit must not take its siblings along.
            InventoryLog.UnitBroke(log, error, unit.Kind, unit.Region, account.Id);
            ended = await FailAsync(unit, run, KernelProblems.Internal.New(), ct);
        }

        await database.TransactAsync(
            Worker,
            async session =>
            {
                await SyncUnitStore.EndAsync(session, ended, ct);
                if (ended.State != unit.State)
                {
                    AccountStore.PublishChanged(session, account, ended.State);
                }
            },
            ct);
    }

    /// <summary>Notes for each unit that nothing could even be asked, for a reason they share.</summary>
    internal Task FailAllAsync(Account account, IReadOnlyList<SyncUnit> units, Problem problem, CancellationToken ct) =>
        database.TransactAsync(
            Worker,
            async session =>
            {
                foreach (var unit in units)
                {
                    InventoryLog.UnitFailed(log, unit.Kind, unit.Region, account.Id, problem.Type.Code);
                    await SyncUnitStore.BeginAsync(session, unit, ct);
                    await SyncUnitStore.EndAsync(session, Failed(unit, problem), ct);
                }

                AccountStore.PublishChanged(session, account, UnitState.Failed);
            },
            ct);

    private Task<SyncRunId> BeginAsync(MergeUnit mergeUnit, SyncUnit unit, CancellationToken ct) =>
        database.TransactAsync(
            Worker,
            async session =>
            {
                await SyncUnitStore.BeginAsync(session, unit, ct);
                return await sweep.BeginRunAsync(session, mergeUnit, ct);
            },
            ct);

    private async Task<SyncUnit> ListAsync(
        MergeUnit mergeUnit, ProviderClient client, SyncUnit unit, SyncRunId run, DateTimeOffset began, CancellationToken ct)
    {
        var cause = MergeCause.Sync(run);
        var (created, changed, proven) = (0, 0, true);
        ListPage page;
        string? cursor = null;
        do
        {
            var asked = clock.GetUtcNow();
            page = await client.ListAsync(unit.Kind, unit.Region, cursor, ct);
            var outcome = await database.TransactAsync(
                Worker,
                async session =>
                {
                    await AccountStore.HoldAsync(session, mergeUnit.Account, ct);
                    await sweep.SeenAsync(session, run, page.Items.Select(item => item.ExternalId).ToArray(), ct);
                    return await merge.MergeAsync(session, mergeUnit, page.Items, cause with { AskedAt = asked }, ct);
                },
                ct);
            (created, changed, proven) = (created + outcome.Created, changed + outcome.Changed, proven && page.PermissionProven);
            cursor = page.Next;
        }
        while (cursor is not null);

        var candidates = await database.TransactAsync(
            Worker, session => sweep.CandidatesAsync(session, run, page.Complete, proven, ct), ct);
        if (candidates is null)
        {
            return await FailAsync(unit, run, SyncProblems.Unproven.With(("kind", unit.Kind)), ct);
        }

        var gone = await LookUpAsync(mergeUnit, client, candidates, cause, ct);
        var verdict = SweepDecision.Decide(candidates.Total, gone.Count);
        await database.TransactAsync(
            Worker,
            async session =>
            {
                if (verdict == SweepVerdict.Remove)
                {
                    await sweep.RemoveAsync(session, mergeUnit, gone, cause, ct);
                }
                else if (verdict == SweepVerdict.Hold)
                {
                    await sweep.MarkMissingAsync(session, mergeUnit, gone, cause, ct);
                }

                await sweep.CompleteRunAsync(session, run, SyncSchedule.Refresh(client.Manifest, unit.Kind), ct);
            },
            ct);

        var missing = verdict == SweepVerdict.Hold ? gone.Count : 0;
        InventoryLog.Synced(
            log, unit.Kind, unit.Region, mergeUnit.Account, created, changed, gone.Count - missing, missing,
            (clock.GetUtcNow() - began).TotalMilliseconds);
        return unit with
        {
            State = missing > unit.Kept ? UnitState.Held : UnitState.Idle,
            LastSuccessAt = began,
            Error = null,
            Missing = missing,
            Kept = Math.Min(unit.Kept, missing),
        };
    }

    /// <summary>
    /// Observes each thing that was not listed by its id: listings lag behind. What is there is merged; the rest is returned.
    /// A loss far beyond belief is not looked up one by one, because nothing of it will be removed without a person.
    /// </summary>
    private async Task<IReadOnlyList<string>> LookUpAsync(
        MergeUnit mergeUnit, ProviderClient client, SweepCandidates candidates, MergeCause cause, CancellationToken ct)
    {
        var doubtful = SweepDecision.Decide(candidates.Total, candidates.ExternalIds.Count) == SweepVerdict.Hold;
        if (doubtful && candidates.ExternalIds.Count > DoubtfulLookUps)
        {
            return candidates.ExternalIds;
        }

        var gone = new List<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelLookUps, CancellationToken = ct };
        await Parallel.ForEachAsync(
            candidates.ExternalIds,
            options,
            async (externalId, token) =>
            {
                var observation = await client.ObserveAsync(mergeUnit.Kind, mergeUnit.Region, externalId, token);
                if (observation is null)
                {
                    lock (gone)
                    {
                        gone.Add(externalId);
                    }
                }
                else
                {
                    await database.TransactAsync(
                        Worker,
                        async session =>
                        {
                            await AccountStore.HoldAsync(session, mergeUnit.Account, token);
                            await merge.MergeAsync(session, mergeUnit, [observation], cause, token);
                        },
                        token);
                }
            });
        return gone;
    }

    private async Task<SyncUnit> FailAsync(SyncUnit unit, SyncRunId run, Problem problem, CancellationToken ct)
    {
        InventoryLog.UnitFailed(log, unit.Kind, unit.Region, unit.AccountId, problem.Type.Code);
        await database.TransactAsync(Worker, session => sweep.FailRunAsync(session, run, ct), ct);
        return Failed(unit, problem);
    }

    private static SyncUnit Failed(SyncUnit unit, Problem problem) =>
        unit with { State = UnitState.Failed, Error = JsonSerializer.SerializeToNode(StoredProblem.From(problem), Json.Options) };
}
