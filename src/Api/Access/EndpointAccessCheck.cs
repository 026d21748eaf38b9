using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Access;

/// <summary>An endpoint that does not say who may call it does not start.</summary>
internal static class EndpointAccessCheck
{
    internal static void Verify(IEndpointRouteBuilder routes)
    {
        var silent = routes.DataSources
            .SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetOrderedMetadata<EndpointAccess>().Count != 1)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        if (silent.Count > 0)
        {
            throw new InvalidOperationException("These endpoints lack EndpointAccess metadata: " + string.Join("; ", silent));
        }
    }
}
