using System.Text.Json;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Verbs and destruction. A verb on what is already so is a success; so is destroying what is gone.</summary>
internal static class DockerActions
{
    /// <summary>The kind's own default of <c>timeoutSeconds</c>.</summary>
    private const int GraceSeconds = 10;

    public static Task<Ticket> ActAsync(DockerApi api, ProviderContext context, ActionRequest request, CancellationToken ct) => (request.Kind, request.Verb) switch
    {
        (DockerKinds.Container, "start") => ContainerAsync(api, request, "start", state => state.Flag("Running") == true, ct),
        (DockerKinds.Container, "stop") => ContainerAsync(api, request, $"stop?t={Grace(request)}", state => state.Flag("Running") == false, ct),
        (DockerKinds.Container, "restart") => ContainerAsync(api, request, $"restart?t={GraceSeconds}", _ => false, ct),
        (DockerKinds.Container, "pause") => ContainerAsync(api, request, "pause", state => state.Flag("Paused") == true, ct),
        (DockerKinds.Container, "unpause") => ContainerAsync(
            api, request, "unpause", state => state is var s && s.Flag("Running") == true && s.Flag("Paused") == false, ct),
        (DockerKinds.Image, "pull") => PullAsync(api, context, request, ct),
        _ => throw Unsupported(request),
    };

    public static Task<Ticket> DestroyAsync(DockerApi api, ActionRequest request, CancellationToken ct) => request.Kind switch
    {
        DockerKinds.Container => DestroyContainerAsync(api, request, ct),
        DockerKinds.Image => DestroyImageAsync(api, request.ExternalId, ct),
        DockerKinds.Network => DeleteAsync(api, $"/networks/{DockerApi.InPath(request.ExternalId)}", request.ExternalId, ct),
        DockerKinds.Volume => DeleteAsync(api, $"/volumes/{DockerApi.InPath(request.ExternalId)}", request.ExternalId, ct),
        _ => throw Unsupported(request),
    };

    /// <summary>
    /// Runs a verb. The engine refuses some that have nothing to do (pausing what is paused is 409, resuming what runs is 500):
    /// what counts then is the state.
    /// </summary>
    private static async Task<Ticket> ContainerAsync(
        DockerApi api, ActionRequest request, string call, Func<JsonElement, bool> alreadySo, CancellationToken ct)
    {
        var path = $"/containers/{DockerApi.InPath(request.ExternalId)}";
        try
        {
            await api.PostAsync($"{path}/{call}", null, ct);
        }
        catch (ProviderException e) when (e.Kind is FaultKind.Conflict or FaultKind.Invalid)
        {
            if (await api.FindAsync($"{path}/json", ct) is not { } container || container.Member("State") is not { } state || !alreadySo(state))
            {
                throw;
            }
        }

        return Ticket.Finished(request.ExternalId);
    }

    /// <summary>Pulls every tag of an image again. The image itself never changes: a tag may point to a newer one afterwards.</summary>
    private static async Task<Ticket> PullAsync(DockerApi api, ProviderContext context, ActionRequest request, CancellationToken ct)
    {
        var image = await api.GetAsync($"/images/{DockerApi.InPath(request.ExternalId)}/json", ct);
        var tags = image.Member("RepoTags").Texts().ToList();
        if (tags.Count == 0)
        {
            throw new ProviderException(FaultKind.Invalid, "The image has no tag, so there is no name to pull it by.") { NothingSent = true };
        }

        var said = "";
        foreach (var tag in tags)
        {
            said = await DockerPull.PullAsync(api, context, tag, ct);
        }

        return Ticket.Finished(request.ExternalId, said);
    }

    /// <summary>Its anonymous volumes stay unless <c>withDisks</c> is asked for: they are things of their own in the graph.</summary>
    private static async Task<Ticket> DestroyContainerAsync(DockerApi api, ActionRequest request, CancellationToken ct)
    {
        var volumes = (request.Input["withDisks"] as System.Text.Json.Nodes.JsonValue)?.GetValue<bool>() == true ? "1" : "0";
        try
        {
            return await DeleteAsync(api, $"/containers/{DockerApi.InPath(request.ExternalId)}?force=1&v={volumes}", request.ExternalId, ct);
        }
        catch (ProviderException e) when (e.Kind == FaultKind.Conflict && e.Message.Contains("already in progress", StringComparison.OrdinalIgnoreCase))
        {
            return DockerTickets.Going(request.ExternalId);
        }
    }

    /// <summary>
    /// Removes each tag, the last of which takes the image along. Never forced: that would pull the image from under stopped
    /// containers; they are named instead.
    /// </summary>
    private static async Task<Ticket> DestroyImageAsync(DockerApi api, string id, CancellationToken ct)
    {
        var path = $"/images/{DockerApi.InPath(id)}";
        if (await api.FindAsync($"{path}/json", ct) is not { } image)
        {
            return Ticket.Finished(id);
        }

        var users = new List<string>();
        await foreach (var container in api.ItemsAsync("/containers/json?all=1&" + DockerApi.Filters(("ancestor", id)), ct))
        {
            users.Add(container.Member("Names").Texts().FirstOrDefault()?.TrimStart('/') ?? DockerObservations.Required(container, "Id"));
        }

        if (users.Count > 0)
        {
            throw new ProviderException(FaultKind.Conflict, $"Containers use the image: {string.Join(", ", users.Take(5))}{(users.Count > 5 ? ", …" : "")}.")
            {
                VendorCode = "image.used",
            };
        }

        foreach (var tag in image.Member("RepoTags").Texts())
        {
            await api.DeleteAsync($"/images/{DockerApi.InPath(tag)}", ct);
        }

        return await DeleteAsync(api, path, id, ct);
    }

    private static async Task<Ticket> DeleteAsync(DockerApi api, string path, string id, CancellationToken ct)
    {
        await api.DeleteAsync(path, ct);
        return Ticket.Finished(id);
    }

    private static int Grace(ActionRequest request) => ContainerInput.Number(request.Input, "timeoutSeconds") is { } seconds ? (int)seconds : GraceSeconds;

    private static ProviderException Unsupported(ActionRequest request) =>
        new(FaultKind.Unsupported, $"Docker cannot {request.Verb} {request.Kind}.") { NothingSent = true };
}
