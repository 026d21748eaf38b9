using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Feeds;

/// <summary>
/// Claims the event feeds of accounts for this node. A feed has one owner among all nodes, by a session lock in the database;
/// when the owner dies, PostgreSQL lets go of its locks and another node claims them at its next look.
/// </summary>
internal sealed class FeedOwner(
    AccountStore accounts,
    AccountFeed feed,
    ProviderCatalog providers,
    AdvisoryLock locks,
    OperationsOptions operations,
    TimeProvider clock,
    ILogger<FeedOwner> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly Scope Worker = Scope.System("feed");

    private readonly Dictionary<AccountId, Following> followed = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!operations.Worker)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                try
                {
                    await ClaimAsync(stoppingToken);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // The database may be restarting: the next look tries again.
                    InventoryLog.FeedsBroke(log, error);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            await Task.WhenAll(followed.Values.Select(StopAsync));
        }
    }

    private async Task ClaimAsync(CancellationToken ct)
    {
        var wanted = (await accounts.AllAsync(Worker, ct))
            .Where(account => account.State == AccountState.Connected && providers.Find(account.Provider) is IFeedsEvents)
            .ToDictionary(account => account.Id);

        foreach (var (id, following) in followed.ToArray())
        {
            // A change of how the account is reached needs a new connection; a lock that was lost needs a new claim.
            if (following.Task.IsCompleted || wanted.GetValueOrDefault(id)?.Version != following.Version)
            {
                followed.Remove(id);
                await StopAsync(following);
            }
        }

        foreach (var account in wanted.Values.Where(account => !followed.ContainsKey(account.Id)))
        {
            if (await locks.TryAcquireAsync($"account-feed:{account.Id}", ct) is { } held)
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, held.Lost);
                followed[account.Id] = new Following(account.Version, FollowAsync(account, held, stop.Token), stop);
            }
        }
    }

    private async Task FollowAsync(Account account, IAsyncDisposable held, CancellationToken ct)
    {
        await using (held)
        {
            try
            {
                await feed.FollowAsync(account, ct);
            }
            catch (AccountForgottenException)
            {
                // It is gone, and so is its feed.
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                InventoryLog.FeedsBroke(log, error);
            }
        }
    }

    private static async Task StopAsync(Following following)
    {
        await following.Stop.CancelAsync();
        await following.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        following.Stop.Dispose();
    }

    private sealed record Following(long Version, Task Task, CancellationTokenSource Stop);
}
