using System.Text.Json.Nodes;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>What stays of a resource that goes.</summary>
internal enum Remains
{
    /// <summary>It comes back under its id when it is seen again within retention.</summary>
    Restorable,

    /// <summary>It is passed over when it is seen again.</summary>
    Forgotten,

    /// <summary>Nothing but history.</summary>
    Nothing,
}

/// <summary>The end of resources, whoever wants it. Callers hold the lock of the account.</summary>
internal static class RemovalStore
{
    /// <summary>All of a row of <c>resource</c> that the history tells of, as one object.</summary>
    internal const string LastState =
        """
        jsonb_strip_nulls(jsonb_build_object(
            'account', account_id, 'provider', provider, 'region', region, 'name', name, 'zone', zone, 'externalId', external_id,
            'lifecycle', lifecycle, 'providerStatus', provider_status, 'power', power, 'missingSince', missing_since,
            'tags', observed_tags || own_tags, 'attributes', attributes, 'createdAt', created_at,
            'relations', (
                select jsonb_object_agg(type, targets) from (
                    select type, jsonb_agg(distinct jsonb_build_object('kind', target_kind, 'region', target_region, 'externalId', target_external_id)) as targets
                    from relation where source_id = resource.id group by type) edges)))
        """;

    internal static Task RememberAsync(DbSession session, MergeUnit unit, string externalId, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update tombstone set forgotten = false, deleted_at = @now
            where account_id = @account and kind = @kind and region = @region and external_id = @externalId
            """,
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, externalId, now = session.Now },
            ct);

    /// <summary>Ends resources: their last state goes into the history, edges to them dangle. What went.</summary>
    internal static async Task<IReadOnlyList<RemovedResource>> RemoveAsync(
        DbSession session, IReadOnlyCollection<ResourceId> ids, Remains remains, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        var gone = await session.QueryAsync<RemovedResource>(
            $"""
            select id, tenant_id, account_id, provider, kind, region, name, lifecycle, simulated, {LastState} as last_state
            from resource where id = any(@ids)
            """,
            new { ids },
            ct);
        var now = session.Now;
        var found = new { ids = gone.Select(resource => resource.Id).ToArray(), forgotten = remains == Remains.Forgotten, now };
        if (remains != Remains.Nothing)
        {
            await session.ExecuteAsync(
                """
                insert into tombstone (
                    account_id, kind, region, external_id, tenant_id, resource_id, forgotten, own_name, own_tags, project_id, created_at, deleted_at)
                select
                    record.account_id, record.kind, record.region, record.external_id, record.tenant_id, resource.id, @forgotten,
                    resource.own_name, resource.own_tags, resource.project_id, resource.created_at, @now
                from record join resource on resource.id = record.resource_id
                where resource.id = any(@ids)
                on conflict (account_id, kind, region, external_id) do update set
                    resource_id = excluded.resource_id, forgotten = excluded.forgotten, own_name = excluded.own_name,
                    own_tags = excluded.own_tags, project_id = excluded.project_id, created_at = excluded.created_at,
                    deleted_at = excluded.deleted_at
                """,
                found,
                ct);
        }

        await DeleteRowsAsync(session, found.ids, ct);
        foreach (var unit in gone.GroupBy(resource => resource.Unit()))
        {
            var deltas = unit.GroupBy(resource => resource.Lifecycle).ToDictionary(group => group.Key, group => -(long)group.Count());
            await CountStore.AddAsync(session, unit.Key, deltas, ct);
        }

        await ChangeStore.AppendAsync(
            session,
            gone.Select(resource => ChangeRow.Of(
                TypedId.New<ChangeId>(clock), now, resource.Unit(), resource.Id, resource.Name, ChangeType.Deleted,
                new FieldChange(null, resource.LastState, null), cause)).ToArray(),
            ct);
        return gone;
    }

    /// <summary>Deletes the rows of resources and lets edges to them dangle; no history, no counters.</summary>
    internal static async Task DeleteRowsAsync(DbSession session, IReadOnlyCollection<ResourceId> ids, CancellationToken ct)
    {
        string[] statements =
        [
            "update relation set target_id = null where target_id = any(@ids)",
            "delete from relation where source_id = any(@ids)",
            "delete from resource_tag where resource_id = any(@ids)",
            "delete from resource_value where resource_id = any(@ids)",
            "delete from record where resource_id = any(@ids)",
            "delete from resource where id = any(@ids)",
        ];
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement, new { ids }, ct);
        }
    }
}

/// <summary>A resource that went.</summary>
internal sealed record RemovedResource
{
    public ResourceId Id { get; init; }

    public TenantId TenantId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Provider { get; init; }

    public required string Kind { get; init; }

    public required string Region { get; init; }

    public required string Name { get; init; }

    public required string Lifecycle { get; init; }

    public bool Simulated { get; init; }

    public required JsonObject LastState { get; init; }

    internal MergeUnit Unit() => new(TenantId, AccountId, Provider, Kind, Region, Simulated);
}
