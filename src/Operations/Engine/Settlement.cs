using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Engine;

/// <summary>What is written about an outcome: the rows as they become, and when the next firing is due.</summary>
/// <param name="Operation">The operation's row.</param>
/// <param name="Step">The step's row.</param>
/// <param name="NextAfter">How long until the next firing; null to go on at once.</param>
/// <param name="Lines">What the log says of it.</param>
internal sealed record Settlement(OperationRow Operation, StepRow Step, TimeSpan? NextAfter, IReadOnlyList<LogLine> Lines)
{
    /// <summary>Set when the operation can go neither forward nor back.</summary>
    public Problem? Attention { get; init; }

    /// <summary>What became of a step that ran forward.</summary>
    internal static Settlement Forward(
        OperationRow operation, StepRow step, OperationStep definition, StepOutcome outcome, int done, int total, Retries retries, DateTimeOffset now)
    {
        switch (outcome)
        {
            case StepOutcome.Done end:
                return new Settlement(
                    operation with
                    {
                        State = OperationTransitions.Move(operation.State, OperationState.Running),
                        Progress = (done + 1.0) / total,
                    },
                    step with
                    {
                        State = StepState.Succeeded,
                        Outcome = StepEnd.Done,
                        EndedAt = now,
                        Detail = end.Detail ?? step.Detail,
                        Output = end.Output,
                        Error = null,
                    },
                    null,
                    [Line(now, "info", "Done: ", "完成：", step, end.Detail)]);

            case StepOutcome.Wait wait:
                return new Settlement(
                    Waiting(operation) with { Progress = (done + Math.Clamp(wait.Progress ?? 0, 0, 1)) / total },
                    step with
                    {
                        State = StepState.Waiting,
                        Outcome = StepEnd.Wait,
                        StateData = wait.State,
                        Detail = wait.Detail ?? step.Detail,
                    },
                    wait.After,
                    []);

            case StepOutcome.Ambiguous lost when definition.LookUp is not null:
                return Again(operation, step, StepEnd.Ambiguous, lost.Problem, retries.After(step.Attempt, null), now);

            case StepOutcome.Retry or StepOutcome.Ambiguous when step.Attempt < definition.Attempts:
                var (problem, atLeast) = ProblemOf(outcome);
                return Again(operation, step, StepEnd.Retry, problem, retries.After(step.Attempt, atLeast), now);

            default:
                var error = ToJson(ProblemOf(outcome).Problem);
                return new Settlement(
                    operation with
                    {
                        State = OperationTransitions.Move(operation.State, OperationState.Undoing),
                        UndoGoal = OperationState.Failed,
                        Error = error,
                    },
                    step with { State = StepState.Failed, Failed = true, Outcome = StepEnd.Failed, EndedAt = now, Error = error },
                    null,
                    [LogLine.Of(now, "error", ProblemOf(outcome).Problem, step.Name)]);
        }
    }

    /// <summary>What a look-up found out about a call whose answer was lost.</summary>
    internal static Settlement LookedUp(
        OperationRow operation, StepRow step, OperationStep definition, StepOutcome outcome, int done, int total, Retries retries, DateTimeOffset now) =>
        outcome is StepOutcome.Retry { After: null } && step.Attempt < definition.Attempts
            ? new Settlement(
                operation,
                step with { Outcome = StepEnd.Retry },
                null,
                [LogLine.Of(now, "info", new LocalizedText("The call had not arrived; it is sent again", "此前的请求未到达，现重新发送"), step.Name)])
            : Forward(operation, step, definition, outcome, done, total, retries, now);

    /// <summary>What became of a step that was taken back.</summary>
    internal static Settlement Back(
        OperationRow operation, StepRow step, OperationStep definition, StepOutcome outcome, Retries retries, DateTimeOffset now)
    {
        switch (outcome)
        {
            case StepOutcome.Done:
                return new Settlement(
                    operation,
                    step with
                    {
                        State = step.Failed ? StepState.Failed : StepState.Undone,
                        Outcome = StepEnd.Done,
                        UndoneAt = now,
                        EndedAt = step.EndedAt ?? now,
                    },
                    null,
                    [Line(now, "info", "Taken back: ", "已撤销：", step, null)]);

            case StepOutcome.Wait wait:
                return new Settlement(operation, step with { Outcome = StepEnd.Wait, StateData = wait.State }, wait.After, []);

            case StepOutcome.Retry or StepOutcome.Ambiguous when step.UndoAttempt < definition.Attempts:
                var (problem, atLeast) = ProblemOf(outcome);
                return new Settlement(
                    operation,
                    step with { Outcome = StepEnd.Retry },
                    retries.After(step.UndoAttempt, atLeast),
                    [LogLine.Of(now, "warn", problem, step.Name)]);

            default:
                return new Settlement(
                    operation,
                    step with { Outcome = StepEnd.Failed },
                    null,
                    [LogLine.Of(now, "error", ProblemOf(outcome).Problem, step.Name)])
                {
                    Attention = ProblemOf(outcome).Problem,
                };
        }
    }

    internal static JsonObject ToJson(Problem problem) =>
        JsonSerializer.SerializeToNode(StoredProblem.From(problem), Json.Options)!.AsObject();

    private static Settlement Again(
        OperationRow operation, StepRow step, StepEnd end, Problem problem, TimeSpan pause, DateTimeOffset now) =>
        new(
            Waiting(operation),
            step with { State = StepState.Waiting, Outcome = end, Error = ToJson(problem) },
            pause,
            [LogLine.Of(now, "warn", problem, step.Name)]);

    private static OperationRow Waiting(OperationRow operation) =>
        operation with { State = OperationTransitions.Move(operation.State, OperationState.Waiting) };

    private static (Problem Problem, TimeSpan? AtLeast) ProblemOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Retry retry => (retry.Problem, retry.After ?? retry.Problem.RetryAfter),
        StepOutcome.Ambiguous lost => (lost.Problem, null),
        StepOutcome.Failed failed => (failed.Problem, null),
        _ => throw new InvalidOperationException($"{outcome} is no failure."),
    };

    private static LogLine Line(DateTimeOffset now, string level, string en, string zh, StepRow step, string? detail)
    {
        var title = step.TitleText;
        var tail = detail is null ? "" : " (" + detail + ")";
        return LogLine.Of(now, level, new LocalizedText(en + title.En + tail, zh + title.Zh + tail), step.Name);
    }
}

/// <summary>The pauses between tries.</summary>
/// <param name="First">After the first try.</param>
/// <param name="Maximum">The longest.</param>
/// <param name="Random">0 to 1, for the jitter.</param>
internal sealed record Retries(TimeSpan First, TimeSpan Maximum, double Random)
{
    public TimeSpan After(int attempt, TimeSpan? atLeast) => Backoff.After(attempt, First, Maximum, atLeast, Random);
}
