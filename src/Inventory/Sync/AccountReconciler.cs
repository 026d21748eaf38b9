using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Sync;

/// <summary>
/// Keeps true that every account in use has its timer, and that an account which somebody began to forget gets forgotten:
/// a server may have died between two writes.
/// </summary>
internal sealed class AccountReconciler(
    AccountStore accounts, AccountRegistry registry, ProviderCatalog providers, ITimers timers) : IReconciler
{
    public string Name => "accounts";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public async Task ReconcileAsync(CancellationToken ct)
    {
        foreach (var account in await accounts.AllAsync(Scope.System("accounts"), ct))
        {
            if (account.State == AccountState.Forgetting)
            {
                await registry.FinishForgettingAsync(account, null, ct);
            }
            else if (providers.Find(account.Provider)?.Manifest is { } manifest)
            {
                await timers.EnsureAsync(SyncSchedule.Timer, account.Id.ToString(), SyncSchedule.Interval(manifest), ct);
            }
        }
    }
}
