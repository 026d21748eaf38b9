using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Operations.Definitions;

/// <summary>What somebody wants done.</summary>
/// <param name="Kind">A kind of operation in the catalogue.</param>
/// <param name="Title">A sentence for people: "Create container web-1".</param>
/// <param name="Input">For the steps; never a secret.</param>
/// <param name="Resources">The resources that it is about.</param>
public sealed record OperationRequest(string Kind, LocalizedText Title, JsonObject Input, IReadOnlyList<OperationResource> Resources)
{
    /// <summary>The account that it works on, if one.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Operations of one key run one after the other, whichever tenant they belong to; usually the resource's id.</summary>
    public string? ConflictKey { get; init; }

    /// <summary>What the caller sent as Idempotency-Key: asking again gives the same operation.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The operation that started it for one of its many things, if one.</summary>
    public OperationId? Parent { get; init; }

    /// <summary>How it stands to the other operations of its tenant when they are more than may run at once.</summary>
    public OperationPriority Priority { get; init; } = OperationPriority.Interactive;

    /// <summary>How long it may take in all, waiting for its turn included; null for what its definition says.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether it only waits for operations of the same tenant, and so takes none of the places that they need.</summary>
    public bool IsWeightless { get; init; }

    /// <summary>
    /// What the caller sent, to compare when its <see cref="IdempotencyKey"/> comes again. Needed when <see cref="Input"/> or
    /// <see cref="Resources"/> hold something that is made anew by every request, such as the id of a placeholder; when null
    /// both are compared.
    /// </summary>
    public JsonNode? Fingerprint { get; init; }
}

/// <summary>A resource that an operation is about, with the name and kind it had then: it may be gone when the operation is read.</summary>
/// <param name="Id">The resource.</param>
/// <param name="Kind">Its kind: <c>compute/instance</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record OperationResource(ResourceId Id, string Kind, string Name);
