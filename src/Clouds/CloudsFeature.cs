using Microsoft.Extensions.DependencyInjection;

namespace Yunqiao.Clouds;

/// <summary>Registers the adapters that ship with the server.</summary>
public static class CloudsFeature
{
    /// <summary>Every built-in adapter, as <c>IProvider</c>.</summary>
    public static IServiceCollection AddClouds(this IServiceCollection services) =>
        services;
}
