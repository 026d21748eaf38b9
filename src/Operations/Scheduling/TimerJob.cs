using Microsoft.Extensions.Logging;
using Quartz;

namespace Yunqiao.Operations.Scheduling;

/// <summary>The job of a timer; there is one per key.</summary>
[DisallowConcurrentExecution]
internal sealed partial class TimerJob(
    IEnumerable<ITimerHandler> handlers, OperationsOptions options, TimeProvider clock, ILogger<TimerJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var timer = context.MergedJobDataMap.GetString(Timers.TimerKey)!;
        var key = context.MergedJobDataMap.GetString(Timers.KeyKey)!;
        var handler = handlers.FirstOrDefault(candidate => candidate.Timer == timer);
        if (handler is null)
        {
            // Of a part that is switched off here; another node may have it.
            LogNoHandler(logger, timer, key);
            return;
        }

        using var deadline = new CancellationTokenSource(options.TimerDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await handler.FireAsync(key, either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            // A timer is there to come again: one bad run must not stop it.
            LogFailed(logger, error, timer, key);
        }
    }

    [LoggerMessage(1320, LogLevel.Warning, "Nothing here serves the timer {Timer}/{Key}")]
    private static partial void LogNoHandler(ILogger logger, string timer, string key);

    [LoggerMessage(1321, LogLevel.Error, "The timer {Timer}/{Key} failed; it comes again")]
    private static partial void LogFailed(ILogger logger, Exception error, string timer, string key);
}
