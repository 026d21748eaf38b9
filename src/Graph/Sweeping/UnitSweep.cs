using System.Diagnostics.CodeAnalysis;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Sweeping;

/// <summary>
/// Finds and ends what a cloud no longer has. A run begins, says what each page held, and only a complete listing with proven
/// permission yields candidates; the caller looks each up by id, asks <see cref="SweepDecision"/>, then removes or marks, and
/// completes the run last.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one object and need not know which members need its state.")]
public sealed class UnitSweep(Database database, KindRegistry kinds, TimeProvider clock)
{
    /// <summary>Begins a listing of a unit. Several runs of one unit may be on their way at once.</summary>
    public async Task<SyncRunId> BeginRunAsync(DbSession session, MergeUnit unit, CancellationToken ct)
    {
        var run = TypedId.New<SyncRunId>(clock);
        await SweepStore.BeginAsync(session, run, unit, ct);
        return run;
    }

    /// <summary>Says what a page held; call it in the transaction that merges the page. Saying it again changes nothing.</summary>
    public Task SeenAsync(DbSession session, SyncRunId run, IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        SweepStore.SeenAsync(session, run, externalIds, ct);

    /// <summary>
    /// What the run neither saw nor anybody observed since it began. Null when the listing proves nothing: it was not complete,
    /// the permission to list was not proven, or the run's memory was lost with the database server.
    /// </summary>
    public async Task<SweepCandidates?> CandidatesAsync(
        DbSession session, SyncRunId run, bool complete, bool permissionProven, CancellationToken ct)
    {
        if (!complete || !permissionProven || await SweepStore.FindAsync(session, run, ct) is not { } known)
        {
            return null;
        }

        var total = await SweepStore.CountAsync(session, known, ct);
        return new SweepCandidates(total, await SweepStore.UnseenAsync(session, known, ct));
    }

    /// <summary>Marks things missing: they stay, and say so. The number that were not marked before.</summary>
    public async Task<int> MarkMissingAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, MergeCause cause, CancellationToken ct)
    {
        await AccountLock.TakeAsync(session, unit.Account, ct);
        var marked = await SweepStore.MarkMissingAsync(session, unit, externalIds, ct);
        await SweepStore.AppendMissingAsync(session, unit, marked, cause, clock, ct);
        Tell(session, unit, marked.Select(resource => resource.Id).ToArray(), cause, "changed");
        return marked.Count;
    }

    /// <summary>
    /// Ends resources that the cloud no longer has. Their last state is kept in the history; seen again within retention they
    /// come back under the same id. What other accounts still know stays, without what this one said. The number that went.
    /// </summary>
    public async Task<int> RemoveAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, MergeCause cause, CancellationToken ct)
    {
        await AccountLock.TakeAsync(session, unit.Account, ct);
        await JoinStore.LockAsync(session, await SweepStore.ResourcesAsync(session, unit, externalIds, ct), ct);
        var detached = 0;
        var union = new ResourceUnion(kinds.Find(unit.Kind), cause, clock);
        var ids = new List<ResourceId>(await SweepStore.ResourcesOfAsync(session, unit, externalIds, ct));
        foreach (var shared in await JoinStore.SharedAsync(session, unit.Account, unit.Kind, unit.Region, externalIds, ct))
        {
            if (await union.DetachAsync(session, shared, ct))
            {
                detached++;
            }
            else
            {
                ids.Add(shared.ResourceId);
            }
        }

        var gone = await RemovalStore.RemoveAsync(session, ids, Remains.Restorable, cause, clock, ct);
        Tell(session, unit, gone.Select(resource => resource.Id).ToArray(), cause, "deleted");
        return gone.Count + detached;
    }

    /// <summary>
    /// Ends a run that listed everything: from now on all that the unit holds counts as observed when the run began, and grows
    /// stale after three intervals. False when the run's memory was lost with the database server.
    /// </summary>
    public async Task<bool> CompleteRunAsync(DbSession session, SyncRunId run, TimeSpan interval, CancellationToken ct)
    {
        if (await SweepStore.FindAsync(session, run, ct) is not { } known)
        {
            return false;
        }

        await SweepStore.FreshenAsync(session, known, interval, ct);
        await SweepStore.EndAsync(session, run, ct);
        return true;
    }

    /// <summary>Ends a run that did not list everything; the unit's resources are stale until a run completes.</summary>
    public async Task FailRunAsync(DbSession session, SyncRunId run, CancellationToken ct)
    {
        if (await SweepStore.FindAsync(session, run, ct) is { } known)
        {
            await SweepStore.FailAsync(session, known, ct);
            await SweepStore.EndAsync(session, run, ct);
        }
    }

    /// <summary>The cloud's ids of what is marked missing in a unit, in order.</summary>
    public Task<IReadOnlyList<string>> MissingAsync(Scope scope, MergeUnit unit, CancellationToken ct) =>
        SweepStore.MissingAsync(database, scope, unit, ct);

    private static void Tell(DbSession session, MergeUnit unit, IReadOnlyList<ResourceId> ids, MergeCause cause, string change)
    {
        if (cause.IsSync && ids.Count > 0)
        {
            session.Publish(GraphEvents.UnitSynced(unit, 0, change == "changed" ? ids.Count : 0, change == "deleted" ? ids.Count : 0));
        }
        else if (!cause.IsSync)
        {
            foreach (var id in ids)
            {
                session.Publish(GraphEvents.ResourceChanged(unit.Tenant, id, unit.Kind, unit.Account, change));
            }
        }
    }
}

/// <summary>What may be gone.</summary>
/// <param name="Total">How many the unit holds.</param>
/// <param name="ExternalIds">Which of them were not seen.</param>
public sealed record SweepCandidates(int Total, IReadOnlyList<string> ExternalIds);
