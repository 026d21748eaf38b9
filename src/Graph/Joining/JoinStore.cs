using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Joining;

/// <summary>Resources that several records speak for.</summary>
internal static class JoinStore
{
    /// <summary>
    /// Serialises the writers of resources that several accounts speak for: those that are there, locked until the transaction
    /// ends. Taken after the locks of accounts and identities, for all resources of a piece of work at once.
    /// </summary>
    internal static async Task<IReadOnlySet<ResourceId>> LockAsync(DbSession session, IReadOnlyCollection<ResourceId> ids, CancellationToken ct) =>
        ids.Count == 0
            ? new HashSet<ResourceId>()
            : (await session.QueryAsync<ResourceId>("select id from resource where id = any(@ids) order by id for no key update", new { ids }, ct)).ToHashSet();

    /// <summary>All records of some resources, oldest first.</summary>
    internal static Task<IReadOnlyList<JoinedRecord>> RecordsAsync(DbSession session, IReadOnlyCollection<ResourceId> ids, CancellationToken ct) =>
        session.QueryAsync<JoinedRecord>(
            """
            select record.id, record.resource_id, record.tenant_id, record.account_id, coalesce(joined.provider, resource.provider) as provider,
                record.kind, record.region, record.external_id, record.name, coalesce(joined.simulated, resource.simulated) as simulated,
                joined.record_id is null as leads, record.content_hash, record.observed, record.observed_at
            from record join resource on resource.id = record.resource_id left join joined_record joined on joined.record_id = record.id
            where record.resource_id = any(@ids) order by record.id
            """,
            new { ids },
            ct);

    /// <summary>The records of those of some resources that have more than one.</summary>
    internal static async Task<IReadOnlyList<JoinedRecord>> RecordsOfJoinedAsync(
        DbSession session, IReadOnlyCollection<ResourceId> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var joined = await session.QueryAsync<ResourceId>(
            "select distinct record.resource_id from record join joined_record joined on joined.record_id = record.id where record.resource_id = any(@ids)",
            new { ids },
            ct);
        return joined.Count == 0 ? [] : await RecordsAsync(session, joined, ct);
    }

    /// <summary>Says that records of a unit do not lead their resources.</summary>
    internal static async Task AddAsync(DbSession session, MergeUnit unit, IReadOnlyCollection<RecordId> records, CancellationToken ct)
    {
        if (records.Count > 0)
        {
            await session.ExecuteAsync(
                "insert into joined_record (record_id, tenant_id, provider, simulated) select id, @tenant, @provider, @simulated from unnest(@records) as row (id)",
                new { tenant = unit.Tenant, provider = unit.Provider, simulated = unit.Simulated, records },
                ct);
        }
    }

    /// <summary>Another record leads: the resource belongs to its account from now on.</summary>
    internal static async Task LeadAsync(DbSession session, JoinedRecord led, JoinedRecord leads, CancellationToken ct)
    {
        await session.ExecuteAsync("delete from joined_record where record_id = @id", new { id = leads.Id }, ct);
        await AddAsync(session, led.Unit(), [led.Id], ct);
        await session.ExecuteAsync(
            """
            update resource set
                account_id = @account, provider = @provider, region = @region, simulated = @simulated, observed_at = @observedAt
            where id = @id
            """,
            new
            {
                id = leads.ResourceId,
                account = leads.AccountId,
                provider = leads.Provider,
                region = leads.Region,
                simulated = leads.Simulated,
                observedAt = leads.ObservedAt,
            },
            ct);
    }

    /// <summary>Takes a record away with its edges; edges of its account to the resource dangle.</summary>
    internal static async Task DeleteRecordAsync(DbSession session, JoinedRecord record, CancellationToken ct)
    {
        var key = new { id = record.Id, resource = record.ResourceId, account = record.AccountId };
        await session.ExecuteAsync("update relation set target_id = null where target_id = @resource and account_id = @account", key, ct);
        await session.ExecuteAsync("delete from relation where source_id = @resource and account_id = @account", key, ct);
        await session.ExecuteAsync("delete from record where id = @id", key, ct);
    }

    /// <summary>Gives all records, edges, other ids and what is our own of one resource to another.</summary>
    internal static async Task MoveAsync(DbSession session, ResourceId to, JoinedRecord leadingOfFrom, CancellationToken ct)
    {
        await AddAsync(session, leadingOfFrom.Unit(), [leadingOfFrom.Id], ct);
        string[] statements =
        [
            "update record set resource_id = @to where resource_id = @from",
            "update relation set source_id = @to where source_id = @from",
            "update relation set target_id = @to where target_id = @from",
            "update resource_alias set resource_id = @to where resource_id = @from",
            """
            update resource set
                own_name = coalesce(resource.own_name, other.own_name), name = coalesce(resource.own_name, other.own_name, resource.name),
                own_tags = other.own_tags || resource.own_tags, project_id = coalesce(resource.project_id, other.project_id),
                deletion_protection = resource.deletion_protection or other.deletion_protection,
                created_at = least(resource.created_at, other.created_at)
            from resource other where resource.id = @to and other.id = @from
            """,
        ];
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement, new { to, from = leadingOfFrom.ResourceId }, ct);
        }
    }

    /// <summary>Lets the id of a resource that is a part of another now lead to that.</summary>
    internal static Task AliasAsync(DbSession session, TenantId tenant, ResourceId id, ResourceId resource, CancellationToken ct) =>
        session.ExecuteAsync(
            "insert into resource_alias (id, tenant_id, resource_id) values (@id, @tenant, @resource)", new { id, tenant, resource }, ct);

    /// <summary>Dates a new resource by when its record was observed.</summary>
    internal static Task DateAsync(DbSession session, ResourceId id, DateTimeOffset observedAt, CancellationToken ct) =>
        session.ExecuteAsync(
            "with dated as (update record set observed_at = @observedAt where resource_id = @id) update resource set observed_at = @observedAt where id = @id",
            new { id, observedAt },
            ct);

    /// <summary>The resources that a unit's records, or all records of an account, share with other accounts.</summary>
    internal static Task<IReadOnlyList<JoinedKey>> SharedAsync(
        DbSession session, AccountId account, string? kind, string? region, IReadOnlyCollection<string>? externalIds, CancellationToken ct) =>
        session.QueryAsync<JoinedKey>(
            """
            select id, resource_id from record
            where account_id = @account and (@all or (kind = @kind and region = @region and external_id = any(@ids)))
              and exists (select from record other where other.resource_id = record.resource_id and other.id <> record.id)
            order by resource_id
            """,
            new { account, all = externalIds is null, kind = kind ?? "", region = region ?? "", ids = externalIds ?? [] },
            ct);
}

/// <summary>A record and the resource that it shares with others.</summary>
internal sealed record JoinedKey
{
    public RecordId Id { get; init; }

    public ResourceId ResourceId { get; init; }
}
