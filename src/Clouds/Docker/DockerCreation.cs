using System.Text.Json.Nodes;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>
/// Creating. The engine has no client token: the key is a label, looked up first, and a taken name is looked at again, because it may be
/// ours from a call whose answer was lost. So calling again with the same key goes on where the last call came to.
/// </summary>
internal static class DockerCreation
{
    public static Task<Ticket> CreateAsync(DockerApi api, ProviderContext context, CreateRequest request, CancellationToken ct) => request.Kind switch
    {
        DockerKinds.Container => ContainerAsync(api, context, request, ct),
        DockerKinds.Network => NetworkAsync(api, request, ct),
        DockerKinds.Volume => VolumeAsync(api, request, ct),
        _ => throw new ProviderException(FaultKind.Unsupported, $"Docker cannot create {request.Kind}.") { NothingSent = true },
    };

    public static async Task<string?> FindByKeyAsync(DockerApi api, string kind, string key, CancellationToken ct)
    {
        var filter = DockerApi.Filters(("label", $"{DockerKinds.Intent}={key}"));
        switch (kind)
        {
            case DockerKinds.Container:
                return await FirstAsync(api, $"/containers/json?all=1&{filter}", "Id", ct);
            case DockerKinds.Network:
                return await FirstAsync(api, $"/networks?{filter}", "Id", ct);
            case DockerKinds.Volume:
                var answer = await api.GetAsync($"/volumes?{filter}", ct);
                return answer.Member("Volumes").Items().Select(volume => volume.Text("Name")).FirstOrDefault(name => name is not null);
            default:
                return null;
        }
    }

    /// <summary>
    /// The container, then in the next look its further networks and its start: so its id is written down before it runs.
    /// </summary>
    private static async Task<Ticket> ContainerAsync(DockerApi api, ProviderContext context, CreateRequest request, CancellationToken ct)
    {
        var plan = ContainerInput.From(request);
        var id = await FindByKeyAsync(api, request.Kind, request.Key, ct)
            ?? await KeptByNameAsync(api, request, () => PostContainerAsync(api, context, request, plan, ct), ct);
        return plan.Start || plan.FurtherNetworks.Count > 0
            ? DockerTickets.Starting(id, plan.FurtherNetworks, plan.Start)
            : Ticket.Finished(id);
    }

    private static async Task<string> PostContainerAsync(
        DockerApi api, ProviderContext context, CreateRequest request, ContainerInput plan, CancellationToken ct)
    {
        var path = $"/containers/create?name={DockerApi.Escape(request.Name)}";
        try
        {
            return IdOf(await api.PostAsync(path, plan.Body, ct));
        }
        catch (ProviderException e) when (e.Kind == FaultKind.NotFound && e.Message.Contains("no such image", StringComparison.OrdinalIgnoreCase))
        {
            await DockerPull.PullAsync(api, context, plan.ImageName, ct);
            return IdOf(await api.PostAsync(path, (JsonObject)plan.Body.DeepClone(), ct));
        }
    }

    private static async Task<Ticket> NetworkAsync(DockerApi api, CreateRequest request, CancellationToken ct)
    {
        var id = await FindByKeyAsync(api, request.Kind, request.Key, ct)
            ?? await KeptByNameAsync(api, request, async () => IdOf(await api.PostAsync("/networks/create", NetworkBody(request), ct)), ct);
        return Ticket.Finished(id);
    }

    private static JsonObject NetworkBody(CreateRequest request)
    {
        var body = new JsonObject
        {
            ["Name"] = request.Name,
            ["CheckDuplicate"] = true,
            ["Driver"] = ContainerInput.Text(request.Input, "driver") ?? "bridge",
            ["Labels"] = ContainerInput.Labels(request),
        };
        var ranges = ContainerInput.Texts(request.Input, "cidrBlocks");
        if (ranges.Count > 0)
        {
            body["IPAM"] = new JsonObject
            {
                ["Config"] = new JsonArray([.. ranges.Select(range => (JsonNode)new JsonObject { ["Subnet"] = range })]),
            };
            body["EnableIPv6"] = ranges.Any(range => range.Contains(':', StringComparison.Ordinal));
        }

        return body;
    }

    /// <summary>The engine answers the creation of a volume that exists with that volume: whose it is stands in its label.</summary>
    private static async Task<Ticket> VolumeAsync(DockerApi api, CreateRequest request, CancellationToken ct)
    {
        var path = $"/volumes/{DockerApi.InPath(request.Name)}";
        var volume = await api.FindAsync(path, ct);
        if (volume is null)
        {
            await api.PostAsync("/volumes/create", new JsonObject
            {
                ["Name"] = request.Name,
                ["Driver"] = ContainerInput.Text(request.Input, "driver") ?? "local",
                ["Labels"] = ContainerInput.Labels(request),
            }, ct);
            volume = await api.FindAsync(path, ct)
                ?? throw new ProviderException(FaultKind.Ambiguous, $"The volume {request.Name} was made and is not there.");
        }

        return volume.Value.Member("Labels").Labels().GetValueOrDefault(DockerKinds.Intent) == request.Key
            ? Ticket.Finished(request.Name)
            : throw new ProviderException(FaultKind.Conflict, $"A volume named {request.Name} exists already.") { VendorCode = "name.taken" };
    }

    /// <summary>A name that is taken may be taken by an earlier call with this key, which the first look-up was too early to see.</summary>
    private static async Task<string> KeptByNameAsync(DockerApi api, CreateRequest request, Func<Task<string>> create, CancellationToken ct)
    {
        try
        {
            return await create();
        }
        catch (ProviderException e) when (e.Kind == FaultKind.Conflict)
        {
            if (await FindByKeyAsync(api, request.Kind, request.Key, ct) is { } ours)
            {
                return ours;
            }

            throw;
        }
    }

    private static async Task<string?> FirstAsync(DockerApi api, string path, string idName, CancellationToken ct)
    {
        await foreach (var row in api.ItemsAsync(path, ct))
        {
            return DockerObservations.Required(row, idName);
        }

        return null;
    }

    private static string IdOf(System.Text.Json.JsonElement? answer) =>
        answer?.Text("Id") ?? throw new ProviderException(FaultKind.Ambiguous, "The engine created something and did not say its id.") { VendorCode = "answer.shape" };
}
