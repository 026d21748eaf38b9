using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Tenants;

/// <summary>An owner of things: the provider itself, a customer, a department. Tenants form a tree; each sees those below it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Slug">Its short name in addresses and in the ids of its own kinds; unique in the installation.</param>
/// <param name="Parent">The tenant above, when the caller sees it; null for the root.</param>
public sealed record Tenant(TenantId Id, string Name, string Slug, TenantId? Parent);

/// <summary>A part of a tenant's things that belongs together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Slug">Its short name in addresses; unique in its tenant.</param>
/// <param name="Tenant">Whose it is.</param>
public sealed record Project(ProjectId Id, string Name, string Slug, TenantId Tenant);
