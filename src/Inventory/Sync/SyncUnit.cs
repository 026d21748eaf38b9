using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Sync;

/// <summary>How a unit, or an account as a whole, stands.</summary>
public enum UnitState
{
    /// <summary>It was never looked at.</summary>
    Unknown,

    /// <summary>Its last listing was complete and is in the graph.</summary>
    Idle,

    /// <summary>It is being listed.</summary>
    Running,

    /// <summary>Its last listing lost so much that a person has to say whether that is true.</summary>
    Held,

    /// <summary>Its last listing failed; what is known is kept.</summary>
    Failed,
}

/// <summary>What is synchronised as one: a kind in a region of an account.</summary>
public sealed record SyncUnit
{
    /// <summary>The account.</summary>
    public AccountId AccountId { get; init; }

    /// <summary><c>global</c> or a region.</summary>
    public required string Region { get; init; }

    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>How it stands.</summary>
    public UnitState State { get; init; }

    /// <summary>How many things the last complete listing held.</summary>
    public int Count { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>When its last complete listing began.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Why it failed.</summary>
    public StoredProblem? Error { get; init; }

    /// <summary>What it holds back.</summary>
    public HeldSweep? Held { get; init; }
}

/// <summary>Things that a complete listing no longer held, kept until a person decides.</summary>
/// <param name="ExternalIds">The cloud's ids of what would vanish.</param>
/// <param name="Known">How many things the unit held before.</param>
/// <param name="Since">When the listing was read.</param>
public sealed record HeldSweep(IReadOnlyList<string> ExternalIds, int Known, DateTimeOffset Since);

/// <summary>A unit as callers see it.</summary>
/// <param name="Region"><c>global</c> or a region.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">How it stands.</param>
/// <param name="Count">How many things it holds.</param>
/// <param name="LastSuccessAt">When its last complete listing began.</param>
/// <param name="LastRunAt">When it was last begun.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Held">What it holds back.</param>
public sealed record SyncUnitView(
    string Region,
    string Kind,
    UnitState State,
    int Count,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? LastRunAt,
    ProblemView? Error,
    HeldSweepView? Held)
{
    /// <summary>The unit in a reader's language.</summary>
    internal static SyncUnitView From(SyncUnit unit, ProblemCatalog problems, Language language) =>
        new(
            unit.Region, unit.Kind, unit.State, unit.Count, unit.LastSuccessAt, unit.LastRunAt,
            unit.Error is null ? null : ProblemView.From(problems.Restore(unit.Error), language),
            unit.Held is null ? null : new HeldSweepView(unit.Held.ExternalIds.Count, unit.Held.Known, unit.Held.Since, unit.Held.ExternalIds.Take(20).ToArray()));
}

/// <summary>What a unit holds back, in brief.</summary>
/// <param name="Missing">How many things would vanish.</param>
/// <param name="Known">How many the unit held.</param>
/// <param name="Since">When the listing was read.</param>
/// <param name="Examples">The cloud's ids of the first of them.</param>
public sealed record HeldSweepView(int Missing, int Known, DateTimeOffset Since, IReadOnlyList<string> Examples);

/// <summary>What the states of units say about their account.</summary>
public static class SyncStates
{
    /// <summary>Running while one is, or was never looked at; else what most wants a look: held, then failed, then idle.</summary>
    public static UnitState OfAccount(IEnumerable<UnitState> units)
    {
        var states = units.ToHashSet();
        return states.Contains(UnitState.Running) || states.Contains(UnitState.Unknown) ? UnitState.Running
            : states.Contains(UnitState.Held) ? UnitState.Held
            : states.Contains(UnitState.Failed) ? UnitState.Failed
            : UnitState.Idle;
    }

    /// <summary>The oldest last success; null when a unit never succeeded or there is none.</summary>
    internal static DateTimeOffset? LastSuccess(IReadOnlyList<SyncUnitView> units) =>
        units.Count == 0 || units.Any(unit => unit.LastSuccessAt is null) ? null : units.Min(unit => unit.LastSuccessAt);
}
