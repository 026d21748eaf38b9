using System.Collections.Concurrent;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Sync;

/// <summary>
/// The timer of an account: looks at each of its units that is due, a few at a time. One timer for an account and not one for
/// a unit, so that an account costs the scheduler one row.
/// </summary>
internal sealed class AccountSyncTimer(
    Database database,
    AccountStore accounts,
    AccountConnections connections,
    ProviderCatalog providers,
    UnitSync sync,
    TimeProvider clock) : ITimerHandler
{
    private const int UnitsAtOnce = 4;

    private static readonly Scope Worker = Scope.System("sync");

    public string Timer => SyncSchedule.Timer;

    public async Task FireAsync(string key, CancellationToken ct)
    {
        if (!AccountId.TryParse(key, out var id)
            || await accounts.FindAsync(Worker, id, ct) is not { State: AccountState.Connected } account
            || providers.Find(account.Provider)?.Manifest is not { } manifest)
        {
            // The reconciler removes the timers of accounts that are gone.
            return;
        }

        try
        {
            await SyncAsync(account, manifest, ct);
        }
        catch (AccountForgottenException)
        {
            // Somebody forgot it while it was looked at: there is nothing left to say.
        }
    }

    private async Task SyncAsync(Account account, ProviderManifest manifest, CancellationToken ct)
    {
        var due = await DueAsync(account, manifest, ct);
        if (due.Count == 0)
        {
            return;
        }

        var clients = new ConcurrentDictionary<CallLane, ProviderClient>();
        foreach (var lane in due.Select(LaneOf).Distinct())
        {
            var opened = await connections.OpenAsync(account, lane, ct);
            if (!opened.Ok(out var client, out var problem))
            {
                await sync.FailAllAsync(account, due, problem, ct);
                return;
            }

            clients[lane] = client;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = UnitsAtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(due, options, async (unit, token) => await sync.RunAsync(account, clients[LaneOf(unit)], unit, token));
        await database.TransactAsync(
            Worker,
            async session =>
            {
                var now = await SyncUnitStore.ListAsync(session, account.Id, ct);
                AccountStore.PublishChanged(session, account, SyncStates.OfAccount(now.Select(unit => unit.State)));
            },
            ct);
    }

    private Task<IReadOnlyList<SyncUnit>> DueAsync(Account account, ProviderManifest manifest, CancellationToken ct) =>
        database.TransactAsync<IReadOnlyList<SyncUnit>>(
            Worker,
            async session =>
            {
                await AccountStore.HoldAsync(session, account.Id, ct);
                await SyncUnitStore.EnsureAsync(session, account.Id, account.TenantId, SyncSchedule.Units(manifest, account.Regions), ct);
                var all = await SyncUnitStore.ListAsync(session, account.Id, ct);
                var now = clock.GetUtcNow();
                return [.. all.Where(unit => SyncSchedule.IsDue(unit, SyncSchedule.Refresh(manifest, unit.Kind), now))];
            },
            ct);

    private static CallLane LaneOf(SyncUnit unit) => unit.Wanted switch
    {
        "user" => CallLane.User,
        "event" => CallLane.Event,
        _ => CallLane.Timer,
    };
}
