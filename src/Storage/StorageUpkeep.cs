using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Storage.Outbox;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Storage;

/// <summary>Every minute: learns keys that other servers added to the ring; every hour: removes events past their retention.</summary>
internal sealed partial class StorageUpkeep(
    KeyRing ring, OutboxReader outbox, StorageSettings settings, TimeProvider clock, ILogger<StorageUpkeep> log) : BackgroundService
{
    // Several times within the delay after which a new key comes into use.
    private static readonly TimeSpan RingInterval = KeyRing.ActivationDelay / 5;
    private static readonly TimeSpan TrimInterval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RingInterval, clock);
        var trimmed = clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await QuietlyAsync(() => ring.ReloadAsync(stoppingToken));
                if (clock.GetElapsedTime(trimmed) >= TrimInterval)
                {
                    trimmed = clock.GetTimestamp();
                    await QuietlyAsync(() => outbox.TrimAsync(settings.EventRetention, stoppingToken));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // A database that is away is tried again at the next tick.
    private async Task QuietlyAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (StorageFault.IsUnavailable(error) || error is StorageStartException)
        {
            LogSkipped(error.Message);
        }
    }

    [LoggerMessage(1030, LogLevel.Warning, "Upkeep of the database was skipped: {Reason}")]
    private partial void LogSkipped(string reason);
}
