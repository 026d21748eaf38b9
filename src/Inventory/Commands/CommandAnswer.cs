using System.Text.Json.Serialization;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;
using Yunqiao.Operations.Reading;

namespace Yunqiao.Inventory.Commands;

/// <summary>What a command is answered with: the operation that carries it out, or the plan of a dry run.</summary>
/// <param name="Operation">The operation; null for a dry run.</param>
/// <param name="Plan">The plan; null when it was executed.</param>
public sealed record CommandAnswer(OperationView? Operation, Plan? Plan) : IStatusValue
{
    /// <summary>What was done at once: a thing that a person wrote down needs no operation, because no cloud has to be asked.</summary>
    public Resource? Resource { get; init; }

    /// <summary>202 for an operation that was accepted, 201 for a thing that was written down, 200 for a plan.</summary>
    [JsonIgnore]
    public int Status => Resource is not null ? 201 : Plan is null ? 202 : 200;
}

/// <summary>The plan of a dry run.</summary>
/// <param name="Plan">What would be done.</param>
public sealed record PlanProposed(Plan Plan);

/// <summary>A resource to create.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Account">The id of the account to create it in; none for a kind that a tenant defined.</param>
/// <param name="Region">The region; not needed where the cloud has none for the kind.</param>
/// <param name="Zone">The zone, if the cloud has zones.</param>
/// <param name="Name">Its name, 1 to 255 characters.</param>
/// <param name="Attributes">Fields of the kind's action <c>create</c>.</param>
/// <param name="Tags">At most 50 tags.</param>
public sealed record CreateResourceRequest(
    string? Kind,
    string? Account,
    string? Name,
    string? Region = null,
    string? Zone = null,
    System.Text.Json.Nodes.JsonObject? Attributes = null,
    IReadOnlyDictionary<string, string>? Tags = null);

/// <summary>How a command is to be carried out.</summary>
/// <param name="DryRun">Only say what would be done.</param>
/// <param name="Plan">The id of a plan to execute, and nothing else than that.</param>
/// <param name="IdempotencyKey">What the caller sent as Idempotency-Key.</param>
internal sealed record CommandMode(bool DryRun, string? Plan, string? IdempotencyKey)
{
    /// <summary>The operation on many that asks; null when a caller does.</summary>
    public OperationId? Parent { get; init; }
}
