using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
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
            await WriteAsync(session, batch, kind, news, ct);
        }

        foreach (var sighting in sightings.Except(news))
        {
            batch.KeepUnchanged(sighting, known.ResourceOf(sighting));
        }

        await TellAsync(session, batch, ct);
        return batch.Outcome();
    }

    private async Task WriteAsync(DbSession session, MergeBatch batch, Kind? kind, IReadOnlyList<Sighting> news, CancellationToken ct)
    {
        var identified = await IdentifiedAsync(session, batch.Unit, kind, news, ct);
        var known = await KnownToOthersAsync(session, batch.Unit, identified, ct);
        // Read again under the lock: another writer may have been here between the first look and now.
        var states = await MergeStore.ReadStatesAsync(session, batch.Unit, news, known.Values.ToArray(), ct);
        var unknown = news.Where(sighting => !states.ContainsKey(sighting.ExternalId)).ToArray();
        var others = await MergeStore.ReadOthersAsync(
            session, unknown.Where(sighting => known.ContainsKey(sighting.ExternalId)).Select(sighting => known[sighting.ExternalId]).ToArray(), clock, ct);
        var tombstones = await MergeStore.ReadTombstonesAsync(session, batch.Unit, unknown, ct);
        foreach (var sighting in news)
        {
            if (states.GetValueOrDefault(sighting.ExternalId) is { } state)
            {
                batch.Update(sighting, state);
            }
            else if (tombstones.GetValueOrDefault(sighting.ExternalId) is not { Forgotten: true }
                && known.TryGetValue(sighting.ExternalId, out var id)
                && others.TryGetValue(id, out var other))
            {
                batch.Join(sighting, other);
            }
            else
            {
                batch.Add(sighting, tombstones.GetValueOrDefault(sighting.ExternalId));
            }
        }

        await MergeStore.WriteAsync(session, batch, ct);
        await ChangeStore.AppendAsync(session, batch.Changes, ct);
        var written = batch.NewRecords.Concat(batch.ChangedRecords).Select(row => row.ExternalId).ToHashSet(StringComparer.Ordinal);
        await IdentityStore.ReplaceAsync(session, batch.Unit, identified.Where(sighting => written.Contains(sighting.ExternalId)).ToArray(), ct);
        await UniteAsync(session, batch, kind, known.Where(pair => states.ContainsKey(pair.Key) && written.Contains(pair.Key)), ct);
    }

    /// <summary>The sightings that say something new of what identifies their things.</summary>
    private static async Task<IReadOnlyList<Sighting>> IdentifiedAsync(
        DbSession session, MergeUnit unit, Kind? kind, IReadOnlyList<Sighting> news, CancellationToken ct)
    {
        if (kind is null || kind.IdentityKeys.Count == 0)
        {
            return [];
        }

        var kept = await IdentityStore.ReadAsync(session, unit, news.Select(sighting => sighting.ExternalId).ToArray(), ct);
        return news.Where(sighting => !sighting.Identity.HasSameValues(new Identity(kept[sighting.ExternalId].ToArray()))).ToArray();
    }

    /// <summary>The resources of those that other accounts of the tenant know already.</summary>
    private static async Task<IReadOnlyDictionary<string, ResourceId>> KnownToOthersAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Sighting> identified, CancellationToken ct)
    {
        var values = identified.SelectMany(sighting => sighting.Identity.Values).ToArray();
        if (values.Length == 0)
        {
            return new Dictionary<string, ResourceId>();
        }

        await IdentityStore.LockAsync(session, unit.Tenant, unit.Kind, ct);
        var candidates = await IdentityStore.FindAsync(session, unit, values, ct);
        if (candidates.Count == 0)
        {
            return new Dictionary<string, ResourceId>();
        }

        var apart = (await IdentityStore.KeptApartAsync(session, unit, identified.Select(sighting => sighting.ExternalId).ToArray(), ct)).ToHashSet(StringComparer.Ordinal);
        return JoinDecision.Decide(unit.Account, identified.Where(sighting => !apart.Contains(sighting.ExternalId)).ToArray(), candidates);
    }

    /// <summary>Makes one resource of two that turn out to be one thing: the older one, whose id people have kept for longer.</summary>
    private async Task UniteAsync(
        DbSession session, MergeBatch batch, Kind? kind, IEnumerable<KeyValuePair<string, ResourceId>> pairs, CancellationToken ct)
    {
        var union = new ResourceUnion(kind, batch.Cause, clock);
        foreach (var (externalId, other) in pairs)
        {
            var mine = batch.ResourceOf(externalId);
            var isOlder = mine.Value.CompareTo(other.Value) < 0;
            if (await union.AbsorbAsync(session, isOlder ? mine : other, isOlder ? other : mine, ct) && !isOlder)
            {
                batch.Became(externalId, other);
            }
        }
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
