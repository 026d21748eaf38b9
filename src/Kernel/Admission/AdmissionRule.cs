using System.Text.Json.Nodes;

namespace Yunqiao.Kernel.Admission;

/// <summary>
/// One link of the chain that an operation passes before it exists, and again before it is tried again: quota, policy,
/// deletion protection, change window. A rule may veto or shape; it performs nothing.
/// </summary>
public interface IAdmissionRule
{
    /// <summary>Rules run in ascending order; ties by type name.</summary>
    int Order { get; }

    /// <summary>What it says of an operation; asked for dry runs too.</summary>
    Task<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken ct);
}

/// <summary>What a rule says of an operation.</summary>
public sealed record AdmissionDecision
{
    /// <summary>It may pass as it is.</summary>
    public static readonly AdmissionDecision Pass = new();

    /// <summary>Why it may not be; null to let it pass.</summary>
    public Problem? Veto { get; init; }

    /// <summary>When it must have ended, such as the end of a change window: then it fails and is taken back. Null leaves it as it is.</summary>
    public DateTimeOffset? EndBy { get; init; }

    /// <summary>What whoever asks should know: a plan and the operation's log say it. Null for nothing.</summary>
    public LocalizedText? Warning { get; init; }

    /// <summary>A veto; letting it pass when there is no problem.</summary>
    public static implicit operator AdmissionDecision(Problem? veto) => veto is null ? Pass : new AdmissionDecision { Veto = veto };
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
