using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Tenancy.Startup;

/// <summary>Deletes sessions and throttle counts that no longer matter. Every node may do it at any time.</summary>
internal sealed partial class TenancyCleanup(
    SessionStore sessions, SignInThrottleStore throttle, TimeProvider clock, ILogger<TenancyCleanup> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.ForgetAsync(stoppingToken);
                await throttle.ForgetAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The rows stay until the next round; a server that stops over this would be worse.
                CleanupFailed(log, error);
            }
        }
    }

    [LoggerMessage(1200, LogLevel.Warning, "Old sessions and sign-in counts were not deleted")]
    private static partial void CleanupFailed(ILogger log, Exception error);
}
