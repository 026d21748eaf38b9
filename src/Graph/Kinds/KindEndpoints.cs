using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Kinds;

internal static class KindEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/kinds", List)
            .WithName("listKinds").WithTags("Kinds").WithSummary("Types of resources: attributes, lifecycle, relations, actions")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Page<KindView>>();

    private static Result<Page<KindView>> List(KindRegistry kinds) =>
        new Page<KindView>(kinds.All.Select(KindView.Of).ToArray(), null);
}
