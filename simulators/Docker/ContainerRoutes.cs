using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yunqiao.Simulators.Docker;

/// <summary>Containers: list, look, create, remove and the verbs.</summary>
internal static partial class ContainerRoutes
{
    public static void Map(WebApplication app, DockerState state)
    {
        app.MapGet("/containers/json", context => ListAsync(context, state));
        app.MapGet("/containers/{id}/json", context => With(context, state, container => (200, container.DeepClone())));
        app.MapPost("/containers/create", context => CreateAsync(context, state));
        app.MapPost("/containers/{id}/start", context => With(context, state, container => ContainerVerbs.Start(state, container)));
        app.MapPost("/containers/{id}/stop", context => With(context, state, container => ContainerVerbs.Stop(state, container)));
        app.MapPost("/containers/{id}/restart", context => With(context, state, container => ContainerVerbs.Restart(state, container)));
        app.MapPost("/containers/{id}/kill", context => With(context, state, container => ContainerVerbs.Kill(state, container)));
        app.MapPost("/containers/{id}/pause", context => With(context, state, container => ContainerVerbs.Pause(state, container)));
        app.MapPost("/containers/{id}/unpause", context => With(context, state, container => ContainerVerbs.Unpause(state, container)));
        app.MapDelete("/containers/{id}", context => With(
            context, state, container => ContainerVerbs.Remove(state, container, DockerReply.Flag(context, "force"))));
        app.MapGet("/containers/{id}/stats", context => With(context, state, container => (200, ContainerVerbs.Stats(state, container))));
    }

    /// <summary>Runs something on the container of the route, under the lock.</summary>
    public static Task With(HttpContext context, DockerState state, Func<JsonObject, (int Status, JsonNode? Body)> act)
    {
        var reference = (string)context.Request.RouteValues["id"]!;
        (int Status, JsonNode? Body) answer;
        lock (state.Gate)
        {
            answer = state.FindContainer(reference) is { } container
                ? act(container)
                : (404, new JsonObject { ["message"] = $"No such container: {reference}" });
        }

        return answer.Body is null ? DockerReply.EmptyAsync(context, answer.Status) : DockerReply.JsonAsync(context, answer.Status, answer.Body);
    }

    private static Task ListAsync(HttpContext context, DockerState state)
    {
        var all = DockerReply.Flag(context, "all");
        var labels = DockerReply.Filter(context, "label");
        var ancestors = DockerReply.Filter(context, "ancestor");
        var rows = new JsonArray();
        lock (state.Gate)
        {
            foreach (var container in state.Containers.Values)
            {
                var shown = all || container["State"]!["Running"]!.GetValue<bool>();
                var made = ancestors.Count == 0 || ancestors.Any(a => state.FindImage(a) is { } image && DockerState.Is(container["Image"], image["Id"]!.GetValue<string>()));
                if (shown && made && DockerReply.HasLabels(container["Config"]!["Labels"], labels))
                {
                    rows.Add(DockerDocuments.ContainerRow(container));
                }
            }
        }

        return DockerReply.JsonAsync(context, 200, rows);
    }

    private static async Task CreateAsync(HttpContext context, DockerState state)
    {
        var body = await DockerReply.BodyAsync(context);
        var name = context.Request.Query["name"].FirstOrDefault();
        (int Status, JsonObject Document) answer;
        lock (state.Gate)
        {
            answer = Create(state, name, body);
        }

        await DockerReply.JsonAsync(context, answer.Status, answer.Document);
    }

    private static (int Status, JsonObject Document) Create(DockerState state, string? name, JsonObject body)
    {
        if (body["Image"]?.GetValue<string>() is not { Length: > 0 } reference)
        {
            return Refuse(400, "No image specified");
        }

        var id = state.NewId();
        name ??= $"simulated_{id[..8]}";
        if (!ValidName().IsMatch(name))
        {
            return Refuse(400, $"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }

        if (state.FindImage(reference) is not { } image)
        {
            return Refuse(404, $"No such image: {DockerState.WithTag(reference)}");
        }

        if (state.Containers.Values.FirstOrDefault(c => DockerState.Is(c["Name"], "/" + name)) is { } taken)
        {
            return Refuse(
                409,
                $"Conflict. The container name \"/{name}\" is already in use by container \"{taken["Id"]}\". "
                + "You have to remove (or rename) that container to be able to reuse that name.");
        }

        var container = DockerDocuments.Container(id, name, image, body, state.Now);
        if (Attach(state, container) is { } missing)
        {
            return Refuse(404, $"network {missing} not found");
        }

        foreach (var mount in container["Mounts"]!.AsArray().OfType<JsonObject>().Where(m => DockerState.Is(m["Type"], "volume") && m["Name"] is not null))
        {
            var volume = mount["Name"]!.GetValue<string>();
            if (!state.Volumes.ContainsKey(volume))
            {
                state.Volumes[volume] = DockerDocuments.Volume(volume, "local", state.Now, null);
                state.Tell("volume", "create", volume, new JsonObject { ["driver"] = "local" });
            }
        }

        state.Containers[id] = container;
        state.TellContainer("create", container);
        return (201, new JsonObject { ["Id"] = id, ["Warnings"] = new JsonArray() });
    }

    /// <summary>Joins the network that the create request names; gives the name that is unknown.</summary>
    private static string? Attach(DockerState state, JsonObject container)
    {
        var mode = container["HostConfig"]!["NetworkMode"]!.GetValue<string>();
        var wanted = mode is "default" or "" ? "bridge" : mode;
        if (state.FindNetwork(wanted) is not { } network)
        {
            return wanted;
        }

        container["NetworkSettings"]!["Networks"]![network["Name"]!.GetValue<string>()] =
            new JsonObject { ["NetworkID"] = network["Id"]!.DeepClone(), ["IPAddress"] = "" };
        return null;
    }

    private static (int Status, JsonObject Document) Refuse(int status, string message) => (status, new JsonObject { ["message"] = message });

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex ValidName();
}
