using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>Resources by id, placeholders of resources to come, and the end of resources.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one object and need not know which members need its state.")]
public sealed class ResourceStore(Database database, KindRegistry kinds, TimeProvider clock)
{
    // How a row of "resource r" with "unit_freshness f" of its unit reads. A listing does not write what is unchanged, so the
    // age of that is the age of its unit's last complete listing, unless that listing missed it.
    internal const string FreshnessJoin =
        "left join unit_freshness f on f.account_id = r.account_id and f.kind = r.kind and f.region = r.region";

    internal const string ObservedAt =
        "case when r.missing_since is null and not r.placeholder then greatest(r.observed_at, f.last_complete_run_at) else r.observed_at end";

    /// <summary>Needs <c>@now</c>.</summary>
    internal const string Sync =
        $"""
        case
            when r.missing_since is not null then 'missing'
            when f.account_id is null or r.placeholder then 'fresh'
            when f.failed or ({ObservedAt}) < @now - make_interval(secs => 3 * f.interval_seconds) then 'stale'
            else 'fresh'
        end
        """;

    /// <summary>Whether a row of <c>unit_freshness</c> may hold what is stale; only what was observed apart since is not. Needs <c>@now</c>.</summary>
    internal static string StaleUnit(string alias) =>
        $"({alias}.failed or coalesce({alias}.last_complete_run_at, '-infinity') < @now - make_interval(secs => 3 * {alias}.interval_seconds))";

    /// <summary>Needs <c>@now</c>; a <c>where</c> may follow.</summary>
    internal const string Select =
        $"""
        select
            r.id, r.kind, r.name, r.tenant_id, r.project_id, r.account_id, r.provider, r.region, r.zone, r.external_id, r.lifecycle,
            r.provider_status, r.power, {Sync} as sync, r.observed_tags || r.own_tags as tags, r.own_tags, r.attributes, r.created_at,
            {ObservedAt} as observed_at, r.simulated, r.deletion_protection
        from resource r {FreshnessJoin}
        """;

    /// <summary>A resource; null when there is none in the scope.</summary>
    public async Task<Resource?> GetAsync(Scope scope, ResourceId id, CancellationToken ct) =>
        (await GetManyAsync(scope, [id], ct)).SingleOrDefault();

    /// <summary>The resources of some ids, in the order of the ids; ids of none in the scope are left out.</summary>
    public async Task<IReadOnlyList<Resource>> GetManyAsync(Scope scope, IReadOnlyCollection<ResourceId> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = await database.QueryAsync<StoredResource>(
            scope, Select + " where r.id = any(@ids)", new { ids, now = clock.GetUtcNow() }, ct);
        var byId = rows.ToDictionary(row => row.Id, row => row.Resource());
        return ids.Where(byId.ContainsKey).Select(id => byId[id]).ToArray();
    }

    /// <summary>A resource as the session's transaction sees it; null when there is none in its scope.</summary>
    public async Task<Resource?> ReadAsync(DbSession session, ResourceId id, CancellationToken ct)
    {
        var row = await session.QueryFirstAsync<StoredResource>(
            Select + " where r.id = @id", new { id, now = clock.GetUtcNow() }, ct);
        return row?.Resource();
    }

    /// <summary>The resource that an account knows by its own id; null when there is none.</summary>
    public async Task<Resource?> FindAsync(
        Scope scope, AccountId account, string kind, string region, string externalId, CancellationToken ct)
    {
        var row = await database.QueryFirstAsync<StoredResource>(
            scope,
            Select +
            """
             where r.id = (
                select resource_id from record
                where record.account_id = @account and record.kind = @kind and record.region = @region and record.external_id = @externalId)
            """,
            new { account, kind, region, externalId, now = clock.GetUtcNow() },
            ct);
        return row?.Resource();
    }

    /// <summary>How many resources each unit of some accounts has, or of all accounts when none is named; a unit with none is absent.</summary>
    public Task<IReadOnlyList<UnitCount>> CountByUnitAsync(Scope scope, IReadOnlyCollection<AccountId> accounts, CancellationToken ct) =>
        database.QueryAsync<UnitCount>(
            scope,
            """
            select account_id as account, kind, region, sum(count)::bigint as count from resource_count
            where cardinality(@accounts) = 0 or account_id = any(@accounts)
            group by account_id, kind, region having sum(count) > 0
            """,
            new { accounts },
            ct);

    /// <summary>
    /// What accounts said about a resource, the leading one first, then the oldest; null when there is no such resource in the
    /// scope.
    /// </summary>
    public async Task<IReadOnlyList<RecordView>?> RecordsAsync(Scope scope, ResourceId id, CancellationToken ct)
    {
        var rows = await database.QueryAsync<RecordView>(
            scope,
            """
            select record.id, record.account_id as account, coalesce(joined.provider, r.provider) as provider, record.region, record.external_id,
                case when r.missing_since is null or joined.record_id is not null then greatest(record.observed_at, f.last_complete_run_at)
                    else r.observed_at end as observed_at,
                coalesce(record.observed -> 'attributes', jsonb_build_object()) as attributes, record.name, joined.record_id is null as leads
            from record join resource r on r.id = record.resource_id left join joined_record joined on joined.record_id = record.id
            left join unit_freshness f on f.account_id = record.account_id and f.kind = record.kind and f.region = record.region
            where record.resource_id = @id
            order by leads desc, record.id
            """,
            new { id },
            ct);
        if (rows.Count == 0)
        {
            return await GetAsync(scope, id, ct) is null ? null : [];
        }

        var sources = Composition.Sources(rows.Select(row => (row.Id, (JsonObject?)row.Attributes)));
        return rows.Select(row => row with { Shown = sources[row.Id] }).ToArray();
    }

