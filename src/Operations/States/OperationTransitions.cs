using System.Collections.Frozen;
using static Yunqiao.Operations.States.OperationState;

namespace Yunqiao.Operations.States;

/// <summary>The life of an operation, as data. What is not listed here does not happen.</summary>
public static class OperationTransitions
{
    private static readonly FrozenDictionary<OperationState, OperationState[]> Declared =
        new Dictionary<OperationState, OperationState[]>
        {
            [Planned] = [AwaitingApproval, Pending, Cancelled],
            [AwaitingApproval] = [Pending, Cancelled],
            [Pending] = [Running, Undoing, Cancelled, NeedsAttention],
            [Running] = [Waiting, Undoing, Succeeded, NeedsAttention],
            [Waiting] = [Running, Undoing, NeedsAttention],
            [Undoing] = [Failed, Cancelled, NeedsAttention],
            [Succeeded] = [],
            [Failed] = [Pending],
            [Cancelled] = [],
            [NeedsAttention] = [Pending, Failed],
        }.ToFrozenDictionary();

    /// <summary>The states in which an operation has ended unless a person acts.</summary>
    public static IReadOnlyList<OperationState> Ended { get; } = [Succeeded, Failed, Cancelled, NeedsAttention];

    /// <summary>The states in which the engine owes an operation its next firing.</summary>
    public static IReadOnlyList<OperationState> Active { get; } = [Pending, Running, Waiting, Undoing];

    /// <summary>Whether the table has the transition.</summary>
    public static bool May(OperationState from, OperationState to) => Array.IndexOf(Declared[from], to) >= 0;

    /// <summary>The new state; an undeclared transition is a bug and throws. Staying in a state is no transition.</summary>
    public static OperationState Move(OperationState from, OperationState to) =>
        from == to || May(from, to)
            ? to
            : throw new InvalidOperationException($"An operation does not go from {from} to {to}.");
}
