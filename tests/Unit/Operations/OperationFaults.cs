using Yunqiao.Operations.Definitions;
using Yunqiao.Storage;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>What can go wrong with a step, mechanically.</summary>
public enum StepFault
{
    /// <summary>It is called twice in a row, as after a lost outcome.</summary>
    Repeat,

    /// <summary>It acts, and the server dies before the outcome is written: the next firing finds an intent without an outcome.</summary>
    Abandon,

    /// <summary>It acts, and then fails for good: everything must be taken back.</summary>
    FailAfter,

    /// <summary>It fails for good before it acts.</summary>
    FailBefore,

    /// <summary>It acts, fails, and the server dies while it is taken back.</summary>
    AbandonUndo,
}

/// <summary>
/// Injects one fault into one step of a definition, whatever the step does. A test that owns a definition runs it under every
/// pair of <see cref="Matrix"/> and checks its world afterwards: nothing doubled, nothing leaked.
/// </summary>
public static class OperationFaults
{
    /// <summary>Every fault of every step.</summary>
    public static IEnumerable<(string Step, StepFault Fault)> Matrix(IOperationDefinition definition) =>
        from step in definition.Steps
        from fault in Enum.GetValues<StepFault>()
        select (step.Name, fault);

    /// <summary>Whether an operation with this fault is to succeed; else it is to fail and leave nothing behind.</summary>
    public static bool Succeeds(StepFault fault) => fault is StepFault.Repeat or StepFault.Abandon;

    /// <summary>The definition with a fault in one step. The fault happens once, for the first operation that comes to it.</summary>
    public static IOperationDefinition With(IOperationDefinition definition, string step, StepFault fault) =>
        new Faulty(definition, [.. definition.Steps.Select(each => each.Name == step ? Inject(each, fault) : each)]);

    private static OperationStep Inject(OperationStep step, StepFault fault)
    {
        var ran = 0;
        var undone = 0;
        return step with
        {
            Run = async (context, ct) =>
            {
                var first = Interlocked.Increment(ref ran) == 1;
                if (fault == StepFault.FailBefore)
                {
                    return Refused(step);
                }

                var outcome = await step.Run(context, ct);
                return (fault, first) switch
                {
                    (StepFault.Repeat, true) => await step.Run(context, ct),
                    (StepFault.Abandon, true) => throw new StorageUnavailableException(),
                    (StepFault.FailAfter or StepFault.AbandonUndo, _) => Refused(step),
                    _ => outcome,
                };
            },
            Undo = step.Undo is null ? null : async (context, ct) =>
            {
                var outcome = await step.Undo(context, ct);
                return fault == StepFault.AbandonUndo && Interlocked.Increment(ref undone) == 1
                    ? throw new StorageUnavailableException()
                    : outcome;
            },
        };
    }

    private static StepOutcome.Failed Refused(OperationStep step) => new(TestProblems.Refused.With(("what", step.Name)));

    private sealed class Faulty(IOperationDefinition inner, IReadOnlyList<OperationStep> steps) : IOperationDefinition
    {
        public string Kind => inner.Kind;

        public int Version => inner.Version;

        public IReadOnlyList<OperationStep> Steps => steps;
    }
}
