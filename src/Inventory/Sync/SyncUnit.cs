using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;

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

    /// <summary>The lane in which a run is wanted before the timer's turn: <c>user</c>, <c>event</c> or null.</summary>
    public string? Wanted { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>When its last complete listing began.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Why it failed: a <see cref="StoredProblem"/>.</summary>
    public JsonNode? Error { get; init; }

    /// <summary>How many things the last complete listing lost; they wait for a person.</summary>
    public int Missing { get; init; }

    /// <summary>How many of them a person said to keep.</summary>
    public int Kept { get; init; }
}

/// <summary>A unit as callers see it.</summary>
/// <param name="Region"><c>global</c> or a region.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">How it stands.</param>
/// <param name="Count">How many things it holds.</param>
/// <param name="Missing">How many of them its last complete listing no longer held; null when none.</param>
/// <param name="LastSuccessAt">When its last complete listing began.</param>
/// <param name="LastRunAt">When it was last begun.</param>
/// <param name="Error">Why it failed.</param>
public sealed record SyncUnitView(
    string Region,
    string Kind,
    UnitState State,
    long Count,
    int? Missing,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? LastRunAt,
    ErrorView? Error)
{
    /// <summary>The unit in a reader's language.</summary>
    internal static SyncUnitView From(SyncUnit unit, long count, ProblemCatalog problems, Language language) =>
        new(
            unit.Region, unit.Kind, unit.State, count, unit.Missing == 0 ? null : unit.Missing, unit.LastSuccessAt, unit.LastRunAt,
            unit.Error.Deserialize<StoredProblem>(Json.Options) is { } error ? ErrorView.From(problems.Restore(error), language) : null);
}

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
