using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// Calls a step's function: bounded by its deadline, its log lines readable while it runs, a bug in it made a problem.
/// </summary>
internal sealed partial class StepCall(RunStore store, OperationsOptions options, TimeProvider clock, ILogger<StepCall> logger)
{
    /// <summary>
    /// The outcome. Throws when the node shuts down, the database is away or the firing has lost its fence: then nothing may
    /// be written, and the call's fate is found out by the next firing.
    /// </summary>
    public async Task<StepOutcome> InvokeAsync(
        Func<StepContext, CancellationToken, Task<StepOutcome>> function,
        OperationSnapshot snapshot,
        StepRow row,
        int attempt,
        DateTimeOffset deadline,
        TimeSpan limit,
        StepLog log,
        CancellationToken ct)
    {
        var remaining = deadline - clock.GetUtcNow();
        if (remaining <= TimeSpan.Zero)
        {
            return new StepOutcome.Failed(TooLong(row, limit));
        }

        using var expiry = new CancellationTokenSource(remaining, clock);
        using var fence = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, expiry.Token, fence.Token);
        using var finished = new CancellationTokenSource();
        var flushing = FlushAsync(snapshot.Operation, log, fence, finished.Token);
        try
        {
            return await function(new RunningStep(snapshot, row, attempt, log, clock), either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            ct.ThrowIfCancellationRequested();
            return fence.IsCancellationRequested
                ? throw new FenceLostException(snapshot.Operation.Id, snapshot.Operation.Seq)
                : new StepOutcome.Failed(TooLong(row, limit));
        }
        catch (Exception error) when (!DatabaseOutage.Is(error))
        {
            LogBug(logger, error, snapshot.Operation.Id, row.Name);
            return new StepOutcome.Failed(KernelProblems.Internal.New() with { InternalDetail = error.ToString() });
        }
        finally
        {
            await finished.CancelAsync();
            await flushing;
        }
    }

    private static Problem TooLong(StepRow row, TimeSpan limit) =>
        OperationProblems.DeadlineExceeded.With(("step", row.Name), ("limit", limit.ToString("c")));

    private async Task FlushAsync(OperationRow operation, StepLog log, CancellationTokenSource fence, CancellationToken finished)
    {
        using var timer = new PeriodicTimer(options.LogFlushInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(finished))
            {
                if (!log.IsEmpty)
                {
                    await WriteAsync(operation, log.Take());
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (FenceLostException)
        {
            await fence.CancelAsync();
        }
    }

    private async Task WriteAsync(OperationRow operation, IReadOnlyList<LogLine> lines)
    {
        try
        {
            await store.UnderFenceAsync(
                RunStore.AllTenants,
                operation.Id,
                operation.Seq,
                async (session, row) =>
                {
                    var last = await RunStore.AppendLogAsync(session, row, lines, CancellationToken.None);
                    session.PublishLogged(row, last!.Value);
                    return default(Unit);
                },
                CancellationToken.None);
        }
        catch (Exception error) when (DatabaseOutage.Is(error))
        {
            // Lines are help, not truth: the step goes on without them.
            LogLinesLost(logger, operation.Id, lines.Count);
        }
    }

    [LoggerMessage(1301, LogLevel.Error, "Step {Step} of operation {Operation} threw")]
    private static partial void LogBug(ILogger logger, Exception error, OperationId operation, string step);

    [LoggerMessage(1302, LogLevel.Warning, "{Count} log lines of operation {Operation} were lost: the database does not answer")]
    private static partial void LogLinesLost(ILogger logger, OperationId operation, int count);
}