    /// <summary>The resource that an id leads to since it became a part of that; null when it leads nowhere in the scope.</summary>
    public async Task<ResourceId?> AliasAsync(Scope scope, ResourceId id, CancellationToken ct)
    {
        var found = await database.QueryAsync<ResourceId>(scope, "select resource_id from resource_alias where id = @id", new { id }, ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Adds a resource that the cloud does not know yet: lifecycle <c>creating</c>, no external id.</summary>
    public Task<ResourceId> AddPlaceholderAsync(
        DbSession session, MergeUnit unit, Placeholder placeholder, MergeCause cause, CancellationToken ct) =>
        PlaceholderStore.AddAsync(session, unit, kinds.Find(unit.Kind), placeholder, cause, clock, ct);

    /// <summary>
    /// Says which thing of the cloud a placeholder became. A resource that a sync made for it in the meantime becomes one with
    /// it; the placeholder's id stays. Binding again to the same id changes nothing. False when the placeholder is gone.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is bound to another thing already: a bug of the caller.</exception>
    public Task<bool> BindPlaceholderAsync(
        DbSession session, ResourceId id, MergeUnit unit, string externalId, MergeCause cause, CancellationToken ct) =>
        PlaceholderStore.BindAsync(session, id, unit, kinds.Find(unit.Kind), externalId, cause, clock, ct);

    /// <summary>Removes a placeholder that the cloud never came to know; false when it is bound or gone.</summary>
    public async Task<bool> RemovePlaceholderAsync(DbSession session, ResourceId id, MergeCause cause, CancellationToken ct)
    {
        var known = await LockAsync(session, id, ct);
        return known is { ExternalId: "" } && await RemoveAsync(session, known, Remains.Nothing, cause, ct);
    }

    /// <summary>Shows a state that is on its way, such as <c>removing</c>, until the next observation; false when there is no such resource.</summary>
    public async Task<bool> SetLifecycleAsync(DbSession session, ResourceId id, string lifecycle, MergeCause cause, CancellationToken ct)
    {
        if (await LockAsync(session, id, ct) is not { } known)
        {
            return false;
        }

        if (known.Lifecycle != lifecycle)
        {
            await OwnStore.SetLifecycleAsync(session, known, lifecycle, cause, clock, ct);
            session.Publish(GraphEvents.ResourceChanged(known.TenantId, id, known.Kind, known.AccountId, "changed"));
        }

        return true;
    }

    /// <summary>Crosses out a thing that a person wrote down; false when there is none, or a cloud has it.</summary>
    public async Task<bool> RemoveOwnAsync(DbSession session, ResourceId id, MergeCause cause, CancellationToken ct) =>
        await LockAsync(session, id, ct) is { } known
        && known.AccountId.Value == known.TenantId.Value
        && await RemoveAsync(session, known, Remains.Nothing, cause, ct);

    /// <summary>Stops managing a thing and touches nothing in the cloud; later syncs pass it over. False when there is no such resource.</summary>
    public async Task<bool> ForgetAsync(DbSession session, ResourceId id, MergeCause cause, CancellationToken ct) =>
        await LockAsync(session, id, ct) is { } known && await RemoveAsync(session, known, Remains.Forgotten, cause, ct);

    /// <summary>Takes back that a thing was forgotten: when it is seen again, it comes back under its id.</summary>
    public Task RememberAsync(DbSession session, MergeUnit unit, string externalId, CancellationToken ct) =>
        RemovalStore.RememberAsync(session, unit, externalId, ct);

    /// <summary>
    /// Drops all that an account said, what it was asked to forget included; the number of resources that went. Call it when
    /// nothing can merge for the account any more, or it fills again.
    /// </summary>
    public Task<int> ForgetAccountAsync(DbSession session, AccountId account, MergeCause cause, CancellationToken ct) =>
        AccountRemovalStore.RemoveAsync(session, account, kinds, cause, clock, ct);

    /// <summary>Changes what is ours of a resource; false when there is no such resource.</summary>
    public async Task<bool> ChangeOwnAsync(DbSession session, ResourceId id, OwnFields fields, MergeCause cause, CancellationToken ct)
    {
        if (await LockAsync(session, id, ct) is not { } known)
        {
            return false;
        }

        if (await OwnStore.ChangeAsync(session, known, fields, cause, clock, ct))
        {
            session.Publish(GraphEvents.ResourceChanged(known.TenantId, id, known.Kind, known.AccountId, "changed"));
        }

        return true;
    }

    private async Task<bool> RemoveAsync(DbSession session, OwnState known, Remains remains, MergeCause cause, CancellationToken ct)
    {
        await RemovalStore.RemoveAsync(session, [known.Id], remains, cause, clock, ct);
        session.Publish(GraphEvents.ResourceChanged(known.TenantId, known.Id, known.Kind, known.AccountId, "deleted"));
        return true;
    }

    /// <summary>The state under the lock of its account; null when there is no such resource in the session's scope.</summary>
    private static async Task<OwnState?> LockAsync(DbSession session, ResourceId id, CancellationToken ct)
    {
        if (await OwnStore.ReadAsync(session, id, ct) is not { } known)
        {
            return null;
        }

        await AccountLock.TakeAsync(session, known.AccountId, ct);
        await JoinStore.LockAsync(session, [id], ct);
        return await OwnStore.ReadAsync(session, id, ct);
    }
}
