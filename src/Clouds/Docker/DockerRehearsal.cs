using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Looks whether a creation would go well, by reading alone: the engine has no dry run.</summary>
internal static class DockerRehearsal
{
    public static async Task<IReadOnlyList<LocalizedText>> RehearseAsync(DockerApi api, CreateRequest request, CancellationToken ct)
    {
        var path = request.Kind switch
        {
            DockerKinds.Container => $"/containers/{DockerApi.InPath(request.Name)}/json",
            DockerKinds.Volume => $"/volumes/{DockerApi.InPath(request.Name)}",
            DockerKinds.Network => $"/networks/{DockerApi.InPath(request.Name)}",
            _ => null,
        };
        if (path is not null && await api.FindAsync(path, ct) is { } taken && IsNamed(taken, request.Name))
        {
            throw new ProviderException(FaultKind.Conflict, $"The name {request.Name} is taken on this engine.") { VendorCode = "name.taken" };
        }

        return request.Kind == DockerKinds.Container ? await ImageAsync(api, request, ct) : [];
    }

    /// <summary>The engine also finds containers and networks by the beginning of an id, which takes no name away.</summary>
    private static bool IsNamed(System.Text.Json.JsonElement thing, string name) => thing.Text("Name")?.TrimStart('/') == name;

    private static async Task<IReadOnlyList<LocalizedText>> ImageAsync(DockerApi api, CreateRequest request, CancellationToken ct)
    {
        var image = ContainerInput.From(request).ImageName;
        if (await api.FindAsync($"/images/{DockerApi.InPath(image)}/json", ct) is not null)
        {
            return [];
        }

        var registry = DockerPull.RegistryOf(image);
        return
        [
            new($"The engine does not have {image}; it is pulled from {registry} first.", $"引擎上没有 {image}，将先从 {registry} 拉取。"),
        ];
    }
}
