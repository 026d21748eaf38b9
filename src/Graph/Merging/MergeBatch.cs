using System.Text.Json.Nodes;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Merging;

/// <summary>Decides row by row what a page means for the graph, and collects what has to be written. Pure but for new ids.</summary>
internal sealed class MergeBatch(MergeUnit unit, Kind? kind, MergeCause cause, DateTimeOffset at, TimeProvider clock)
{
    private readonly Dictionary<string, ResourceId> resources = new(StringComparer.Ordinal);
    private int unchanged;

    internal MergeUnit Unit => unit;

    internal MergeCause Cause => cause;

    internal DateTimeOffset At => at;

    internal List<ResourceRow> Inserts { get; } = [];

    internal List<ResourceRow> Updates { get; } = [];

    /// <summary>Resources that another account's record leads.</summary>
    internal List<FillRow> Fills { get; } = [];

    /// <summary>New records of things that other accounts know already.</summary>
    internal List<RecordId> Joined { get; } = [];

    internal List<RecordRow> NewRecords { get; } = [];

    internal List<RecordRow> ChangedRecords { get; } = [];

    internal List<EdgeRow> AddedEdges { get; } = [];

    internal List<EdgeRow> RemovedEdges { get; } = [];

    /// <summary>Resources whose tags are written anew.</summary>
    internal List<ResourceId> Retagged { get; } = [];

    internal List<TagRow> Tags { get; } = [];

    internal List<ValueRow> Values { get; } = [];

    internal Dictionary<string, long> CountsByLifecycle { get; } = new(StringComparer.Ordinal);

    internal List<ChangeRow> Changes { get; } = [];

    /// <summary>External ids that need no more than a new date.</summary>
    internal List<string> UnchangedIds { get; } = [];

    internal List<(ResourceId Id, string Change)> Events { get; } = [];

    internal MergeOutcome Outcome()
    {
        var created = Events.Count(e => e.Change == "created");
        return new MergeOutcome(created, Events.Count - created, unchanged, resources);
    }

    internal ResourceId ResourceOf(string externalId) => resources[externalId];

    /// <summary>The resource of a thing turned out to be a part of another.</summary>
    internal void Became(string externalId, ResourceId resource) => resources[externalId] = resource;

    internal void KeepUnchanged(Sighting sighting, ResourceId? resource)
    {
        if (resource is { } id)
        {
            resources[sighting.ExternalId] = id;
            UnchangedIds.Add(sighting.ExternalId);
            unchanged++;
        }
    }

    internal void Add(Sighting sighting, Tombstone? tombstone)
    {
        if (tombstone is { Forgotten: true })
        {
            return;
        }

        var id = tombstone?.ResourceId ?? TypedId.New<ResourceId>(clock);
        var shown = sighting.Content.With(tombstone?.OwnName, TagObject.Read(tombstone?.OwnTags));
        resources[sighting.ExternalId] = id;
        Inserts.Add(Row(id, sighting, shown, sighting.CreatedAt ?? tombstone?.CreatedAt ?? at) with
        {
            OwnName = tombstone?.OwnName,
            OwnTags = tombstone?.OwnTags ?? [],
            ProjectId = tombstone?.ProjectId,
        });
        NewRecords.Add(Record(TypedId.New<RecordId>(clock), id, sighting));
        AddedEdges.AddRange(sighting.Content.Relations.Select(edge => EdgeRow.Of(id, unit.Account, edge)));
        WriteTags(id, shown);
        WriteValues(id, shown);
        Count(shown.Lifecycle, 1);
        Changes.Add(Change(id, shown.Name, tombstone is null ? ChangeType.Created : ChangeType.Restored, null));
        Events.Add((id, "created"));
    }

