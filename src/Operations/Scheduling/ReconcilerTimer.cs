using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Yunqiao.Operations.Scheduling;

/// <summary>Runs reconcilers as timers, one per reconciler.</summary>
internal sealed partial class ReconcilerTimer(
    IEnumerable<IReconciler> reconcilers, ITimers timers, OperationsOptions options, TimeProvider clock, ILogger<ReconcilerTimer> logger)
    : BackgroundService, ITimerHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, IReconciler> byName = reconcilers.ToDictionary(reconciler => reconciler.Name, StringComparer.Ordinal);

    public string Timer => "reconciler";

    public async Task FireAsync(string key, CancellationToken ct)
    {
        if (byName.TryGetValue(key, out var reconciler))
        {
            await reconciler.ReconcileAsync(ct);
        }
        else
        {
            LogUnknown(logger, key);
        }
    }

    /// <summary>Makes the timers exist; the database may not answer at the moment of the start.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var missing = options.Worker ? byName.Values.ToList() : [];
        while (missing.Count > 0)
        {
            try
            {
                await timers.EnsureAsync(Timer, missing[^1].Name, missing[^1].Interval, stoppingToken);
                missing.RemoveAt(missing.Count - 1);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogNotScheduled(logger, error, missing[^1].Name);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(1322, LogLevel.Debug, "There is no reconciler {Name} here")]
    private static partial void LogUnknown(ILogger logger, string name);

    [LoggerMessage(1323, LogLevel.Warning, "The reconciler {Name} could not be scheduled; trying again")]
    private static partial void LogNotScheduled(ILogger logger, Exception error, string name);
}
