using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>Volumes.</summary>
internal static class VolumeRoutes
{
    public static void Map(WebApplication app, DockerState state)
    {
        app.MapGet("/volumes", context =>
        {
            var labels = DockerReply.Filter(context, "label");
            lock (state.Gate)
            {
                var rows = state.Volumes.Values.Where(v => DockerReply.HasLabels(v["Labels"], labels)).Select(v => v.DeepClone());
                return DockerReply.JsonAsync(context, 200, new JsonObject { ["Volumes"] = new JsonArray([.. rows]), ["Warnings"] = null });
            }
        });
        app.MapGet("/volumes/{name}", context => With(context, state, volume => (200, volume.DeepClone())));
        app.MapPost("/volumes/create", context => CreateAsync(context, state));
        app.MapDelete("/volumes/{name}", context => With(context, state, volume => Remove(state, volume)));
    }

    private static async Task CreateAsync(HttpContext context, DockerState state)
    {
        var body = await DockerReply.BodyAsync(context);
        JsonNode document;
        lock (state.Gate)
        {
            var name = body["Name"]?.GetValue<string>() is { Length: > 0 } given ? given : state.NewId();
            if (!state.Volumes.TryGetValue(name, out var volume))
            {
                state.Volumes[name] = volume = DockerDocuments.Volume(
                    name, body["Driver"]?.GetValue<string>() ?? "local", state.Now, body["Labels"]?.DeepClone() as JsonObject);
                state.Tell("volume", "create", name, new JsonObject { ["driver"] = volume["Driver"]!.DeepClone() });
            }

            document = volume.DeepClone();
        }

        await DockerReply.JsonAsync(context, 201, document);
    }

    private static (int Status, JsonNode? Body) Remove(DockerState state, JsonObject volume)
    {
        var name = volume["Name"]!.GetValue<string>();
        var user = state.Containers.Values.FirstOrDefault(c => c["Mounts"]!.AsArray().Any(m => DockerState.Is(m?["Name"], name)));
        if (user is not null)
        {
            return (409, new JsonObject { ["message"] = $"remove {name}: volume is in use - [{user["Id"]}]" });
        }

        state.Volumes.Remove(name);
        state.Tell("volume", "destroy", name, new JsonObject { ["driver"] = volume["Driver"]!.DeepClone() });
        return (204, null);
    }

    private static Task With(HttpContext context, DockerState state, Func<JsonObject, (int Status, JsonNode? Body)> act)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        lock (state.Gate)
        {
            var answer = state.Volumes.TryGetValue(name, out var volume)
                ? act(volume)
                : (404, new JsonObject { ["message"] = $"get {name}: no such volume" });
            return answer.Body is null ? DockerReply.EmptyAsync(context, answer.Status) : DockerReply.JsonAsync(context, answer.Status, answer.Body);
        }
    }
}
