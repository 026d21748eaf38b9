using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>Networks.</summary>
internal static class NetworkRoutes
{
    private static readonly string[] Predefined = ["bridge", "host", "none"];

    public static void Map(WebApplication app, DockerState state)
    {
        app.MapGet("/networks", context =>
        {
            var labels = DockerReply.Filter(context, "label");
            lock (state.Gate)
            {
                return DockerReply.JsonAsync(
                    context, 200, new JsonArray([.. state.Networks.Values.Where(n => DockerReply.HasLabels(n["Labels"], labels)).Select(n => n.DeepClone())]));
            }
        });
        app.MapGet("/networks/{id}", context => With(context, state, network => (200, network.DeepClone())));
        app.MapPost("/networks/create", context => CreateAsync(context, state));
        app.MapPost("/networks/{id}/connect", context => ConnectAsync(context, state));
        app.MapDelete("/networks/{id}", context => With(context, state, network => Remove(state, network)));
    }

    private static async Task CreateAsync(HttpContext context, DockerState state)
    {
        var body = await DockerReply.BodyAsync(context);
        var name = body["Name"]?.GetValue<string>() ?? "";
        var driver = body["Driver"]?.GetValue<string>() is { Length: > 0 } given ? given : "bridge";
        (int Status, JsonObject Document) answer;
        lock (state.Gate)
        {
            if (body["CheckDuplicate"]?.GetValue<bool>() == true && state.Networks.Values.Any(n => DockerState.Is(n["Name"], name)))
            {
                answer = (409, Message($"network with name {name} already exists"));
            }
            else if (driver is not ("bridge" or "macvlan" or "ipvlan" or "overlay"))
            {
                answer = (404, Message($"could not find plugin {driver} in v1 plugin registry: plugin not found"));
            }
            else
            {
                var id = state.NewId();
                var subnet = (body["IPAM"]?["Config"] as JsonArray)?.FirstOrDefault()?["Subnet"]?.GetValue<string>() ?? $"172.{20 + (state.Networks.Count % 200)}.0.0/16";
                state.Networks[id] = DockerDocuments.Network(id, name, driver, subnet, state.Now, body["Labels"]?.DeepClone() as JsonObject);
                state.Tell("network", "create", id, new JsonObject { ["name"] = name, ["type"] = driver });
                answer = (201, new JsonObject { ["Id"] = id, ["Warning"] = "" });
            }
        }

        await DockerReply.JsonAsync(context, answer.Status, answer.Document);
    }

    private static async Task ConnectAsync(HttpContext context, DockerState state)
    {
        var body = await DockerReply.BodyAsync(context);
        await With(context, state, network =>
        {
            if (state.FindContainer(body["Container"]?.GetValue<string>() ?? "") is not { } container)
            {
                return (404, Message($"No such container: {body["Container"]}"));
            }

            var name = network["Name"]!.GetValue<string>();
            var joined = container["NetworkSettings"]!["Networks"]!.AsObject();
            if (joined.ContainsKey(name))
            {
                return (403, Message($"endpoint with name {container["Name"]!.GetValue<string>().TrimStart('/')} already exists in network {name}"));
            }

            joined[name] = new JsonObject { ["NetworkID"] = network["Id"]!.DeepClone(), ["IPAddress"] = "" };
            state.Tell("network", "connect", network["Id"]!.GetValue<string>(), new JsonObject { ["container"] = container["Id"]!.DeepClone(), ["name"] = name });
            return (200, null);
        });
    }

    private static (int Status, JsonNode? Body) Remove(DockerState state, JsonObject network)
    {
        var (id, name) = (network["Id"]!.GetValue<string>(), network["Name"]!.GetValue<string>());
        if (Predefined.Contains(name))
        {
            return (403, Message($"{name} is a pre-defined network and cannot be removed"));
        }

        if (state.Containers.Values.Any(c => c["State"]!["Running"]!.GetValue<bool>() && c["NetworkSettings"]!["Networks"]!.AsObject().ContainsKey(name)))
        {
            return (403, Message($"error while removing network: network {name} id {id} has active endpoints"));
        }

        state.Networks.Remove(id);
        state.Tell("network", "destroy", id, new JsonObject { ["name"] = name, ["type"] = network["Driver"]!.DeepClone() });
        return (204, null);
    }

    private static Task With(HttpContext context, DockerState state, Func<JsonObject, (int Status, JsonNode? Body)> act)
    {
        var reference = (string)context.Request.RouteValues["id"]!;
        lock (state.Gate)
        {
            var answer = state.FindNetwork(reference) is { } network ? act(network) : (404, Message($"network {reference} not found"));
            return answer.Body is null ? DockerReply.EmptyAsync(context, answer.Status) : DockerReply.JsonAsync(context, answer.Status, answer.Body);
        }
    }

    private static JsonObject Message(string message) => new() { ["message"] = message };
}
