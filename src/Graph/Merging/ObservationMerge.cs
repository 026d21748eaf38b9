using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Merging;

/// <summary>
/// The only way in which a cloud's data enters the graph: a page of observations of one unit, compared by content hash.
/// Unchanged rows of a listing cost no write; their age is that of their unit's last complete listing.
/// </summary>
public sealed class ObservationMerge(KindRegistry kinds, TimeProvider clock)
{
    /// <summary>
    /// Takes a page in, in the session's transaction. Of one id seen twice in a page the later observation counts. An
    /// observation older than what is known, see <see cref="MergeCause.AskedAt"/>, is passed over, and so is what a person asked
    /// to forget. Writers of one account are serialised until their transactions end, so merge for one account per transaction.
    /// </summary>
    /// <exception cref="ArgumentException">An observation is of another kind or region than the unit, or has an unusable
    /// external id: a bug of its adapter.</exception>
    public async Task<MergeOutcome> MergeAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Observation> page, MergeCause cause, CancellationToken ct)
    {
        var kind = kinds.Find(unit.Kind);
        var sightings = Sighting.Of(unit, kind, page);
        var at = InMicroseconds(cause.AskedAt ?? session.Now);
        var known = await MergeStore.ReadHashesAsync(session, unit, sightings, ct);
        var news = sightings.Where(sighting => !known.Holds(sighting)).ToArray();
        var batch = new MergeBatch(unit, kind, cause, at, clock);
        if (news.Length > 0)
        {
            await AccountLock.TakeAsync(session, unit.Account, ct);
            await WriteAsync(session, batch, news, ct);
        }

        foreach (var sighting in sightings.Except(news))
        {
            batch.KeepUnchanged(sighting, known.ResourceOf(sighting));
        }

        await TellAsync(session, batch, ct);
        return batch.Outcome();
    }

    private static async Task WriteAsync(DbSession session, MergeBatch batch, IReadOnlyList<Sighting> news, CancellationToken ct)
    {
        // Read again under the lock: another writer may have been here between the first look and now.
        var states = await MergeStore.ReadStatesAsync(session, batch.Unit, news, ct);
        var unknown = news.Where(sighting => !states.ContainsKey(sighting.ExternalId)).ToArray();
        var tombstones = await MergeStore.ReadTombstonesAsync(session, batch.Unit, unknown, ct);
        foreach (var sighting in news)
        {
            if (states.GetValueOrDefault(sighting.ExternalId) is { } state)
            {
                batch.Update(sighting, state);
            }
            else
            {
                batch.Add(sighting, tombstones.GetValueOrDefault(sighting.ExternalId));
            }
        }

        await MergeStore.WriteAsync(session, batch, ct);
        await ChangeStore.AppendAsync(session, batch.Changes, ct);
    }

    private static async Task TellAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        if (!batch.Cause.IsSync)
        {
            // A single look at a thing has no unit run to date it, so the look itself is written.
            await MergeStore.TouchAsync(session, batch.Unit, batch.UnchangedIds, batch.At, ct);
            foreach (var (id, change) in batch.Events)
            {
                session.Publish(GraphEvents.ResourceChanged(batch.Unit.Tenant, id, batch.Unit.Kind, batch.Unit.Account, change));
            }
        }
        else if (batch.Events.Count > 0)
        {
            var created = batch.Events.Count(e => e.Change == "created");
            session.Publish(GraphEvents.UnitSynced(batch.Unit, created, batch.Events.Count - created, 0));
        }
    }

    /// <summary>As PostgreSQL keeps it: a rounded time would make a moment look newer than itself.</summary>
    private static DateTimeOffset InMicroseconds(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
