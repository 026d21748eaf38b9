using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Catalog;

internal static class ProvidersEndpoints
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/providers", List)
            .WithName("listProviders").WithTags("Accounts").WithSummary("Kinds of clouds that can be connected, and what each can do")
            .WithMetadata(EndpointAccess.Read(Permission.AccountsRead))
            .Produces<IReadOnlyList<ProviderView>>();

    private static Result<IReadOnlyList<ProviderView>> List(ProviderCatalog providers) =>
        providers.All.Select(provider => ProviderView.From(provider.Manifest)).ToArray();
}