    /// <summary>A resource that the cloud does not know yet.</summary>
    internal ResourceId Add(Placeholder placeholder)
    {
        var id = placeholder.Id ?? TypedId.New<ResourceId>(clock);
        var shown = new Snapshot
        {
            Name = CleanText.Of(placeholder.Name, Sighting.NameLength),
            Zone = placeholder.Zone,
            Lifecycle = "creating",
            Attributes = CleanText.Canonical(placeholder.Attributes),
            Tags = Sighting.CleanTags(placeholder.Tags),
        };
        Inserts.Add(new ResourceRow(
            id, "", shown.Name, shown.Zone, shown.Lifecycle, null, shown.Power, shown.Attributes, shown.Tags,
            Projection.SearchText(shown.Name, "", shown.Attributes), at)
        {
            Placeholder = true,
        });
        WriteTags(id, shown);
        WriteValues(id, shown);
        Count(shown.Lifecycle, 1);
        Changes.Add(Change(id, shown.Name, ChangeType.Created, null));
        Events.Add((id, "created"));
        return id;
    }

    internal void Update(Sighting sighting, ResourceState state)
    {
        if (state.ObservedAt > at)
        {
            // The cloud was asked for this page before it gave the newer answer that is known already.
            resources[sighting.ExternalId] = state.Id;
            unchanged++;
            return;
        }

        var missingSince = state.Leads ? state.MissingSince : null;
        if (state.ContentHash.AsSpan().SequenceEqual(sighting.Hash) && missingSince is null)
        {
            KeepUnchanged(sighting, state.Id);
            return;
        }

        var before = state.Shown();
        var shown = state.ShownWith(sighting.Content, unit.Account);
        var fields = SnapshotDiff.Between(before, shown).ToList();
        if (missingSince is { } since)
        {
            fields.Insert(0, new FieldChange("missingSince", JsonValue.Create(since), null));
        }

        resources[sighting.ExternalId] = state.Id;
        ChangedRecords.Add(Record(state.RecordId, state.Id, sighting));
        if (state.Leads)
        {
            Updates.Add(Row(state.Id, sighting, shown, sighting.CreatedAt ?? state.CreatedAt));
            ReplaceTags(state.Id, before, shown);
        }
        else
        {
            Fill(state, shown);
        }

        ReplaceEdges(state, sighting.Content.Relations);
        // Whatever differs: a release may have made an attribute searchable that is as it was.
        WriteValues(state.Id, shown);
        if (before.Lifecycle != shown.Lifecycle)
        {
            Count(before.Lifecycle, -1);
            Count(shown.Lifecycle, 1);
        }

        if (fields.Count == 0)
        {
            unchanged++;
            return;
        }

        Changes.AddRange(fields.Select(field => Change(state.Id, shown.Name, ChangeType.Changed, field)));
        Events.Add((state.Id, "changed"));
    }

    /// <summary>A thing that another account knows already: a record more of its resource.</summary>
    /// <param name="sighting">What this account says of it.</param>
    /// <param name="known">The resource as it stands; its record's fields are those of the record to come.</param>
    internal void Join(Sighting sighting, ResourceState known)
    {
        var record = JoinedRecord.Describe(unit, sighting.ExternalId);
        var shown = known.ShownWith(sighting.Content, unit.Account);
        resources[sighting.ExternalId] = known.Id;
        NewRecords.Add(Record(known.RecordId, known.Id, sighting));
        Joined.Add(known.RecordId);
        Fill(known, shown);
        ReplaceEdges(known, sighting.Content.Relations);
        WriteValues(known.Id, shown);
        Changes.Add(Change(known.Id, shown.Name, ChangeType.Changed, new FieldChange("records", null, record)));
        Changes.AddRange(SnapshotDiff.Between(known.Shown(), shown).Select(field => Change(known.Id, shown.Name, ChangeType.Changed, field)));
        Events.Add((known.Id, "changed"));
    }

