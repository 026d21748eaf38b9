using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Audit;

/// <summary>A line of the audit trail as it is read.</summary>
/// <param name="Id">Its id; later lines have greater ones.</param>
/// <param name="At">When.</param>
/// <param name="Principal">Who; null when nobody was signed in.</param>
/// <param name="PrincipalName">The name as it was then.</param>
/// <param name="Action">What was attempted.</param>
/// <param name="Target">The id of what was acted on.</param>
/// <param name="TargetName">Its name as it was then.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">The code of the problem, when it did not succeed.</param>
/// <param name="Address">The network address that asked.</param>
/// <param name="Trace">The trace that the server's log has more about.</param>
/// <param name="Detail">What else was noted.</param>
public sealed record AuditLine(
    Guid Id,
    DateTimeOffset At,
    PrincipalId? Principal,
    string PrincipalName,
    string Action,
    string? Target,
    string? TargetName,
    AuditOutcome Outcome,
    string? Code,
    string? Address,
    string? Trace,
    JsonObject? Detail);
