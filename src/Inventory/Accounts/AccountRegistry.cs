using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Sites;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Connects, shows, changes, syncs and forgets accounts.</summary>
internal sealed class AccountRegistry(
    Database database,
    AccountStore accounts,
    SyncUnitStore units,
    SiteStore sites,
    AccountConnections connections,
    ProviderCatalog providers,
    ResourceStore resources,
    ProblemCatalog problems,
    ITimers timers,
    TimeProvider clock)
{
    /// <summary>A page of accounts by name.</summary>
    internal async Task<Result<Page<AccountView>>> ListAsync(Caller caller, PageRequest page, CancellationToken ct)
    {
        if (!(await accounts.ListAsync(caller.Scope, page, ct)).Ok(out var found, out var problem))
        {
            return problem;
        }

        return new Page<AccountView>(await ViewAsync(caller, found.Items, ct), found.Next);
    }

    /// <summary>One account.</summary>
    internal async Task<Result<AccountView>> GetAsync(Caller caller, AccountId id, CancellationToken ct) =>
        await accounts.FindAsync(caller.Scope, id, ct) is { } account
            ? (await ViewAsync(caller, [account], ct))[0]
            : Unknown(id);

    /// <summary>Keeps a new account and starts its first sync.</summary>
    internal async Task<Result<AccountView>> CreateAsync(Caller caller, CreateAccountRequest request, CancellationToken ct)
    {
        var provider = providers.Find(request.Provider ?? "");
        if (AccountValidator.Check(request, provider?.Manifest) is { Count: > 0 } errors)
        {
            return AccountValidator.Invalid(errors);
        }

        var manifest = provider!.Manifest;
        var created = await database.TransactAsync(caller.Scope, session => InsertAsync(session, caller, request, manifest, ct), ct);
        if (!created.Ok(out var account, out var problem))
        {
            return problem;
        }

        // The timer is new and so fires at once; if this server dies here, the reconciler makes it.
        await timers.EnsureAsync(SyncSchedule.Timer, account.Id.ToString(), SyncSchedule.Interval(manifest), ct);
        return (await ViewAsync(caller, [account], ct))[0];
    }

    /// <summary>Changes an account; a new way to reach it is tried at once by a sync.</summary>
    internal async Task<Result<AccountView>> UpdateAsync(Caller caller, AccountId id, UpdateAccountRequest request, CancellationToken ct)
    {
        var updated = await database.TransactAsync<Result<Account>>(
            caller.Scope,
            async session =>
            {
                if (!Usable(await AccountStore.LockAsync(session, id, ct), id).Ok(out var account, out var problem))
                {
                    return problem;
                }

                if (providers.Find(account.Provider)?.Manifest is not { } manifest)
                {
                    return AccountProblems.ProviderAbsent.With(("provider", account.Provider));
                }

                if (AccountValidator.Check(request, manifest) is { Count: > 0 } errors)
                {
                    return AccountValidator.Invalid(errors);
                }

                var changed = account with
                {
                    Name = request.Name ?? account.Name,
                    Endpoint = request.Endpoint ?? account.Endpoint,
                    Settings = request.Settings ?? account.Settings,
                    Simulated = request.Settings is null ? account.Simulated : IsSimulated(request.Settings),
                    CredentialNames = request.Credentials is null ? account.CredentialNames : [.. request.Credentials.Keys],
                };
                var credentials = request.Credentials is null ? null : connections.Seal(id, request.Credentials);
                if (!await AccountStore.UpdateAsync(session, changed, credentials, ct))
                {
                    return AccountProblems.NameTaken.With(("name", changed.Name));
                }

                await SyncUnitStore.WantAsync(session, id, "user", ct);
                AccountStore.PublishChanged(session, changed);
                return changed;
            },
            ct);
        if (!updated.Ok(out _, out var refusal))
        {
            return refusal;
        }

        connections.Close(id);
        await timers.FireNowAsync(SyncSchedule.Timer, id.ToString(), ct);
        return await GetAsync(caller, id, ct);
    }

    /// <summary>Wants all units of an account looked at now.</summary>
    internal async Task<Result<AccountView>> SyncAsync(Caller caller, AccountId id, CancellationToken ct)
    {
        var wanted = await database.TransactAsync<Result<Account>>(
            caller.Scope,
            async session =>
            {
                if (!Usable(await AccountStore.LockAsync(session, id, ct), id).Ok(out var account, out var problem))
                {
                    return problem;
                }

                await SyncUnitStore.WantAsync(session, id, "user", ct);
                AccountStore.PublishChanged(session, account, UnitState.Running);
                return account;
            },
            ct);
        if (!wanted.Ok(out _, out var refusal))
        {
            return refusal;
        }

        await timers.FireNowAsync(SyncSchedule.Timer, id.ToString(), ct);
        return await GetAsync(caller, id, ct);
    }

    /// <summary>Stops managing an account: it, its units and all that is known through it go; nothing at the cloud is touched.</summary>
    internal async Task<Result<AccountForgotten>> ForgetAsync(Caller caller, AccountId id, CancellationToken ct)
    {
        var marked = await database.TransactAsync<Result<Account>>(
            caller.Scope,
            async session =>
            {
                if (await AccountStore.LockAsync(session, id, ct) is not { } account)
                {
                    return Unknown(id);
                }

                await AccountStore.SetStateAsync(session, id, AccountState.Forgetting, ct);
                return account;
            },
            ct);
        return marked.Ok(out var forgotten, out var problem)
            ? new AccountForgotten(await FinishForgettingAsync(forgotten, caller, ct))
            : problem;
    }

    /// <summary>The second half of forgetting, which may run again: how many resources went.</summary>
    internal async Task<int> FinishForgettingAsync(Account account, Caller? caller, CancellationToken ct)
    {
        await timers.RemoveAsync(SyncSchedule.Timer, account.Id.ToString(), ct);
        var cause = caller is null ? new MergeCause("person", null, null) : MergeCause.Person(caller);
        var count = await database.TransactAsync(
            Scope.System("forget"),
            async session =>
            {
                // Whoever is taking observations in holds the row: wait for them, then take all of it out.
                if (await AccountStore.LockAsync(session, account.Id, ct) is null)
                {
                    return 0;
                }

                var forgotten = await resources.ForgetAccountAsync(session, account.Id, cause, ct);
                await AccountStore.DeleteAsync(session, account.Id, ct);
                AccountStore.PublishChanged(session, account);
                return forgotten;
            },
            ct);
        connections.Close(account.Id);
        return count;
    }

    private async Task<Result<Account>> InsertAsync(
        DbSession session, Caller caller, CreateAccountRequest request, ProviderManifest manifest, CancellationToken ct)
    {
        var site = SiteId.TryParse(request.Site, out var siteId)
            ? await SiteStore.FindAsync(session, siteId, ct)
            : await sites.EnsureDefaultAsync(session, caller.Scope.Tenant, ct);
        if (site is null)
        {
            return AccountValidator.Invalid([new FieldError("/site", "unknown", new("There is no such site.", "没有该站点。"))]);
        }

        var credentials = request.Credentials ?? new Dictionary<string, string>();
        var account = new Account
        {
            Id = TypedId.New<AccountId>(clock),
            TenantId = caller.Scope.Tenant,
            Name = request.Name!,
            Provider = manifest.Id,
            DeploymentModel = request.DeploymentModel ?? manifest.DeploymentModel,
            Partition = request.Partition,
            Endpoint = request.Endpoint ?? manifest.DefaultEndpoint!,
            Regions = [.. request.Regions ?? []],
            SiteId = site.Id,
            SiteName = site.Name,
            Settings = request.Settings ?? [],
            CredentialNames = [.. credentials.Keys],
            Simulated = IsSimulated(request.Settings),
            Feed = providers.Find(manifest.Id) is IFeedsEvents ? FeedState.Connecting : FeedState.None,
            Version = 1,
            CreatedAt = session.Now,
        };
        if (!await AccountStore.InsertAsync(session, account, connections.Seal(account.Id, credentials), ct))
        {
            return AccountProblems.NameTaken.With(("name", account.Name));
        }

        await SyncUnitStore.EnsureAsync(session, account.Id, account.TenantId, SyncSchedule.Units(manifest, account.Regions), ct);
        await SyncUnitStore.WantAsync(session, account.Id, "user", ct);
        AccountStore.PublishChanged(session, account, UnitState.Running);
        return account;
    }

    private async Task<IReadOnlyList<AccountView>> ViewAsync(Caller caller, IReadOnlyList<Account> found, CancellationToken ct)
    {
        var ids = found.Select(account => account.Id).ToArray();
        var standing = (await units.ListAsync(caller.Scope, ids, ct)).ToLookup(unit => unit.AccountId);
        var counts = (await resources.CountByUnitAsync(caller.Scope, ids, ct)).ToDictionary(c => (c.Account, c.Kind, c.Region), c => c.Count);
        return
        [
            .. found.Select(account => AccountView.From(
                account,
                [
                    .. standing[account.Id].Select(unit => SyncUnitView.From(
                        unit, counts.GetValueOrDefault((account.Id, unit.Kind, unit.Region)), problems, caller.Language)),
                ])),
        ];
    }

    private static bool IsSimulated(JsonObject? settings) => settings?["simulated"]?.GetValue<bool>() ?? false;

    private static Result<Account> Usable(Account? account, AccountId id) => account switch
    {
        null => Unknown(id),
        { State: AccountState.Forgetting } => AccountProblems.Forgetting.With(("name", account.Name)),
        _ => account,
    };

    internal static Problem Unknown(AccountId id) => KernelProblems.NotFound.With(("noun", "account"), ("id", id.ToString()));
}
