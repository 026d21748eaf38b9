using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Joining;

/// <summary>
/// Makes one resource of two and two of one. Callers hold the lock of an account that speaks for each resource, and the locks
/// of the resources.
/// </summary>
internal sealed class ResourceUnion(Kind? kind, MergeCause cause, TimeProvider clock)
{
    /// <summary>
    /// Two resources are one thing: the second becomes a part of the first, which keeps its leading record and takes what is
    /// our own of the other where it has nothing. The other's history ends; its id leads to the first. False when one is gone.
    /// </summary>
    internal async Task<bool> AbsorbAsync(DbSession session, ResourceId survivor, ResourceId absorbed, CancellationToken ct)
    {
        var states = await MergeStore.ReadOthersAsync(session, [survivor, absorbed], clock, ct);
        if (states.GetValueOrDefault(survivor) is not { } first
            || states.GetValueOrDefault(absorbed)?.Others.FirstOrDefault(record => record.Leads) is not { } leading)
        {
            return false;
        }

        await JoinStore.MoveAsync(session, survivor, leading, ct);
        await RemovalStore.RemoveAsync(session, [absorbed], Remains.Nothing, cause, clock, ct);
        await JoinStore.AliasAsync(session, leading.TenantId, absorbed, survivor, ct);
        await ComposeAsync(session, survivor, first.Shown(), new FieldChange("records", null, leading.Described()), ct);
        session.Publish(GraphEvents.ResourceChanged(leading.TenantId, absorbed, leading.Kind, leading.AccountId, "deleted"));
        return true;
    }

    /// <summary>
    /// One account no longer knows the thing that others know. Does nothing, and says so, when no other record could stand in
    /// for it, so that the resource has to go with it.
    /// </summary>
    internal async Task<bool> DetachAsync(DbSession session, JoinedKey key, CancellationToken ct)
    {
        var records = await JoinStore.RecordsAsync(session, [key.ResourceId], ct);
        if (records.FirstOrDefault(record => record.Id == key.Id) is not { } record
            || (record.Leads && !await PromoteOtherAsync(session, records, record, ct)))
        {
            return false;
        }

        await DetachAsync(session, record, ct);
        return true;
    }

    /// <summary>Makes a resource of its own of a record; null when no other record could stand in for it, or nobody observed it yet.</summary>
    internal async Task<ResourceId?> SplitAsync(DbSession session, JoinedKey key, CancellationToken ct)
    {
        var records = await JoinStore.RecordsAsync(session, [key.ResourceId], ct);
        if (records.FirstOrDefault(record => record.Id == key.Id) is not { } record
            || Sighting.Of(kind, record) is not { } sighting
            || records.Count < 2
            || (record.Leads && !await PromoteOtherAsync(session, records, record, ct)))
        {
            return null;
        }

        await DetachAsync(session, record, ct);
        var batch = new MergeBatch(record.Unit(), kind, cause, session.Now, clock);
        batch.Add(sighting, null);
        await WriteAsync(session, batch, ct);
        await IdentityStore.ReplaceAsync(session, record.Unit(), [sighting], ct);
        await IdentityStore.KeepApartAsync(session, record, ct);
        var id = batch.Inserts[0].Id;
        await JoinStore.DateAsync(session, id, record.ObservedAt, ct);
        return id;
    }

    private async Task DetachAsync(DbSession session, JoinedRecord record, CancellationToken ct)
    {
        var before = (await MergeStore.ReadOthersAsync(session, [record.ResourceId], clock, ct))[record.ResourceId];
        await JoinStore.DeleteRecordAsync(session, record, ct);
        await ComposeAsync(session, record.ResourceId, before.Shown(), new FieldChange("records", record.Described(), null), ct);
    }

    private async Task<bool> PromoteOtherAsync(
        DbSession session, IReadOnlyList<JoinedRecord> records, JoinedRecord led, CancellationToken ct)
    {
        var (leads, sighting) = records
            .Where(record => record.Id != led.Id)
            .Select(record => (Record: record, Sighting: Sighting.Of(kind, record)))
            .FirstOrDefault(pair => pair.Sighting is not null);
        if (sighting is null)
        {
            return false;
        }

        var before = (await MergeStore.ReadOthersAsync(session, [led.ResourceId], clock, ct))[led.ResourceId];
        var batch = new MergeBatch(leads.Unit(), kind, cause, session.Now, clock);
        batch.Lead(sighting, before, led, leads);
        await WriteAsync(session, batch, ct);
        await CountStore.AddAsync(session, led.Unit(), new Dictionary<string, long> { [before.Lifecycle] = -1 }, ct);
        await JoinStore.LeadAsync(session, led, leads, ct);
        return true;
    }

    /// <summary>Lays the records of a resource over each other anew.</summary>
    private async Task ComposeAsync(DbSession session, ResourceId id, Snapshot before, FieldChange change, CancellationToken ct)
    {
        var state = (await MergeStore.ReadOthersAsync(session, [id], clock, ct))[id];
        var leading = state.Others.First(record => record.Leads);
        var attributes = Composition.Attributes(
            leading.Attributes ?? state.Attributes, state.Others.Where(record => !record.Leads).Select(record => (record.Id, record.Attributes)));
        var batch = new MergeBatch(leading.Unit(), kind, cause, session.Now, clock);
        batch.Compose(state, before, state.Shown() with { Attributes = attributes }, change);
        await WriteAsync(session, batch, ct);
    }

    private static async Task WriteAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        await MergeStore.WriteAsync(session, batch, ct);
        await ChangeStore.AppendAsync(session, batch.Changes, ct);
        foreach (var (id, change) in batch.Events)
        {
            session.Publish(GraphEvents.ResourceChanged(batch.Unit.Tenant, id, batch.Unit.Kind, batch.Unit.Account, change));
        }
    }
}
