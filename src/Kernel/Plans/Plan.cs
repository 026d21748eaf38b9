namespace Yunqiao.Kernel.Plans;

/// <summary>What a pure planner proposes: what would happen, to whom, at which price, and who checked it.</summary>
/// <param name="Id">Named by <c>?plan=</c> when it is executed.</param>
/// <param name="ComputedAt">The moment of the graph that it was computed on.</param>
/// <param name="Steps">What would be done, in order.</param>
/// <param name="Affects">The blast radius.</param>
/// <param name="Cost">Money before and after; null when nobody knows a price.</param>
/// <param name="Quota">Limits that it would use.</param>
/// <param name="ApiCalls">Calls to the cloud.</param>
/// <param name="Warnings">Things worth knowing first, in order of severity.</param>
public sealed record Plan(
    PlanId Id,
    DateTimeOffset ComputedAt,
    IReadOnlyList<PlanStep> Steps,
    IReadOnlyList<PlanEffect> Affects,
    PlanCost? Cost,
    IReadOnlyList<PlanQuota> Quota,
    IReadOnlyList<PlanApiCall> ApiCalls,
    IReadOnlyList<string> Warnings);

/// <summary>Who vouches for a step: the cloud's own dry run, or the platform's rules alone.</summary>
public enum CheckedBy
{
    /// <summary>The cloud was asked with its dry-run switch.</summary>
    Cloud,

    /// <summary>Only we checked.</summary>
    Platform,
}

/// <summary>One thing that would be done.</summary>
/// <param name="Action">A sentence.</param>
/// <param name="Target">The name of what it is done to.</param>
/// <param name="CheckedBy">Who vouches for it.</param>
public sealed record PlanStep(string Action, string Target, CheckedBy CheckedBy);

/// <summary>What would become of a resource.</summary>
public enum PlanEffectKind
{
    /// <summary>It would come to be.</summary>
    Created,

    /// <summary>It would change.</summary>
    Changed,

    /// <summary>It would stop.</summary>
    Stopped,

    /// <summary>It would be no more.</summary>
    Destroyed,

    /// <summary>It would lose a connection and stay.</summary>
    Detached,
}

/// <summary>One resource that would be affected.</summary>
/// <param name="Resource">Its id; null for what does not exist yet.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Effect">What would become of it.</param>
/// <param name="Reason">Why, when it is not the target itself.</param>
public sealed record PlanEffect(ResourceId? Resource, string Kind, string Name, PlanEffectKind Effect, string? Reason);

/// <summary>Money per month.</summary>
/// <param name="Before">A decimal as text; null when unknown.</param>
/// <param name="After">A decimal as text; null when unknown.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Source"><c>cloud</c>, <c>priceList</c> or <c>unknown</c>.</param>
public sealed record PlanCost(string? Before, string? After, string Currency, string Source);

/// <summary>One limit and what the plan would use of it.</summary>
public sealed record PlanQuota(string Name, long Used, long After, long? Limit);

/// <summary>Calls to one action of the cloud's API.</summary>
public sealed record PlanApiCall(string Action, int Count);
