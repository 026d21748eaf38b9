using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Tenants;

/// <summary>Lists of tenants and projects.</summary>
internal static class TenantEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tenants", ListAsync).WithName("listTenants").WithTags("Tenants").WithSummary("The caller's tenant and those below")
            .WithMetadata(EndpointAccess.Read(Permission.Self));
        routes.MapGet("/projects", ListProjectsAsync).WithName("listProjects").WithTags("Tenants").WithSummary("The projects of these tenants")
            .WithMetadata(EndpointAccess.Read(Permission.Self));
    }

    private static async Task<Result<Page<Tenant>>> ListAsync(
        int? limit, string? cursor, Caller caller, TenantStore tenants, CancellationToken ct) =>
        ListRequest<TextKey>.From(limit, cursor).Ok(out var request, out var problem)
            ? await tenants.ListAsync(caller.Scope, request.Page, request.After?.Text, ct)
            : problem;

    private static async Task<Result<Page<Project>>> ListProjectsAsync(
        int? limit, string? cursor, Caller caller, TenantStore tenants, CancellationToken ct) =>
        ListRequest<IdKey>.From(limit, cursor).Ok(out var request, out var problem)
            ? await tenants.ListProjectsAsync(caller.Scope, request.Page, request.After?.Id, ct)
            : problem;
}
