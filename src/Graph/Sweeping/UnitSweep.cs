using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Sweeping;

/// <summary>
/// Finds and ends what a cloud no longer has. A run begins, says what each page held, and only a complete listing with proven
/// permission yields candidates; the caller looks each up by id, asks <see cref="SweepDecision"/>, then removes or marks.
/// </summary>
public sealed class UnitSweep
{
    /// <summary>Begins a listing of a unit.</summary>
    public Task<SyncRunId> BeginRunAsync(DbSession session, MergeUnit unit, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Says what a page held; call it in the transaction that merges the page. Saying it again changes nothing.</summary>
    public Task SeenAsync(DbSession session, SyncRunId run, IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>
    /// What the run neither saw nor anybody observed since it began. Null when the listing proves nothing: it was not complete,
    /// the permission to list was not proven, or the run's memory was lost with the database server.
    /// </summary>
    public Task<SweepCandidates?> CandidatesAsync(
        DbSession session, SyncRunId run, bool complete, bool permissionProven, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Marks things missing: they stay, and say so. The number that were not marked before.</summary>
    public Task<int> MarkMissingAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>
    /// Ends resources that the cloud no longer has. Their last state is kept in the history; seen again within retention they
    /// come back under the same id. The number that went.
    /// </summary>
    public Task<int> RemoveAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>
    /// Ends a run that listed everything: from now on all that the unit holds counts as observed when the run began, and grows
    /// stale after three intervals.
    /// </summary>
    public Task CompleteRunAsync(DbSession session, SyncRunId run, TimeSpan interval, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Ends a run that did not list everything; the unit's resources are stale until a run completes.</summary>
    public Task FailRunAsync(DbSession session, SyncRunId run, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The unit's resources are missing from the unit's last complete listing and wait for a person.</summary>
    public Task<IReadOnlyList<string>> MissingAsync(Scope scope, MergeUnit unit, CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>What may be gone.</summary>
/// <param name="Total">How many the unit holds.</param>
/// <param name="ExternalIds">Which of them were not seen.</param>
public sealed record SweepCandidates(int Total, IReadOnlyList<string> ExternalIds);
