using Yunqiao.Clouds;

namespace Yunqiao.Host;

/// <summary>Every built-in adapter, by name. Explicit, so that nothing is registered by being referenced.</summary>
internal static class CloudCatalog
{
    /// <summary>Registers the adapters.</summary>
    internal static IServiceCollection AddClouds(this IServiceCollection services) => services.AddDocker();
}
