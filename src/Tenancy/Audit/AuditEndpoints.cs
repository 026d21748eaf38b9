using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Audit;

/// <summary>Reading the audit trail.</summary>
internal static class AuditEndpoints
{
    private const int LongestSearch = 200;

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/audit", ListAsync).WithName("listAudit").WithTags("Audit").WithSummary("The audit trail, newest first")
            .WithMetadata(EndpointAccess.Read(Permission.AuditRead));

    private static async Task<Result<Page<AuditLine>>> ListAsync(
        string? q, int? limit, string? cursor, Caller caller, AuditTrail trail, CancellationToken ct)
    {
        if (new Input()
            .Check(q is null || q.Length <= LongestSearch, "?q", "length", "q has at most 200 characters.", "q 最多 200 个字符。")
            .Problem is { } invalid)
        {
            return invalid;
        }

        return ListRequest<IdKey>.From(limit, cursor).Ok(out var request, out var problem)
            ? await trail.ListAsync(caller.Scope, request.Page, request.After?.Id, string.IsNullOrWhiteSpace(q) ? null : q.Trim(), ct)
            : problem;
    }
}
