using System.Text.Json.Nodes;
using Npgsql;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Accounts in the database.</summary>
internal sealed class AccountStore(Database database)
{
    private const string Select =
        """
        select a.id, a.tenant_id, a.name, a.provider, a.deployment_model, a.partition, a.endpoint, a.regions, a.site_id,
               s.name as site_name, a.settings, a.credential_names, a.simulated, a.state, a.feed, a.version, a.created_at
        from account a join site s on s.id = a.site_id
        """;

    internal Task<Account?> FindAsync(Scope scope, AccountId id, CancellationToken ct) =>
        database.QueryFirstAsync<Account>(scope, $"{Select} where a.id = @id", new { id }, ct);

    /// <summary>The account, locked against change until the transaction ends; null when there is none.</summary>
    internal static async Task<Account?> LockAsync(DbSession session, AccountId id, CancellationToken ct) =>
        await session.QueryFirstAsync<Account>($"{Select} where a.id = @id for update of a", new { id }, ct);

    /// <summary>
    /// Keeps the account from being forgotten until the transaction ends. Every transaction that takes observations in begins
    /// with it, so that nothing of a forgotten account comes back.
    /// </summary>
    /// <exception cref="AccountForgottenException">It is forgotten already, or about to be.</exception>
    internal static async Task HoldAsync(DbSession session, AccountId id, CancellationToken ct)
    {
        var rows = await session.QueryAsync<Guid>("select id from account where id = @id and state = 'connected' for key share", new { id }, ct);
        if (rows.Count == 0)
        {
            throw new AccountForgottenException(id);
        }
    }

    /// <summary>A page of accounts by name.</summary>
    internal async Task<Result<Page<Account>>> ListAsync(Scope scope, PageRequest page, CancellationToken ct)
    {
        var after = page.Cursor is null ? null : KeysetCursor.Decode<string[]>(page.Cursor);
        AccountId afterId = default;
        if (page.Cursor is not null && (after is not { Length: 2 } || !AccountId.TryParse(after[1], out afterId)))
        {
            return KernelProblems.BadCursor;
        }

        var rows = await database.QueryAsync<Account>(
            scope,
            $"{Select} where (a.name, a.id) > (@afterName, @afterId) order by a.name, a.id limit @limit",
            new { afterName = after?[0] ?? "", afterId, limit = page.Limit + 1 },
            ct);
        var items = rows.Take(page.Limit).ToArray();
        var next = rows.Count > page.Limit ? KeysetCursor.Encode(new[] { items[^1].Name, items[^1].Id.ToString() }) : null;
        return new Page<Account>(items, next);
    }

    /// <summary>All accounts of all tenants that the scope sees; for reconcilers.</summary>
    internal Task<IReadOnlyList<Account>> AllAsync(Scope scope, CancellationToken ct) =>
        database.QueryAsync<Account>(scope, $"{Select} order by a.id", null, ct);

    /// <summary>The account that the tenant has connected to an endpoint; null when there is none.</summary>
    internal Task<Account?> FindByEndpointAsync(Scope scope, string provider, string endpoint, CancellationToken ct) =>
        database.QueryFirstAsync<Account>(
            scope, $"{Select} where a.provider = @provider and a.endpoint = @endpoint order by a.id limit 1", new { provider, endpoint }, ct);

    /// <summary>False when the tenant has an account of this name already.</summary>
    internal static async Task<bool> InsertAsync(DbSession session, Account account, byte[] credentials, CancellationToken ct)
    {
        var added = await session.ExecuteAsync(
            """
            insert into account (id, tenant_id, name, provider, deployment_model, partition, endpoint, regions, site_id, settings,
                                 credentials, credential_names, simulated, feed, created_at)
            values (@id, @tenant, @name, @provider, @deploymentModel, @partition, @endpoint, @regions, @site, @settings,
                    @credentials, @credentialNames, @simulated, @feed, @createdAt)
            on conflict (tenant_id, name) do nothing
            """,
            new
            {
                id = account.Id,
                tenant = account.TenantId,
                name = account.Name,
                provider = account.Provider,
                deploymentModel = account.DeploymentModel,
                partition = account.Partition,
                endpoint = account.Endpoint,
                regions = account.Regions,
                site = account.SiteId,
                settings = account.Settings,
                credentials,
                credentialNames = account.CredentialNames,
                simulated = account.Simulated,
                feed = account.Feed,
                createdAt = account.CreatedAt,
            },
            ct) == 1;
        if (added)
        {
            await AccountNameStore.SetAsync(session, account.TenantId, account.Id, account.Name, ct);
        }

        return added;
    }

    /// <summary>Writes what may change; credentials stay when none are given. False when the name is another account's.</summary>
    internal static async Task<bool> UpdateAsync(DbSession session, Account account, byte[]? credentials, CancellationToken ct)
    {
        // A savepoint, because a violated constraint would end the whole transaction.
        await session.Transaction.SaveAsync("name", ct);
        try
        {
            await session.ExecuteAsync(
                """
                update account set name = @name, endpoint = @endpoint, settings = @settings, simulated = @simulated,
                    credentials = coalesce(@credentials::bytea, credentials), credential_names = @credentialNames, version = version + 1
                where id = @id
                """,
                new
                {
                    id = account.Id,
                    name = account.Name,
                    endpoint = account.Endpoint,
                    settings = account.Settings,
                    simulated = account.Simulated,
                    credentials,
                    credentialNames = account.CredentialNames,
                },
                ct);
            await AccountNameStore.SetAsync(session, account.TenantId, account.Id, account.Name, ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await session.Transaction.RollbackAsync("name", ct);
            return false;
        }
    }

    /// <summary>The sealed credentials.</summary>
    internal async Task<byte[]?> CredentialsAsync(Scope scope, AccountId id, CancellationToken ct) =>
        (await database.QueryFirstAsync<SealedCredentials>(scope, "select credentials from account where id = @id", new { id }, ct))?.Credentials;

    /// <summary>Says whether the account is in use.</summary>
    internal static Task SetStateAsync(DbSession session, AccountId id, AccountState state, CancellationToken ct) =>
        session.ExecuteAsync("update account set state = @state where id = @id", new { id, state }, ct);

    /// <summary>Says how the account hears of changes; false when that is nothing new, or the account is gone.</summary>
    internal static async Task<bool> SetFeedAsync(DbSession session, AccountId id, FeedState feed, CancellationToken ct) =>
        await session.ExecuteAsync("update account set feed = @feed where id = @id and feed <> @feed", new { id, feed }, ct) == 1;

    /// <summary>Removes the account with its units.</summary>
    internal static async Task DeleteAsync(DbSession session, AccountId id, CancellationToken ct)
    {
        await session.ExecuteAsync("delete from account where id = @id", new { id }, ct);
        await AccountNameStore.RemoveAsync(session, id, ct);
    }

    /// <summary>Says to listeners that something about the account has changed; they read it anew.</summary>
    internal static void PublishChanged(DbSession session, Account account, UnitState? state = null) =>
        session.Publish(new DomainEvent(
            "account.changed",
            account.TenantId,
            account.Id.ToString(),
            new JsonObject { ["state"] = state?.ToString().ToLowerInvariant(), ["feed"] = account.Feed.ToString().ToLowerInvariant() }));

    private sealed record SealedCredentials
    {
        public byte[]? Credentials { get; init; }
    }
}
