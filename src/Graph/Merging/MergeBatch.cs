using System.Text.Json.Nodes;
using Yunqiao.Graph.Changes;
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
        AddedEdges.AddRange(sighting.Content.Relations.Select(edge => EdgeRow.Of(id, edge)));
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

        if (state.ContentHash.AsSpan().SequenceEqual(sighting.Hash) && state.MissingSince is null)
        {
            KeepUnchanged(sighting, state.Id);
            return;
        }

        var before = state.Shown();
        var shown = sighting.Content.With(state.OwnName, TagObject.Read(state.OwnTags));
        var fields = SnapshotDiff.Between(before, shown).ToList();
        if (state.MissingSince is { } since)
        {
            fields.Insert(0, new FieldChange("missingSince", JsonValue.Create(since), null));
        }

        resources[sighting.ExternalId] = state.Id;
        Updates.Add(Row(state.Id, sighting, shown, sighting.CreatedAt ?? state.CreatedAt));
        ChangedRecords.Add(Record(state.RecordId, state.Id, sighting));
        AddedEdges.AddRange(shown.Relations.Except(before.Relations).Select(edge => EdgeRow.Of(state.Id, edge)));
        RemovedEdges.AddRange(before.Relations.Except(shown.Relations).Select(edge => EdgeRow.Of(state.Id, edge)));
        ReplaceTags(state.Id, before, shown);
        // Always, and not only when attributes differ: a release may have made one of them searchable.
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

    private ChangeRow Change(ResourceId id, string name, ChangeType type, FieldChange? field) =>
        ChangeRow.Of(TypedId.New<ChangeId>(clock), at, unit, id, name, type, field, cause);
}
