using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Merging;

/// <summary>
/// The only way in which a cloud's data enters the graph: a page of observations of one unit, compared by content hash.
/// Unchanged rows cost no write.
/// </summary>
public sealed class ObservationMerge(KindRegistry kinds, TimeProvider clock)
{
    /// <summary>
    /// Takes a page in, in the session's transaction. Of one id seen twice in a page the later observation counts. Writers of
    /// one account are serialised until their transactions end, so a transaction should merge for one account only.
    /// </summary>
    /// <exception cref="ArgumentException">An observation is of another kind or region than the unit: a bug of its adapter.</exception>
    public Task<MergeOutcome> MergeAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Observation> page, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException($"{kinds} {clock}");
}
