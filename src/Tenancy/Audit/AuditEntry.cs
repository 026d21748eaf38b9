using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Audit;

/// <summary>One line of the audit trail: who did what to what, and how it ended. Rows are never changed.</summary>
/// <param name="Action">The stable name of what was attempted, noun and verb: <c>account.connect</c>.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record AuditEntry(string Action, AuditOutcome Outcome)
{
    /// <summary>The tenant that may read the line; null for the installation's own tenant, when nobody is signed in.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Who; null when nobody is signed in.</summary>
    public PrincipalId? Principal { get; init; }

    /// <summary>The name as it was then; for a failed sign-in the name that was tried.</summary>
    public string PrincipalName { get; init; } = "";

    /// <summary>The id of what was acted on, as text.</summary>
    public string? Target { get; init; }

    /// <summary>Its name as it was then.</summary>
    public string? TargetName { get; init; }

    /// <summary>The code of the problem, when it did not succeed.</summary>
    public string? Code { get; init; }

    /// <summary>The network address that asked.</summary>
    public string? Address { get; init; }

    /// <summary>The trace that the server's log has more about.</summary>
    public string? Trace { get; init; }

    /// <summary>What else an auditor needs; small, never a secret.</summary>
    public JsonObject? Detail { get; init; }

    /// <summary>A line about something that a caller did.</summary>
    public static AuditEntry By(Caller caller, string action, AuditOutcome outcome) => new(action, outcome)
    {
        Tenant = caller.Scope.Tenant,
        Principal = caller.Principal,
        PrincipalName = caller.Name,
    };
}

/// <summary>How an audited action ended.</summary>
public enum AuditOutcome
{
    /// <summary>It was done, or accepted as an operation.</summary>
    Succeeded,

    /// <summary>It was allowed and did not work.</summary>
    Failed,

    /// <summary>It was not allowed.</summary>
    Denied,
}
