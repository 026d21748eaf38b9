using Microsoft.Extensions.DependencyInjection;
using Yunqiao.Clouds.Docker;
using Yunqiao.Providers;

namespace Yunqiao.Clouds;

/// <summary>Registers the adapters that ship with the server, one method each.</summary>
public static class CloudsFeature
{
    /// <summary>Docker Engine.</summary>
    public static IServiceCollection AddDocker(this IServiceCollection services) => services.AddSingleton<IProvider, DockerProvider>();
}
