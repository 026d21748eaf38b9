using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Operations.Definitions;

/// <summary>What somebody wants done.</summary>
/// <param name="Kind">A kind of operation in the catalogue.</param>
/// <param name="Title">A sentence for people: "Create container web-1".</param>
/// <param name="Input">For the steps.</param>
/// <param name="Resources">The resources that it is about.</param>
public sealed record OperationRequest(string Kind, LocalizedText Title, JsonObject Input, IReadOnlyList<ResourceId> Resources)
{
    /// <summary>The account that it works on, if one.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Operations of one key run one after the other; usually the resource's id.</summary>
    public string? ConflictKey { get; init; }

    /// <summary>What the caller sent as Idempotency-Key: asking again gives the same operation.</summary>
    public string? IdempotencyKey { get; init; }
}
