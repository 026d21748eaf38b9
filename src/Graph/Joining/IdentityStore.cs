using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Joining;

/// <summary>What identifies the things behind records. Rows are written only when they change.</summary>
internal static class IdentityStore
{
    /// <summary>Lets one account at a time find its things among those of others, so that two that meet a thing at once see each other.</summary>
    internal static Task LockAsync(DbSession session, TenantId tenant, string kind, CancellationToken ct) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('identity:' || @tenant::text || @kind, 0))", new { tenant, kind }, ct);

    /// <summary>What is kept of the records of a page, by external id. Callers hold the lock of the account.</summary>
    internal static async Task<ILookup<string, IdentityKey>> ReadAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, CancellationToken ct)
    {
        var rows = await session.QueryAsync<StoredIdentity>(
            """
            select record.external_id, identity.key, identity.value
            from record join record_identity identity on identity.record_id = record.id
            where record.account_id = @account and record.kind = @kind and record.region = @region and record.external_id = any(@ids)
            """,
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds },
            ct);
        return rows.ToLookup(row => row.ExternalId!, row => new IdentityKey(row.Key, row.Value), StringComparer.Ordinal);
    }

    /// <summary>The records of other accounts that share a value with one of these and that nobody took out of a resource.</summary>
    internal static async Task<IReadOnlyList<JoinCandidate>> FindAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<IdentityKey> values, CancellationToken ct)
    {
        var rows = await session.QueryAsync<StoredIdentity>(
            """
            with found as (
                select distinct other.record_id
                from unnest(@keys, @values) as wanted (key, value)
                join record_identity other on other.tenant_id = @tenant and other.kind = @kind and other.key = wanted.key
                    and other.value = wanted.value and other.account_id <> @account)
            select record.id as record_id, record.resource_id, identity.key, identity.value,
                array(select account_id from record part where part.resource_id = record.resource_id) as accounts
            from found
            join record on record.id = found.record_id
            join resource on resource.id = record.resource_id and resource.simulated = @simulated
            join record_identity identity on identity.record_id = record.id
            where not exists (
                select from kept_apart apart
                where apart.account_id = record.account_id and apart.kind = record.kind and apart.region = record.region
                  and apart.external_id = record.external_id)
            """,
            new
            {
                tenant = unit.Tenant,
                account = unit.Account,
                kind = unit.Kind,
                simulated = unit.Simulated,
                keys = values.Select(value => value.Name).ToArray(),
                values = values.Select(value => value.Value).ToArray(),
            },
            ct);
        return [.. rows
            .GroupBy(row => row.RecordId)
            .Select(record => new JoinCandidate(
                record.First().ResourceId,
                [.. record.First().Accounts!.Select(account => new AccountId(account))],
                new Identity([.. record.Select(row => new IdentityKey(row.Key, row.Value))])))];
    }

    /// <summary>Those of a page that a person took out of a resource.</summary>
    internal static Task<IReadOnlyList<string>> KeptApartAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        session.QueryAsync<string>(
            "select external_id from kept_apart where account_id = @account and kind = @kind and region = @region and external_id = any(@ids)",
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = externalIds },
            ct);

    internal static Task KeepApartAsync(DbSession session, JoinedRecord record, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into kept_apart (account_id, kind, region, external_id, tenant_id, decided_at)
            values (@account, @kind, @region, @externalId, @tenant, @now) on conflict do nothing
            """,
            new
            {
                account = record.AccountId,
                kind = record.Kind,
                region = record.Region,
                externalId = record.ExternalId,
                tenant = record.TenantId,
                now = session.Now,
            },
            ct);

    internal static Task ForgetApartAsync(DbSession session, IReadOnlyCollection<RecordId> records, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            delete from kept_apart using record
            where record.id = any(@records) and kept_apart.account_id = record.account_id and kept_apart.kind = record.kind
              and kept_apart.region = record.region and kept_apart.external_id = record.external_id
            """,
            new { records },
            ct);

    /// <summary>Writes what identifies some things of a unit, in place of what was kept.</summary>
    internal static async Task ReplaceAsync(
        DbSession session, MergeUnit unit, IReadOnlyCollection<Sighting> sightings, CancellationToken ct)
    {
        if (sightings.Count == 0)
        {
            return;
        }

        var key = new { account = unit.Account, kind = unit.Kind, region = unit.Region, ids = sightings.Select(sighting => sighting.ExternalId).ToArray() };
        await session.ExecuteAsync(
            """
            delete from record_identity using record
            where record_identity.record_id = record.id and record.account_id = @account and record.kind = @kind
              and record.region = @region and record.external_id = any(@ids)
            """,
            key,
            ct);
        var rows = sightings.SelectMany(sighting => sighting.Identity.Values.Select(value => new { sighting.ExternalId, Key = value.Name, value.Value }));
        await session.ExecuteAsync(
            """
            insert into record_identity (record_id, key, value, tenant_id, account_id, kind)
            select record.id, row.key, row.value, record.tenant_id, record.account_id, record.kind
            from jsonb_to_recordset(@rows) as row (external_id text, key text, value text)
            join record on record.account_id = @account and record.kind = @kind and record.region = @region
              and record.external_id = row.external_id
            """,
            new { account = unit.Account, kind = unit.Kind, region = unit.Region, rows = JsonRows.Of(rows) },
            ct);
    }

    private sealed record StoredIdentity
    {
        public string? ExternalId { get; init; }

        public RecordId RecordId { get; init; }

        public ResourceId ResourceId { get; init; }

        public Guid[]? Accounts { get; init; }

        public required string Key { get; init; }

        public required string Value { get; init; }
    }
}
