using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Sites;

internal static class SitesEndpoints
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/sites", ListAsync)
            .WithName("listSites").WithTags("Accounts").WithSummary("Sites")
            .WithMetadata(EndpointAccess.Read(Permission.AccountsRead))
            .Produces<Page<Site>>();

    private static async Task<Result<Page<Site>>> ListAsync(
        Caller caller, SiteStore sites, int? limit, string? cursor, CancellationToken ct) =>
        PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            ? await sites.ListAsync(caller.Scope, page, ct)
            : problem;
}