    /// <summary>Another of its records leads a resource from now on: what that says is shown.</summary>
    internal void Lead(Sighting sighting, ResourceState known, JoinedRecord led, JoinedRecord leads)
    {
        var others = known.Others.Where(record => record.Id != leads.Id).ToArray();
        var shown = (known with { Leads = true, Others = others }).ShownWith(sighting.Content, unit.Account);
        Updates.Add(Row(known.Id, sighting, shown, sighting.CreatedAt ?? known.CreatedAt));
        ReplaceTags(known.Id, known.Shown(), shown);
        WriteValues(known.Id, shown);
        Count(shown.Lifecycle, 1);
        Changes.Add(Change(known.Id, shown.Name, ChangeType.Changed, new FieldChange("leadingRecord", led.Described(), leads.Described())));
        Changes.AddRange(SnapshotDiff.Between(known.Shown(), shown).Select(field => Change(known.Id, shown.Name, ChangeType.Changed, field)));
        Events.Add((known.Id, "changed"));
    }

    /// <summary>The records of a resource are laid over each other anew.</summary>
    internal void Compose(ResourceState state, Snapshot before, Snapshot shown, FieldChange change)
    {
        Fill(state, shown);
        ReplaceTags(state.Id, before, shown);
        WriteValues(state.Id, shown);
        Changes.Add(Change(state.Id, shown.Name, ChangeType.Changed, change));
        Changes.AddRange(SnapshotDiff.Between(before, shown).Select(field => Change(state.Id, shown.Name, ChangeType.Changed, field)));
        Events.Add((state.Id, "changed"));
    }

    private void Fill(ResourceState state, Snapshot shown) =>
        Fills.Add(new FillRow(state.Id, shown.Attributes, Projection.SearchText(shown.Name, state.ShownExternalId, shown.Attributes)));

    private void ReplaceEdges(ResourceState state, IReadOnlyList<Edge> relations)
    {
        var before = state.Edges.Where(edge => edge.AccountId == unit.Account).Select(edge => edge.Edge).ToArray();
        AddedEdges.AddRange(relations.Except(before).Select(edge => EdgeRow.Of(state.Id, unit.Account, edge)));
        RemovedEdges.AddRange(before.Except(relations).Select(edge => EdgeRow.Of(state.Id, unit.Account, edge)));
    }

    private void ReplaceTags(ResourceId id, Snapshot before, Snapshot after)
    {
        if (before.Tags.Count != after.Tags.Count || before.Tags.Except(after.Tags).Any())
        {
            Retagged.Add(id);
            WriteTags(id, after);
        }
    }

    private void WriteTags(ResourceId id, Snapshot shown) =>
        Tags.AddRange(shown.Tags.Select(tag => new TagRow(id, tag.Key, Projection.Searchable(tag.Value))));

    private void WriteValues(ResourceId id, Snapshot shown) =>
        Values.AddRange(Projection.Values(kind, shown.Attributes).Select(value => new ValueRow(id, value.Key, value.Text, value.Number)));

    private void Count(string lifecycle, int delta) =>
        CountsByLifecycle[lifecycle] = CountsByLifecycle.GetValueOrDefault(lifecycle) + delta;

    private static ResourceRow Row(ResourceId id, Sighting sighting, Snapshot shown, DateTimeOffset createdAt) =>
        new(
            id, sighting.ExternalId, shown.Name, shown.Zone, shown.Lifecycle, shown.ProviderStatus, shown.Power, shown.Attributes,
            sighting.Content.Tags, Projection.SearchText(shown.Name, sighting.ExternalId, shown.Attributes), createdAt);

    private static RecordRow Record(RecordId id, ResourceId resource, Sighting sighting) =>
        new(id, resource, sighting.ExternalId, Convert.ToBase64String(sighting.Hash), sighting.Content.Name, sighting.Observed);

    /// <summary>Dated by when the graph learns of it, under the lock: the history is in the order in which it came about here.</summary>
    private ChangeRow Change(ResourceId id, string name, ChangeType type, FieldChange? field) =>
        ChangeRow.Of(TypedId.New<ChangeId>(clock), clock.GetUtcNow(), unit, id, name, type, field, cause);
}
