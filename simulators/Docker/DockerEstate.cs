using System.Globalization;
using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>Fills an engine with things as one finds them: a shop with its services in several states.</summary>
internal static class DockerEstate
{
    private static readonly (string Service, string Image, long Size, string Command)[] Services =
    [
        ("web", "nginx:1.27", 187_000_000, "nginx -g 'daemon off;'"),
        ("api", "shop/api:2.4.1", 214_000_000, "dotnet Shop.Api.dll"),
        ("cache", "redis:7.4", 117_000_000, "redis-server"),
        ("orders", "postgres:16", 432_000_000, "postgres"),
        ("worker", "shop/worker:2.4.1", 209_000_000, "dotnet Shop.Worker.dll"),
        ("queue", "rabbitmq:3.13", 238_000_000, "rabbitmq-server"),
    ];

    private static readonly string[] States = ["running", "running", "running", "exited", "running", "paused", "running", "created"];

    public static void Fill(DockerState state, int containers)
    {
        var begin = state.Clock.GetUtcNow().AddDays(-30);
        var at = DockerState.Text(begin);
        AddNetwork(state, "bridge", "bridge", "172.17.0.0/16", at);
        AddNetwork(state, "host", "host", null, at);
        AddNetwork(state, "none", "null", null, at);
        if (containers == 0)
        {
            return;
        }

        var backend = AddNetwork(state, "shop_backend", "bridge", "172.20.0.0/16", at);
        foreach (var (service, image, size, _) in Services)
        {
            var id = "sha256:" + state.NewId();
            state.Images[id] = DockerDocuments.Image(id, [image], size, at);
        }

        foreach (var name in new[] { "shop_orders", "shop_queue" })
        {
            state.Volumes[name] = DockerDocuments.Volume(
                name, "local", begin.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), new JsonObject { ["shop"] = "数据" });
        }

        for (var i = 0; i < containers; i++)
        {
            AddContainer(state, i, begin.AddMinutes(i), backend);
        }
    }

    private static string AddNetwork(DockerState state, string name, string driver, string? subnet, string at)
    {
        var id = state.NewId();
        state.Networks[id] = DockerDocuments.Network(id, name, driver, subnet, at, null);
        return id;
    }

    private static void AddContainer(DockerState state, int index, DateTimeOffset at, string network)
    {
        var (service, image, _, command) = Services[index % Services.Length];
        var id = state.NewId();
        var body = new JsonObject
        {
            ["Image"] = image,
            ["Cmd"] = new JsonArray([.. command.Split(' ').Select(word => (JsonNode)word)]),
            ["Labels"] = new JsonObject { ["com.docker.compose.project"] = "shop", ["com.docker.compose.service"] = service, ["说明"] = "演示" },
            ["HostConfig"] = new JsonObject
            {
                ["Memory"] = service == "orders" ? 1024L * 1024 * 1024 : 0,
                ["NanoCpus"] = service == "api" ? 1_500_000_000L : 0,
                ["RestartPolicy"] = new JsonObject { ["Name"] = "unless-stopped", ["MaximumRetryCount"] = 0 },
                ["NetworkMode"] = "shop_backend",
            },
        };
        if (service is "orders" or "queue")
        {
            body["HostConfig"]!["Mounts"] = new JsonArray(
                new JsonObject { ["Type"] = "volume", ["Source"] = $"shop_{service}", ["Target"] = "/var/lib/data" });
        }

        var container = DockerDocuments.Container(id, $"shop-{service}-{(index / Services.Length) + 1}", state.FindImage(image)!, body, DockerState.Text(at));
        container["NetworkSettings"]!["Networks"]!["shop_backend"] = new JsonObject { ["NetworkID"] = network, ["IPAddress"] = "" };
        var status = States[index % States.Length];
        container["State"] = DockerDocuments.State(
            status, status == "exited" ? 137 : 0, status == "created" ? "0001-01-01T00:00:00Z" : DockerState.Text(at.AddSeconds(1)), "0001-01-01T00:00:00Z");
        state.Containers[id] = container;
    }
}
