using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Sync;

/// <summary>How the units of accounts stand, in the database.</summary>
internal sealed class SyncUnitStore(Database database)
{
    private const string Columns =
        "account_id, region, kind, state, wanted, last_run_at, last_success_at, error, missing, kept";

    /// <summary>The units of some accounts, in a stable order.</summary>
    internal Task<IReadOnlyList<SyncUnit>> ListAsync(Scope scope, IReadOnlyList<AccountId> accounts, CancellationToken ct) =>
        database.QueryAsync<SyncUnit>(
            scope,
            $"select {Columns} from sync_unit where account_id = any (@accounts) order by account_id, kind, region",
            new { accounts },
            ct);

    internal static async Task<IReadOnlyList<SyncUnit>> ListAsync(DbSession session, AccountId account, CancellationToken ct) =>
        await session.QueryAsync<SyncUnit>(
            $"select {Columns} from sync_unit where account_id = @account order by kind, region", new { account }, ct);

    /// <summary>The unit, locked against change until the transaction ends; null when there is none.</summary>
    internal static Task<SyncUnit?> LockAsync(DbSession session, AccountId account, string kind, string region, CancellationToken ct) =>
        session.QueryFirstAsync<SyncUnit>(
            $"select {Columns} from sync_unit where account_id = @account and kind = @kind and region = @region for update",
            new { account, kind, region },
            ct);

    /// <summary>Makes the account have just these units; those that stay keep how they stand.</summary>
    internal static async Task EnsureAsync(
        DbSession session, AccountId account, TenantId tenant, IReadOnlyList<(string Kind, string Region)> units, CancellationToken ct)
    {
        var arguments = new
        {
            account,
            tenant,
            kinds = units.Select(unit => unit.Kind).ToArray(),
            regions = units.Select(unit => unit.Region).ToArray(),
        };
        await session.ExecuteAsync(
            """
            insert into sync_unit (account_id, tenant_id, kind, region)
            select @account, @tenant, u.kind, u.region from unnest(@kinds, @regions) as u (kind, region)
            on conflict do nothing
            """,
            arguments,
            ct);
        await session.ExecuteAsync(
            """
            delete from sync_unit where account_id = @account and tenant_id = @tenant
                and (kind, region) not in (select * from unnest(@kinds, @regions))
            """,
            arguments,
            ct);
    }

    /// <summary>Asks for a run of all units before the timer's turn.</summary>
    internal static Task WantAsync(DbSession session, AccountId account, string lane, CancellationToken ct) =>
        session.ExecuteAsync(
            "update sync_unit set wanted = @lane where account_id = @account and wanted is distinct from 'user'", new { account, lane }, ct);

    /// <summary>A run has begun.</summary>
    internal static Task BeginAsync(DbSession session, SyncUnit unit, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update sync_unit set state = 'running', wanted = null, last_run_at = @now
            where account_id = @account and kind = @kind and region = @region
            """,
            new { account = unit.AccountId, kind = unit.Kind, region = unit.Region, now = session.Now },
            ct);

    /// <summary>A run has ended: how the unit stands now.</summary>
    internal static Task EndAsync(DbSession session, SyncUnit unit, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update sync_unit set state = @state, last_success_at = @lastSuccessAt, error = @error::jsonb, missing = @missing, kept = @kept
            where account_id = @account and kind = @kind and region = @region
            """,
            new
            {
                account = unit.AccountId,
                kind = unit.Kind,
                region = unit.Region,
                state = unit.State,
                lastSuccessAt = unit.LastSuccessAt,
                error = unit.Error,
                missing = unit.Missing,
                kept = unit.Kept,
            },
            ct);
}
