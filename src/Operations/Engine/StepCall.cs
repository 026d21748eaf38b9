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
        StepDeadline deadline,
        StepLog log,
        CancellationToken ct)
    {
        var remaining = deadline.At - clock.GetUtcNow();
        if (remaining <= TimeSpan.Zero)
        {
            return new StepOutcome.Failed(deadline.Problem);
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
                : new StepOutcome.Failed(deadline.Problem);
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

/// <summary>When a step must have ended, its waiting included.</summary>
/// <param name="At">The moment.</param>
/// <param name="Problem">What it is when it has not.</param>
internal sealed record StepDeadline(DateTimeOffset At, Problem Problem)
{
    /// <summary>Of a step that runs forward: its own, or that of the whole operation when that is sooner.</summary>
    public static StepDeadline Forward(OperationRow operation, StepRow row, OperationStep step) =>
        Of(row, step, row.StartedAt!.Value) is var own && operation.DeadlineAt < own.At
            ? new StepDeadline(operation.DeadlineAt.Value, OperationEnding.Expired(operation))
            : own;

    /// <summary>Of a step that is taken back: its own time over again, however long the way forward took.</summary>
    public static StepDeadline Back(StepRow row, OperationStep step) => Of(row, step, row.UndoStartedAt!.Value);

    private static StepDeadline Of(StepRow row, OperationStep step, DateTimeOffset begun) =>
        new(begun + step.Deadline, OperationProblems.DeadlineExceeded.With(("step", row.Name), ("limit", step.Deadline.ToString("c"))));
}
