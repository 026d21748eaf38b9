using System.Text.Json.Nodes;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>What is written to a resource without an observation. Callers hold the lock of the account.</summary>
internal static class OwnStore
{
    internal static Task<OwnState?> ReadAsync(DbSession session, ResourceId id, CancellationToken ct) =>
        session.QueryFirstAsync<OwnState>(
            """
            select resource.id, tenant_id, account_id, provider, kind, region, simulated, external_id, name, own_name, lifecycle,
                attributes, observed_tags, own_tags, deletion_protection,
                (select record.name from record where record.resource_id = resource.id
                    order by record.account_id = resource.account_id desc, record.id limit 1) as observed_name
            from resource where id = @id
            """,
            new { id },
            ct);

    /// <summary>The resource of a record; null when there is none.</summary>
    internal static async Task<ResourceId?> FindAsync(DbSession session, MergeUnit unit, string externalId, CancellationToken ct)
    {
        var found = await session.QueryAsync<ResourceId>(
            "select resource_id from record where account_id = @account and kind = @kind and region = @region and external_id = @externalId",
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, externalId },
            ct);
        return found.Count == 0 ? null : found[0];
    }

    internal static async Task SetLifecycleAsync(
        DbSession session, OwnState known, string lifecycle, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        await session.ExecuteAsync("update resource set lifecycle = @lifecycle where id = @id", new { id = known.Id, lifecycle }, ct);
        // Whatever the next observation says is written, so that a state that never came about does not stay.
        await ForgetHashAsync(session, known.Id, ct);
        await CountStore.AddAsync(session, known.Unit(), new Dictionary<string, long> { [known.Lifecycle] = -1, [lifecycle] = 1 }, ct);
        await AppendAsync(session, known, known.Name, [new FieldChange("lifecycle", known.Lifecycle, lifecycle)], cause, clock, ct);
    }

    /// <summary>True when something changed.</summary>
    internal static async Task<bool> ChangeAsync(
        DbSession session, OwnState known, OwnFields fields, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        var ownName = fields.Name is null ? known.OwnName : fields.Name.Length == 0 ? null : CleanText.Of(fields.Name, Sighting.NameLength);
        var ownTags = known.OwnTagsWith(fields.Tags);
        var name = ownName ?? known.ObservedName ?? known.Name;
        var before = known.Shown(known.Name, TagObject.Read(known.OwnTags));
        var after = known.Shown(name, ownTags);
        var changes = SnapshotDiff.Between(before, after).ToList();
        var isProtected = fields.DeletionProtection ?? known.DeletionProtection;
        if (isProtected != known.DeletionProtection)
        {
            changes.Add(new FieldChange("deletionProtection", known.DeletionProtection, isProtected));
        }

        if (changes.Count == 0 && ownName == known.OwnName && JsonNode.DeepEquals(TagObject.Write(ownTags), known.OwnTags))
        {
            return false;
        }

        var searchText = Projection.SearchText(name, known.ExternalId, known.Attributes);
        await session.ExecuteAsync(
            "update resource set name = @name, own_name = @ownName, own_tags = @ownTags, search_text = @searchText, deletion_protection = @isProtected where id = @id",
            new { id = known.Id, name, ownName, isProtected, ownTags = TagObject.Write(ownTags), searchText },
            ct);
        await WriteTagsAsync(session, known.Id, known.TenantId, after.Tags, ct);
        await AppendAsync(session, known, name, changes, cause, clock, ct);
        return true;
    }

    internal static async Task WriteTagsAsync(
        DbSession session, ResourceId id, TenantId tenant, IReadOnlyDictionary<string, string> tags, CancellationToken ct)
    {
        await session.ExecuteAsync("delete from resource_tag where resource_id = @id", new { id }, ct);
        await session.ExecuteAsync(
            "insert into resource_tag (resource_id, key, value, tenant_id) select @id, key, value, @tenant from unnest(@keys, @values) as row (key, value)",
            new { id, tenant, keys = tags.Keys.ToArray(), values = tags.Values.Select(Projection.Searchable).ToArray() },
            ct);
    }

    internal static Task ForgetHashAsync(DbSession session, ResourceId id, CancellationToken ct) =>
        session.ExecuteAsync("update record set content_hash = '' where resource_id = @id", new { id }, ct);

    internal static Task AppendAsync(
        DbSession session, OwnState known, string name, IEnumerable<FieldChange> changes, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        var now = session.Now;
        var rows = changes.Select(change =>
            ChangeRow.Of(TypedId.New<ChangeId>(clock), now, known.Unit(), known.Id, name, ChangeType.Changed, change, cause));
        return ChangeStore.AppendAsync(session, rows.ToArray(), ct);
    }
}

/// <summary>What a writer without an observation has to know of a resource.</summary>
internal sealed record OwnState
{
    public ResourceId Id { get; init; }

    public TenantId TenantId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Provider { get; init; }

    public required string Kind { get; init; }

    public required string Region { get; init; }

    public bool Simulated { get; init; }

    public bool DeletionProtection { get; init; }

    public required string ExternalId { get; init; }

    public required string Name { get; init; }

    public string? OwnName { get; init; }

    /// <summary>The cloud's name; null while nobody has observed it.</summary>
    public string? ObservedName { get; init; }

    public required string Lifecycle { get; init; }

    public required JsonObject Attributes { get; init; }

    public required JsonObject ObservedTags { get; init; }

    public required JsonObject OwnTags { get; init; }

    internal MergeUnit Unit() => new(TenantId, AccountId, Provider, Kind, Region, Simulated);

    /// <summary>Our own tags after some were set or taken away; one that says what the cloud says is not ours to keep.</summary>
    internal IReadOnlyDictionary<string, string> OwnTagsWith(IReadOnlyDictionary<string, string?>? changes)
    {
        var tags = new Dictionary<string, string>(TagObject.Read(OwnTags), StringComparer.Ordinal);
        var observed = TagObject.Read(ObservedTags);
        foreach (var (key, value) in changes ?? new Dictionary<string, string?>())
        {
            var clean = CleanText.Of(key, Sighting.TagKeyLength);
            tags.Remove(clean);
            if (value is not null && observed.GetValueOrDefault(clean) != value)
            {
                tags[clean] = CleanText.Of(value, int.MaxValue);
            }
        }

        return tags;
    }

    internal Snapshot Shown(string name, IReadOnlyDictionary<string, string> ownTags) => new()
    {
        Name = name,
        Lifecycle = Lifecycle,
        Attributes = Attributes,
        Tags = Snapshot.Overlay(TagObject.Read(ObservedTags), ownTags),
    };
}
