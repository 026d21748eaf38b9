using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Audit;

/// <summary>
/// What a handler adds to the audit row that the HTTP edge writes for its request. Scoped: one per request. The edge fills
/// the target from the route's <c>id</c> when a handler says nothing.
/// </summary>
public sealed class AuditNote
{
    /// <summary>The id of what was acted on, as text.</summary>
    public string? Target { get; set; }

    /// <summary>Its name.</summary>
    public string? TargetName { get; set; }

    /// <summary>What else an auditor needs; small, never a secret.</summary>
    public JsonObject? Detail { get; set; }

    /// <summary>Who acted, when the request itself carries no identity, as at sign-in.</summary>
    public PrincipalId? Principal { get; set; }

    /// <summary>The tenant that may read the line, when the request itself carries no identity.</summary>
    public TenantId? Tenant { get; set; }

    /// <summary>The name of who acted, when the request itself carries no identity, as at sign-in.</summary>
    public string? PrincipalName { get; set; }
}
