using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Engine;

/// <summary>What a firing does next.</summary>
internal abstract record NextAction
{
    private NextAction()
    {
    }

    /// <summary>Call a step forward.</summary>
    /// <param name="Position">Which.</param>
    /// <param name="LookUp">First find out what became of the call before.</param>
    internal sealed record Run(int Position, bool LookUp) : NextAction;

    /// <summary>Turn back, because somebody asked to stop.</summary>
    internal sealed record TurnBack : NextAction;

    /// <summary>Turn back, because its time is over.</summary>
    internal sealed record Expire : NextAction;

    /// <summary>Take a step back.</summary>
    internal sealed record Undo(int Position) : NextAction;

    /// <summary>There is nothing left to do.</summary>
    internal sealed record End(OperationState State) : NextAction;

    /// <summary>
    /// Decides from what is written alone, so that a new firing, a take-over after a crash and a person's resume all go on
    /// at the same place.
    /// </summary>
    internal static NextAction Decide(OperationSnapshot snapshot, IReadOnlyDictionary<string, OperationStep> steps, DateTimeOffset now)
    {
        var (operation, rows) = snapshot;
        if (operation.UndoGoal is { } goal)
        {
            var back = rows.LastOrDefault(row => NeedsUndo(row, steps[row.Name]));
            return back is null ? new End(goal) : new Undo(back.Position);
        }

        var forward = rows.FirstOrDefault(row => row.State != StepState.Succeeded);
        if (forward is null)
        {
            return new End(OperationState.Succeeded);
        }

        return operation.CancelRequested ? new TurnBack()
            : now >= operation.DeadlineAt ? new Expire()
            : new Run(forward.Position, IsUncertain(forward, steps[forward.Name]));
    }

    /// <summary>A step that began may have had an effect, even when it failed or never answered.</summary>
    private static bool NeedsUndo(StepRow row, OperationStep step) =>
        step.Undo is not null && row is { StartedAt: not null, UndoneAt: null };

    /// <summary>Its last call was never answered, or its answer was lost.</summary>
    private static bool IsUncertain(StepRow row, OperationStep step) =>
        step.LookUp is not null && row.IntentAt is not null && row.Outcome is null or StepEnd.Ambiguous;
}
