using System.Text.Json.Nodes;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Sweeping;

/// <summary>Runs, what they saw, and how fresh units are.</summary>
internal static class SweepStore
{
    /// <summary>A run that is older was abandoned by a server that stopped; its memory is dropped.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(12);

    internal static async Task BeginAsync(DbSession session, SyncRunId run, MergeUnit unit, CancellationToken ct)
    {
        var key = new
        {
            run,
            tenant = unit.Tenant,
            account = unit.Account,
            kind = unit.Kind,
            region = unit.Region,
            now = session.Now,
            abandoned = session.Now - Abandoned,
        };
        await session.ExecuteAsync(
            "delete from sync_run where account_id = @account and kind = @kind and region = @region and began_at < @abandoned", key, ct);
        await session.ExecuteAsync(
            """
            insert into sync_run (id, tenant_id, account_id, kind, region, began_at)
            values (@run, @tenant, @account, @kind, @region, @now)
            """,
            key,
            ct);
    }

    internal static async Task SeenAsync(DbSession session, SyncRunId run, IReadOnlyCollection<string> externalIds, CancellationToken ct)
    {
        if (externalIds.Count > 0)
        {
            await session.ExecuteAsync(
                """
                insert into sync_run_seen (run_id, external_id, tenant_id)
                select sync_run.id, seen.id, sync_run.tenant_id
                from sync_run, unnest(@ids) as seen (id)
                where sync_run.id = @run
                order by seen.id
                on conflict do nothing
                """,
                new { run, ids = externalIds },
                ct);
        }
    }

    internal static Task<SyncRun?> FindAsync(DbSession session, SyncRunId run, CancellationToken ct) =>
        session.QueryFirstAsync<SyncRun>(
            "select id, tenant_id, account_id, kind, region, began_at from sync_run where id = @run", new { run }, ct);

    internal static async Task<int> CountAsync(DbSession session, SyncRun run, CancellationToken ct) =>
        (await session.QueryAsync<int>(
            "select count(*)::integer from record where account_id = @account and kind = @kind and region = @region", run.Key(), ct))[0];

    internal static Task<IReadOnlyList<string>> UnseenAsync(DbSession session, SyncRun run, CancellationToken ct) =>
        session.QueryAsync<string>(
            """
            -- A difference of sets, and no join: statistics of what runs have seen are always of other runs, and a plan for few
            -- rows would compare every record with all that was seen.
            select external_id from record where account_id = @account and kind = @kind and region = @region and observed_at < @began
            except
            select external_id from sync_run_seen where run_id = @run
            order by external_id
            """,
            run.Key(),
            ct);

    internal static Task<IReadOnlyList<MissingResource>> MarkMissingAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        session.QueryAsync<MissingResource>(
            """
            -- The unit's last complete run is the last that saw it; the run that misses it is about to become the last.
            update resource set missing_since = @now, observed_at = greatest(resource.observed_at, freshness.last_complete_run_at)
            from record left join unit_freshness freshness using (account_id, kind, region)
            where record.resource_id = resource.id and record.account_id = @account and record.kind = @kind
              and record.region = @region and record.external_id = any(@ids) and resource.missing_since is null
              and resource.account_id = record.account_id
            returning resource.id, resource.name
            """,
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds, now = session.Now },
            ct);

    internal static Task AppendMissingAsync(
        DbSession session, MergeUnit unit, IReadOnlyList<MissingResource> marked, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        var now = session.Now;
        var rows = marked.Select(resource => ChangeRow.Of(
            TypedId.New<ChangeId>(clock), now, unit, resource.Id, resource.Name, ChangeType.Changed,
            new FieldChange("missingSince", null, JsonValue.Create(now)), cause));
        return ChangeStore.AppendAsync(session, rows.ToArray(), ct);
    }

    /// <summary>The resources of some records.</summary>
    internal static Task<IReadOnlyList<ResourceId>> ResourcesAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        session.QueryAsync<ResourceId>(
            "select resource_id from record where account_id = @account and kind = @kind and region = @region and external_id = any(@ids)",
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds },
            ct);

    /// <summary>The resources of some records that no other record speaks for.</summary>
    internal static Task<IReadOnlyList<ResourceId>> ResourcesOfAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        session.QueryAsync<ResourceId>(
            """
            select resource_id from record
            where account_id = @account and kind = @kind and region = @region and external_id = any(@ids)
              and not exists (select from record other where other.resource_id = record.resource_id and other.id <> record.id)
            """,
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds },
            ct);

    internal static Task FreshenAsync(DbSession session, SyncRun run, TimeSpan interval, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into unit_freshness (account_id, kind, region, tenant_id, last_complete_run_at, interval_seconds, failed)
            values (@account, @kind, @region, @tenant, @began, @seconds, false)
            on conflict (account_id, kind, region) do update set
                last_complete_run_at = greatest(unit_freshness.last_complete_run_at, excluded.last_complete_run_at),
                interval_seconds = excluded.interval_seconds, failed = false
            """,
            new
            {
                account = run.AccountId,
                kind = run.Kind,
                region = run.Region,
                tenant = run.TenantId,
                began = run.BeganAt,
                seconds = interval.TotalSeconds,
            },
            ct);

    internal static Task FailAsync(DbSession session, SyncRun run, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into unit_freshness (account_id, kind, region, tenant_id, interval_seconds, failed)
            values (@account, @kind, @region, @tenant, 0, true)
            on conflict (account_id, kind, region) do update set failed = true
            """,
            run.Key(),
            ct);

    internal static Task EndAsync(DbSession session, SyncRunId run, CancellationToken ct) =>
        session.ExecuteAsync("delete from sync_run where id = @run", new { run }, ct);

    internal static Task<IReadOnlyList<string>> MissingAsync(Database database, Scope scope, MergeUnit unit, CancellationToken ct) =>
        database.QueryAsync<string>(
            scope,
            """
            select external_id from resource
            where account_id = @account and kind = @kind and region = @region and missing_since is not null
            order by external_id
            """,
            new { account = unit.Account, kind = unit.Kind, region = unit.Region },
            ct);
}

/// <summary>A listing on its way.</summary>
internal sealed record SyncRun
{
    public SyncRunId Id { get; init; }

    public TenantId TenantId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Kind { get; init; }

    public required string Region { get; init; }

    public DateTimeOffset BeganAt { get; init; }

    internal object Key() =>
        new { run = Id, tenant = TenantId, account = AccountId, kind = Kind, region = Region, began = BeganAt };
}

/// <summary>A resource that was marked missing.</summary>
internal sealed record MissingResource
{
    public ResourceId Id { get; init; }

    public required string Name { get; init; }
}
