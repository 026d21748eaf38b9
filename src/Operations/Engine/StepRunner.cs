using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>One step, once: commits the intent, calls, commits the outcome.</summary>
internal sealed partial class StepRunner(
    RunStore store,
    StepCall calls,
    FiringSchedule schedule,
    OperationEnding ending,
    OperationsOptions options,
    ILogger<StepRunner> logger)
{
    public async Task<Progress> RunAsync(
        OperationSnapshot snapshot, int position, IReadOnlyDictionary<string, OperationStep> definitions, CancellationToken ct)
    {
        var step = definitions[snapshot.Steps[position].Name];
        return await ForwardAsync(snapshot, position, step, step.Run, Settlement.Forward, ct);
    }

    public async Task<Progress> LookUpAsync(
        OperationSnapshot snapshot, int position, IReadOnlyDictionary<string, OperationStep> definitions, CancellationToken ct)
    {
        var step = definitions[snapshot.Steps[position].Name];
        return await ForwardAsync(snapshot, position, step, step.LookUp!, Settlement.LookedUp, ct);
    }

    public async Task<Progress> UndoAsync(
        OperationSnapshot snapshot, int position, IReadOnlyDictionary<string, OperationStep> definitions, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var step = definitions[snapshot.Steps[position].Name];
        var row = await BeginUndoAsync(snapshot, snapshot.Steps[position], ct);
        var log = new StepLog();
        var deadline = StepDeadline.Back(row, step);
        var outcome = await calls.InvokeAsync(step.Undo!, snapshot, row, row.UndoAttempt, deadline, log, ct);
        return await SettleAsync(
            snapshot, row, outcome, deadline, log, (operation, end, now) => Settlement.Back(operation, row, step, end, Retries(), now));
    }

    private async Task<Progress> ForwardAsync(
        OperationSnapshot snapshot,
        int position,
        OperationStep step,
        Func<StepContext, CancellationToken, Task<StepOutcome>> function,
        Func<OperationRow, StepRow, OperationStep, StepOutcome, int, int, Retries, DateTimeOffset, Settlement> settle,
        CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var row = await BeginAsync(snapshot, snapshot.Steps[position], ct);
        if (row is null)
        {
            return Progress.Continue;
        }

        var log = new StepLog();
        var deadline = StepDeadline.Forward(snapshot.Operation, row, step);
        var outcome = await calls.InvokeAsync(function, snapshot, row, row.Attempt, deadline, log, ct);
        var done = snapshot.Steps.Count(other => other.State == StepState.Succeeded);
        return await SettleAsync(
            snapshot,
            row,
            outcome,
            deadline,
            log,
            (operation, end, now) => settle(operation, row, step, end, done, snapshot.Steps.Count, Retries(), now));
    }

    /// <summary>Writes the intent to call a step; null when somebody has asked to stop meanwhile.</summary>
    private Task<StepRow?> BeginAsync(OperationSnapshot snapshot, StepRow step, CancellationToken ct) =>
        store.UnderFenceAsync(
            RunStore.AllTenants,
            snapshot.Operation.Id,
            snapshot.Operation.Seq,
            async (session, operation) =>
            {
                if (operation.CancelRequested)
                {
                    return null;
                }

                var now = session.Now;
                var polling = step.Outcome == StepEnd.Wait;
                var interrupted = step.IntentAt is not null && step.Outcome is null;
                var lookingUp = step.Outcome == StepEnd.Ambiguous;
                var row = step with
                {
                    State = polling ? StepState.Waiting : StepState.Running,
                    IntentAt = now,
                    Outcome = null,
                    Attempt = polling || interrupted || lookingUp ? step.Attempt : step.Attempt + 1,
                    StartedAt = step.StartedAt ?? now,
                };
                await RunStore.WriteStepAsync(session, row, ct);
                if (!polling)
                {
                    var begun = operation with
                    {
                        State = OperationTransitions.Move(operation.State, OperationState.Running),
                        StartedAt = operation.StartedAt ?? now,
                        UnknownSince = null,
                    };
                    await RunStore.WriteStateAsync(session, begun, ct);
                    var line = LogLine.Of(now, "intent", Intent(row, interrupted || lookingUp), row.Name);
                    session.PublishLogged(begun, (await RunStore.AppendLogAsync(session, begun, [line], ct))!.Value);
                    session.PublishChanged(begun);
                }

                return row;
            },
            ct);

    private Task<StepRow> BeginUndoAsync(OperationSnapshot snapshot, StepRow step, CancellationToken ct) =>
        store.UnderFenceAsync(
            RunStore.AllTenants,
            snapshot.Operation.Id,
            snapshot.Operation.Seq,
            async (session, operation) =>
            {
                var now = session.Now;
                var first = step.UndoStartedAt is null;
                var again = first || step.Outcome is StepEnd.Retry or StepEnd.Failed;
                var row = step with
                {
                    State = StepState.Undoing,
                    IntentAt = now,
                    Outcome = null,
                    UndoAttempt = again ? step.UndoAttempt + 1 : step.UndoAttempt,
                    UndoStartedAt = step.UndoStartedAt ?? now,

                    // What the way forward waited for is not what the way back waits for.
                    StateData = first ? null : step.StateData,
                };
                await RunStore.WriteStepAsync(session, row, ct);
                var begun = operation with { State = OperationTransitions.Move(operation.State, OperationState.Undoing) };
                await RunStore.WriteStateAsync(session, begun, ct);
                if (first)
                {
                    var title = row.TitleText;
                    var line = LogLine.Of(now, "intent", new LocalizedText("Take back: " + title.En, "撤销：" + title.Zh), row.Name);
                    session.PublishLogged(begun, (await RunStore.AppendLogAsync(session, begun, [line], ct))!.Value);
                    session.PublishChanged(begun);
                }

                return row;
            },
            ct);

    private async Task<Progress> SettleAsync(
        OperationSnapshot snapshot,
        StepRow step,
        StepOutcome outcome,
        StepDeadline deadline,
        StepLog log,
        Func<OperationRow, StepOutcome, DateTimeOffset, Settlement> settle)
    {
        try
        {
            return await CommitAsync(snapshot, step, outcome, deadline, log, settle);
        }
        catch (Exception error) when (outcome is StepOutcome.Done { Commit: not null } && error is not FenceLostException && !DatabaseOutage.Is(error))
        {
            LogCommitThrew(logger, error, snapshot.Operation.Id, step.Name);
            var problem = KernelProblems.Internal.New() with { InternalDetail = error.ToString() };
            return await CommitAsync(snapshot, step, new StepOutcome.Failed(problem), deadline, log, settle);
        }
    }

    /// <summary>
    /// Writes the outcome in the scope of the one who asked, because the step's own writes are part of it. A shutdown does not
    /// interrupt it: what happened in the cloud is worth the milliseconds.
    /// </summary>
    private async Task<Progress> CommitAsync(
        OperationSnapshot snapshot,
        StepRow before,
        StepOutcome outcome,
        StepDeadline deadline,
        StepLog log,
        Func<OperationRow, StepOutcome, DateTimeOffset, Settlement> settle)
    {
        var settled = await store.UnderFenceAsync(
            snapshot.Operation.Scope,
            snapshot.Operation.Id,
            snapshot.Operation.Seq,
            async (session, operation) =>
            {
                var settlement = settle(operation, outcome, session.Now);
                if (outcome is StepOutcome.Done { Commit: { } commit })
                {
                    await commit(session, CancellationToken.None);
                }

                await WriteAsync(session, operation, before, settlement, deadline, log.Take());
                return settlement;
            },
            CancellationToken.None);

        if (settled.Attention is { } problem)
        {
            await ending.NeedAttentionAsync(snapshot.Operation.Id, snapshot.Operation.Seq, problem, CancellationToken.None);
            return Progress.Parked;
        }

        return Parks(settled) ? Progress.Parked : Progress.Continue;
    }

    private async Task WriteAsync(
        DbSession session, OperationRow operation, StepRow before, Settlement settlement, StepDeadline deadline, IReadOnlyList<LogLine> lines)
    {
        var next = settlement.Operation with { Seq = Parks(settlement) ? operation.Seq + 1 : operation.Seq, UnknownSince = null };
        await RunStore.WriteStepAsync(session, settlement.Step, CancellationToken.None);
        await RunStore.WriteStateAsync(session, next, CancellationToken.None);
        if (Parks(settlement))
        {
            // A step that waits past its deadline fails when that comes, not when the wait is over.
            var due = session.Now + settlement.NextAfter!.Value;
            await schedule.AddAsync(session, next.Id, next.Seq, due < deadline.At ? due : deadline.At, CancellationToken.None);
        }

        var last = await RunStore.AppendLogAsync(session, next, [.. lines, .. settlement.Lines], CancellationToken.None);
        if (last is { } seq)
        {
            session.PublishLogged(next, seq);
        }

        // Polling a cloud that says the same as before is no news.
        var news = next.State != operation.State || Math.Abs(next.Progress - operation.Progress) > 0.001
            || settlement.Step.State != before.State || settlement.Step.Detail != before.Detail;
        if (news)
        {
            session.PublishChanged(next);
        }
    }

    /// <summary>A wait ends at once when somebody has asked to stop.</summary>
    private static bool Parks(Settlement settlement) =>
        settlement.NextAfter is not null && !(settlement.Operation.CancelRequested && settlement.Operation.UndoGoal is null);

    private static LocalizedText Intent(StepRow row, bool interrupted)
    {
        var title = row.TitleText;
        return (interrupted, row.Attempt) switch
        {
            (true, _) => new("Going on after an interruption: " + title.En, "中断后继续：" + title.Zh),
            (_, > 1) => new($"{title.En} (attempt {row.Attempt})", $"{title.Zh}（第 {row.Attempt} 次尝试）"),
            _ => title,
        };
    }

    private Retries Retries() =>
        new(options.RetryDelay, options.MaximumRetryDelay, RandomNumberGenerator.GetInt32(1000) / 1000.0);

    [LoggerMessage(1306, LogLevel.Error, "The writes that belong to step {Step} of operation {Operation} threw")]
    private static partial void LogCommitThrew(ILogger logger, Exception error, OperationId operation, string step);
}
