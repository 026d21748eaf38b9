namespace Yunqiao.Kernel;

/// <summary>
/// What a store method may see and touch. Every store method takes one; there is no way to the tables without.
/// </summary>
public sealed record Scope
{
    private Scope(TenantId tenant, IReadOnlyList<TenantId> visible, string? systemReason)
    {
        Tenant = tenant;
        VisibleTenants = visible;
        SystemReason = systemReason;
    }

    /// <summary>The tenant that new rows belong to.</summary>
    public TenantId Tenant { get; }

    /// <summary>The tenants whose rows are visible: <see cref="Tenant"/> and those below it. Empty for the system.</summary>
    public IReadOnlyList<TenantId> VisibleTenants { get; }

    /// <summary>The tenants above <see cref="Tenant"/>, whose kinds it inherits; their rows are not visible.</summary>
    public IReadOnlyList<TenantId> Above { get; init; } = [];

    /// <summary>The short name of <see cref="Tenant"/>, which the ids of its own kinds begin with; empty for the system.</summary>
    public string Slug { get; init; } = "";

    /// <summary>Why a worker looks across tenants; null for everybody else. Kept in the audit trail.</summary>
    public string? SystemReason { get; }

    /// <summary>True for a worker that looks across tenants.</summary>
    public bool IsSystem => SystemReason is not null;

    /// <summary>The scope of one tenant alone.</summary>
    public static Scope Of(TenantId tenant) => new(tenant, [tenant], null);

    /// <summary>The scope of a tenant and of those below it.</summary>
    public static Scope Of(TenantId tenant, IEnumerable<TenantId> descendants) => new(tenant, [tenant, .. descendants], null);

    /// <summary>The scope of a worker that serves all tenants; the reason is a stable word such as <c>sync</c>.</summary>
    public static Scope System(string reason) => new(default, [], reason);
}
