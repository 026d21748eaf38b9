using System.Text.Json.Nodes;

namespace Yunqiao.Kernel.Admission;

/// <summary>
/// One link of the chain that an operation passes before it exists: quota, policy, approval, deletion protection, change
/// window. A rule may veto; it performs nothing.
/// </summary>
public interface IAdmissionRule
{
    /// <summary>Rules run in ascending order; ties by type name.</summary>
    int Order { get; }

    /// <summary>The veto, or null to let it pass.</summary>
    Task<Problem?> AdmitAsync(AdmissionRequest request, CancellationToken ct);
}

/// <summary>What asks to become an operation.</summary>
/// <param name="Scope">Where.</param>
/// <param name="Principal">Who asks.</param>
/// <param name="OperationKind">The stable name of the operation.</param>
/// <param name="Resources">What it would touch.</param>
/// <param name="Input">What was asked for.</param>
public sealed record AdmissionRequest(
    Scope Scope,
    PrincipalId Principal,
    string OperationKind,
    IReadOnlyList<ResourceId> Resources,
    JsonNode? Input);
