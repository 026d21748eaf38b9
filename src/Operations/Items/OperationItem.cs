using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Operations.Items;

/// <summary>Where one of the many things of an operation stands.</summary>
public enum OperationItemState
{
    /// <summary>Its turn has not come.</summary>
    Pending,

    /// <summary>An operation of its own carries it out, or is about to.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Refused, or its operation failed or needs attention.</summary>
    Failed,

    /// <summary>Nothing had to be done: it was so already, or the thing is gone.</summary>
    Skipped,

    /// <summary>Not done, because somebody stopped the whole.</summary>
    Cancelled,
}

/// <summary>One of the things of a new operation on many.</summary>
/// <param name="Resource">The thing.</param>
/// <param name="Account">The account that has it; null when no cloud has it.</param>
public sealed record NewItem(OperationResource Resource, AccountId? Account);

/// <summary>How one of the things ended.</summary>
/// <param name="State">Succeeded, failed or skipped.</param>
/// <param name="Problem">Why it failed or was skipped.</param>
public sealed record ItemOutcome(OperationItemState State, Problem? Problem);

/// <summary>A row of <c>operation_item</c>.</summary>
internal sealed record OperationItemRow
{
    internal const string Columns = "i.position, i.resource_id, i.kind, i.name, i.state, i.child_id, i.error, i.ended_at";

    public int Position { get; init; }

    public ResourceId ResourceId { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public OperationItemState State { get; init; }

    public OperationId? ChildId { get; init; }

    public JsonObject? Error { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>How many of the things of an operation stand where.</summary>
/// <param name="Pending">Not begun.</param>
/// <param name="Running">On their way.</param>
/// <param name="Succeeded">Done.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Skipped">Had nothing to be done.</param>
/// <param name="Cancelled">Given up.</param>
public sealed record OperationItemCounts(int Pending, int Running, int Succeeded, int Failed, int Skipped, int Cancelled)
{
    /// <summary>All of them.</summary>
    public int Total => Pending + Running + Ended;

    /// <summary>Those that nothing more happens to.</summary>
    public int Ended => Succeeded + Failed + Skipped + Cancelled;
}
