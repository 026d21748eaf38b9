using Yunqiao.Graph.Joining;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Merging;

/// <summary>What a merge reads and writes, set by set.</summary>
internal static class MergeStore
{
    /// <summary>The hashes that decide what is new; without a lock and without a write.</summary>
    internal static async Task<KnownHashes> ReadHashesAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Sighting> sightings, CancellationToken ct)
    {
        var rows = await session.QueryAsync<KnownHash>(
            """
            select record.external_id, record.resource_id, record.content_hash,
                resource.missing_since is not null and resource.account_id = record.account_id as missing, false as forgotten
            from record join resource on resource.id = record.resource_id
            where record.account_id = @account and record.kind = @kind and record.region = @region and record.external_id = any(@ids)
            union all
            select external_id, resource_id, ''::bytea, false, true
            from tombstone
            where forgotten and account_id = @account and kind = @kind and region = @region and external_id = any(@ids)
            """,
            Key(unit, sightings),
            ct);
        return new KnownHashes(rows);
    }

    /// <summary>
    /// Everything that the writing of some sightings depends on, under the lock of the account and those of the resources that
    /// it reads, so that no other account writes to them meanwhile.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<string, ResourceState>> ReadStatesAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Sighting> sightings, IReadOnlyCollection<ResourceId> others, CancellationToken ct)
    {
        var locked = await JoinStore.LockAsync(session, [.. await ResourcesAsync(session, unit, sightings, ct), .. others], ct);
        IReadOnlyList<ResourceState> rows;
        while (true)
        {
            rows = await session.QueryAsync<ResourceState>(
                $"""
                select {ResourceState.Columns}
                from record join resource on resource.id = record.resource_id
                where record.account_id = @account and record.kind = @kind and record.region = @region and record.external_id = any(@ids)
                """,
                Key(unit, sightings),
                ct);
            if (rows.All(row => locked.Contains(row.Id)))
            {
                break;
            }

            // Another account made one of two resources while this waited.
            locked = await JoinStore.LockAsync(session, rows.Select(row => row.Id).ToArray(), ct);
        }

        var edges = (await EdgesAsync(session, rows, ct)).ToLookup(edge => edge.SourceId);
        var joined = (await JoinStore.RecordsOfJoinedAsync(session, rows.Select(row => row.Id).ToArray(), ct)).ToLookup(record => record.ResourceId);
        return rows.ToDictionary(
            row => row.ExternalId,
            row => row with { Edges = edges[row.Id].ToArray(), Others = joined[row.Id].Where(record => record.Id != row.RecordId).ToArray() },
            StringComparer.Ordinal);
    }

    /// <summary>
    /// Resources of other accounts that a new record of this one joins, which callers have locked; those that went are absent.
    /// What a state says of its record is said of the one to come.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<ResourceId, ResourceState>> ReadOthersAsync(
        DbSession session, IReadOnlyCollection<ResourceId> ids, TimeProvider clock, CancellationToken ct)
    {
        var rows = await session.QueryAsync<ResourceState>(
            """
            select id, external_id, ''::bytea as content_hash, observed_at, false as leads, external_id as shown_external_id, name, own_name,
                zone, lifecycle, provider_status, power, missing_since, attributes, observed_tags, own_tags, created_at
            from resource where id = any(@ids)
            """,
            new { ids },
            ct);
        var edges = (await EdgesAsync(session, rows, ct)).ToLookup(edge => edge.SourceId);
        var records = (await JoinStore.RecordsAsync(session, rows.Select(row => row.Id).ToArray(), ct)).ToLookup(record => record.ResourceId);
        return rows.ToDictionary(
            row => row.Id,
            row => row with { RecordId = TypedId.New<RecordId>(clock), Edges = edges[row.Id].ToArray(), Others = records[row.Id].ToArray() });
    }

    private static Task<IReadOnlyList<EdgeRow>> EdgesAsync(DbSession session, IReadOnlyList<ResourceState> rows, CancellationToken ct) =>
        session.QueryAsync<EdgeRow>(
            "select source_id, account_id, type, target_kind, target_region, target_external_id from relation where source_id = any(@sources)",
            new { sources = rows.Select(row => row.Id).ToArray() },
            ct);

    private static Task<IReadOnlyList<ResourceId>> ResourcesAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Sighting> sightings, CancellationToken ct) =>
        session.QueryAsync<ResourceId>(
            "select resource_id from record where account_id = @account and kind = @kind and region = @region and external_id = any(@ids)",
            Key(unit, sightings),
            ct);

    internal static async Task<IReadOnlyDictionary<string, Tombstone>> ReadTombstonesAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<Sighting> sightings, CancellationToken ct)
    {
        var rows = await session.QueryAsync<Tombstone>(
            """
            select external_id, resource_id, forgotten, own_name, own_tags, project_id, created_at
            from tombstone
            where account_id = @account and kind = @kind and region = @region and external_id = any(@ids)
            """,
            Key(unit, sightings),
            ct);
        return rows.ToDictionary(row => row.ExternalId, StringComparer.Ordinal);
    }

    internal static async Task WriteAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        await InsertAsync(session, batch, ct);
        await InsertRecordsAsync(session, batch, ct);
        await UpdateAsync(session, batch, ct);
        await FillAsync(session, batch, ct);
        await WriteEdgesAsync(session, batch, ct);
        await WriteTagsAsync(session, batch, ct);
        await WriteValuesAsync(session, batch, ct);
        await session.ExecuteAsync("select graph_take_in_pending()", null, ct);
        await CountStore.AddAsync(session, batch.Unit, batch.CountsByLifecycle, ct);
    }

    /// <summary>Says that things were looked at just now and are as they were.</summary>
    internal static async Task TouchAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<string> externalIds, DateTimeOffset at, CancellationToken ct)
    {
        if (externalIds.Count > 0)
        {
            await session.ExecuteAsync(
                """
                with touched as (
                    update record set observed_at = @at
                    where account_id = @account and kind = @kind and region = @region and external_id = any(@ids) and observed_at < @at
                    returning resource_id)
                update resource set observed_at = @at from touched
                where id = resource_id and account_id = @account and observed_at < @at
                """,
                new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds, at },
                ct);
        }
    }

    /// <summary>Things are there: edges that dangled towards them hold, and nothing about them is past.</summary>
    internal static async Task ResolveAsync(DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, CancellationToken ct)
    {
        var key = new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds };
        await session.ExecuteAsync(
            "delete from tombstone where account_id = @account and kind = @kind and region = @region and external_id = any(@ids)", key, ct);
        await session.ExecuteAsync(
            """
            update relation set target_id = record.resource_id
            from record
            where relation.account_id = @account and relation.target_kind = @kind and relation.target_region = @region
              and relation.target_external_id = any(@ids) and relation.target_id is null
              and record.account_id = @account and record.kind = @kind and record.region = @region
              and record.external_id = relation.target_external_id
            """,
            key,
            ct);
    }

    private static async Task InsertAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        if (batch.Inserts.Count == 0)
        {
            return;
        }

        var unit = batch.Unit;
        await session.ExecuteAsync(
            """
            insert into resource (
                id, tenant_id, project_id, account_id, provider, kind, region, zone, external_id, name, own_name, lifecycle,
                provider_status, power, attributes, observed_tags, own_tags, search_text, created_at, observed_at, simulated,
                placeholder)
            select
                id, @tenant, project_id, @account, @provider, @kind, @region, zone, external_id, name, own_name, lifecycle,
                provider_status, power, attributes, observed_tags, own_tags, search_text, created_at, @at, @simulated,
                placeholder
            from jsonb_to_recordset(@rows) as row (
                id uuid, project_id uuid, zone text, external_id text, name text, own_name text, lifecycle text,
                provider_status text, power text, attributes jsonb, observed_tags jsonb, own_tags jsonb, search_text text,
                created_at timestamptz, placeholder boolean)
            """,
            new
            {
                tenant = unit.Tenant,
                account = unit.Account,
                provider = unit.Provider,
                kind = unit.Kind,
                region = unit.Region,
                simulated = unit.Simulated,
                at = batch.At,
                rows = JsonRows.Of(batch.Inserts),
            },
            ct);
    }

    private static async Task InsertRecordsAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        if (batch.NewRecords.Count == 0)
        {
            return;
        }

        var unit = batch.Unit;
        await session.ExecuteAsync(
            """
            insert into record (id, tenant_id, account_id, kind, region, external_id, resource_id, content_hash, name, observed, observed_at)
            select id, @tenant, @account, @kind, @region, external_id, resource_id, decode(content_hash, 'base64'), name, observed, @at
            from jsonb_to_recordset(@rows) as row (id uuid, external_id text, resource_id uuid, content_hash text, name text, observed jsonb)
            """,
            new
            {
                tenant = unit.Tenant,
                account = unit.Account,
                kind = unit.Kind,
                region = unit.Region,
                at = batch.At,
                rows = JsonRows.Of(batch.NewRecords),
            },
            ct);
        await JoinStore.AddAsync(session, unit, batch.Joined, ct);
        var ids = batch.NewRecords.Select(row => row.ExternalId).ToArray();
        await ResolveAsync(session, unit, ids, ct);
    }

    private static async Task FillAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        if (batch.Fills.Count > 0)
        {
            await session.ExecuteAsync(
                """
                update resource set attributes = row.attributes, search_text = row.search_text
                from jsonb_to_recordset(@rows) as row (id uuid, attributes jsonb, search_text text)
                where resource.id = row.id
                """,
                new { rows = JsonRows.Of(batch.Fills) },
                ct);
        }
    }

    private static async Task UpdateAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        if (batch.Updates.Count > 0)
        {
            await UpdateResourcesAsync(session, batch, ct);
        }

        if (batch.ChangedRecords.Count > 0)
        {
            await session.ExecuteAsync(
                """
                update record set
                    content_hash = decode(row.content_hash, 'base64'), name = row.name, observed = row.observed, observed_at = @at
                from jsonb_to_recordset(@rows) as row (id uuid, content_hash text, name text, observed jsonb)
                where record.id = row.id
                """,
                new { at = batch.At, rows = JsonRows.Of(batch.ChangedRecords) },
                ct);
        }
    }

    private static Task UpdateResourcesAsync(DbSession session, MergeBatch batch, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update resource set
                external_id = row.external_id, name = row.name, zone = row.zone, lifecycle = row.lifecycle,
                provider_status = row.provider_status, power = row.power, attributes = row.attributes,
                observed_tags = row.observed_tags, search_text = row.search_text, created_at = row.created_at,
                observed_at = @at, missing_since = null, placeholder = false
            from jsonb_to_recordset(@rows) as row (
                id uuid, external_id text, name text, zone text, lifecycle text, provider_status text, power text,
                attributes jsonb, observed_tags jsonb, search_text text, created_at timestamptz)
            where resource.id = row.id
            """,
            new { at = batch.At, rows = JsonRows.Of(batch.Updates) },
            ct);

    private static async Task WriteEdgesAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        const string Edges =
            "jsonb_to_recordset(@rows) as row (source_id uuid, account_id uuid, type text, target_kind text, target_region text, target_external_id text)";
        if (batch.RemovedEdges.Count > 0)
        {
            await session.ExecuteAsync(
                $"""
                delete from relation using {Edges}
                where relation.source_id = row.source_id and relation.account_id = row.account_id and relation.type = row.type and relation.target_kind = row.target_kind
                  and relation.target_region = row.target_region and relation.target_external_id = row.target_external_id
                """,
                new { rows = JsonRows.Of(batch.RemovedEdges) },
                ct);
        }

        if (batch.AddedEdges.Count > 0)
        {
            await session.ExecuteAsync(
                $"""
                insert into relation (source_id, type, target_kind, target_region, target_external_id, tenant_id, account_id, target_id)
                select row.source_id, row.type, row.target_kind, row.target_region, row.target_external_id, @tenant, @account, record.resource_id
                from {Edges}
                left join record on record.account_id = @account and record.kind = row.target_kind
                  and record.region = row.target_region and record.external_id = row.target_external_id
                """,
                new { tenant = batch.Unit.Tenant, account = batch.Unit.Account, rows = JsonRows.Of(batch.AddedEdges) },
                ct);
        }
    }

    private static async Task WriteTagsAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        if (batch.Retagged.Count > 0)
        {
            await session.ExecuteAsync("delete from resource_tag where resource_id = any(@ids)", new { ids = batch.Retagged }, ct);
        }

        if (batch.Tags.Count > 0)
        {
            await session.ExecuteAsync(
                """
                insert into resource_tag (resource_id, key, value, tenant_id)
                select resource_id, key, value, @tenant from jsonb_to_recordset(@rows) as row (resource_id uuid, key text, value text)
                """,
                new { tenant = batch.Unit.Tenant, rows = JsonRows.Of(batch.Tags) },
                ct);
        }
    }

    /// <summary>Leaves alone what is as it was: a new state touches no searchable attribute and none of the indexes of these.</summary>
    private static async Task WriteValuesAsync(DbSession session, MergeBatch batch, CancellationToken ct)
    {
        var values = batch.Values;
        var written = batch.Updates.Select(row => row.Id).Concat(batch.Fills.Select(row => row.Id)).ToArray();
        if (written.Length > 0)
        {
            var rows = await session.QueryAsync<ValueRow>(
                "select resource_id, key, text_value, number_value from resource_value where resource_id = any(@ids)", new { ids = written }, ct);
            var kept = rows.ToLookup(row => row.ResourceId);
            var wanted = values.ToLookup(row => row.ResourceId);
            var same = written.Where(id => kept[id].ToHashSet().SetEquals(wanted[id])).ToHashSet();
            values = [.. values.Where(row => !same.Contains(row.ResourceId))];
            var others = written.Where(id => !same.Contains(id)).ToArray();
            await session.ExecuteAsync("delete from resource_value where resource_id = any(@ids)", new { ids = others }, ct);
        }

        if (values.Count > 0)
        {
            await session.ExecuteAsync(
                """
                insert into resource_value (resource_id, tenant_id, kind, key, text_value, number_value)
                select resource_id, @tenant, @kind, key, text_value, number_value
                from jsonb_to_recordset(@rows) as row (resource_id uuid, key text, text_value text, number_value numeric)
                """,
                new { tenant = batch.Unit.Tenant, kind = batch.Unit.Kind, rows = JsonRows.Of(values) },
                ct);
        }
    }

    private static object Key(MergeUnit unit, IReadOnlyList<Sighting> sightings) =>
        new
        {
            account = unit.Account,
            kind = unit.Kind,
            region = unit.Region,
            ids = sightings.Select(sighting => sighting.ExternalId).ToArray(),
        };
}

/// <summary>What is known of a page before anything is locked.</summary>
internal sealed class KnownHashes(IEnumerable<KnownHash> rows)
{
    private readonly Dictionary<string, KnownHash> byExternalId = rows.ToDictionary(row => row.ExternalId, StringComparer.Ordinal);

    /// <summary>Whether a sighting says nothing new.</summary>
    internal bool Holds(Sighting sighting) =>
        byExternalId.GetValueOrDefault(sighting.ExternalId) is { } known
        && (known.Forgotten || (!known.Missing && known.ContentHash.AsSpan().SequenceEqual(sighting.Hash)));

    /// <summary>The resource of a sighting that says nothing new; null when it is forgotten.</summary>
    internal ResourceId? ResourceOf(Sighting sighting) =>
        byExternalId[sighting.ExternalId] is { Forgotten: false } known ? known.ResourceId : null;
}

/// <summary>The hash of one record.</summary>
internal sealed record KnownHash
{
    public required string ExternalId { get; init; }

    public ResourceId ResourceId { get; init; }

    public required byte[] ContentHash { get; init; }

    public bool Missing { get; init; }

    public bool Forgotten { get; init; }
}
