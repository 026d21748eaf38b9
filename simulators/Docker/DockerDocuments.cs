using System.Globalization;
using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>The documents of the Engine API 1.41 that the simulator keeps and derives.</summary>
internal static class DockerDocuments
{
    private const string Never = "0001-01-01T00:00:00Z";

    public static JsonObject Image(string id, IReadOnlyList<string> tags, long size, string created, JsonObject? labels = null) => new()
    {
        ["Id"] = id,
        ["RepoTags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]),
        ["RepoDigests"] = new JsonArray(),
        ["Parent"] = "",
        ["Created"] = created,
        ["Architecture"] = "amd64",
        ["Os"] = "linux",
        ["Size"] = size,
        ["VirtualSize"] = size,
        ["Config"] = new JsonObject { ["Cmd"] = new JsonArray("sh"), ["Labels"] = labels },
        ["RootFS"] = new JsonObject { ["Type"] = "layers" },
    };

    public static JsonObject ImageRow(JsonObject image) => new()
    {
        ["Id"] = image["Id"]!.DeepClone(),
        ["ParentId"] = "",
        ["RepoTags"] = image["RepoTags"]!.AsArray().Count > 0 ? image["RepoTags"]!.DeepClone() : new JsonArray("<none>:<none>"),
        ["RepoDigests"] = null,
        ["Created"] = DateTimeOffset.Parse(image["Created"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
        ["Size"] = image["Size"]!.DeepClone(),
        ["VirtualSize"] = image["Size"]!.DeepClone(),
        ["SharedSize"] = -1,
        ["Containers"] = -1,
        ["Labels"] = image["Config"]!["Labels"]?.DeepClone(),
    };

    public static JsonObject Network(string id, string name, string driver, string? subnet, string created, JsonObject? labels) => new()
    {
        ["Name"] = name,
        ["Id"] = id,
        ["Created"] = created,
        ["Scope"] = "local",
        ["Driver"] = driver,
        ["EnableIPv6"] = false,
        ["IPAM"] = new JsonObject
        {
            ["Driver"] = "default",
            ["Options"] = null,
            ["Config"] = subnet is null ? [] : new JsonArray(new JsonObject { ["Subnet"] = subnet }),
        },
        ["Internal"] = false,
        ["Attachable"] = false,
        ["Ingress"] = false,
        ["Containers"] = new JsonObject(),
        ["Options"] = new JsonObject(),
        ["Labels"] = labels ?? [],
    };

    public static JsonObject Volume(string name, string driver, string created, JsonObject? labels) => new()
    {
        ["CreatedAt"] = created,
        ["Driver"] = driver,
        ["Labels"] = labels,
        ["Mountpoint"] = $"/var/lib/docker/volumes/{name}/_data",
        ["Name"] = name,
        ["Options"] = null,
        ["Scope"] = "local",
    };

    /// <summary>A container just created from the body of a create request.</summary>
    public static JsonObject Container(string id, string name, JsonObject image, JsonObject body, string created)
    {
        var command = body["Cmd"] is JsonArray { Count: > 0 } given ? given : image["Config"]!["Cmd"]!.AsArray();
        var host = (body["HostConfig"] as JsonObject)?.DeepClone().AsObject() ?? [];
        host["RestartPolicy"] ??= new JsonObject { ["Name"] = "no", ["MaximumRetryCount"] = 0 };
        host["NetworkMode"] ??= "default";
        return new JsonObject
        {
            ["Id"] = id,
            ["Created"] = created,
            ["Path"] = command.Count > 0 ? command[0]!.DeepClone() : "",
            ["Args"] = new JsonArray([.. command.Skip(1).Select(word => word!.DeepClone())]),
            ["State"] = State("created", 0, Never, Never),
            ["Image"] = image["Id"]!.DeepClone(),
            ["Name"] = "/" + name,
            ["RestartCount"] = 0,
            ["Driver"] = "overlay2",
            ["Platform"] = "linux",
            ["HostConfig"] = host,
            ["Mounts"] = Mounts(host),
            ["Config"] = new JsonObject
            {
                ["Hostname"] = id[..12],
                ["Image"] = body["Image"]!.DeepClone(),
                ["Cmd"] = command.DeepClone(),
                ["Env"] = body["Env"]?.DeepClone() ?? new JsonArray("PATH=/bin"),
                ["Labels"] = body["Labels"]?.DeepClone() ?? new JsonObject(),
                ["Tty"] = body["Tty"]?.DeepClone() ?? false,
                ["ExposedPorts"] = body["ExposedPorts"]?.DeepClone(),
            },
            ["NetworkSettings"] = new JsonObject { ["Ports"] = new JsonObject(), ["Networks"] = new JsonObject() },
        };
    }

    public static JsonObject State(string status, int exitCode, string startedAt, string finishedAt) => new()
    {
        ["Status"] = status,
        ["Running"] = status is "running" or "paused" or "restarting",
        ["Paused"] = status == "paused",
        ["Restarting"] = status == "restarting",
        ["OOMKilled"] = false,
        ["Dead"] = status == "dead",
        ["Pid"] = status is "running" or "paused" ? 4242 : 0,
        ["ExitCode"] = exitCode,
        ["Error"] = "",
        ["StartedAt"] = startedAt,
        ["FinishedAt"] = finishedAt,
    };

    /// <summary>The row of a list: fewer fields, and the state as a sentence.</summary>
    public static JsonObject ContainerRow(JsonObject container)
    {
        var state = container["State"]!;
        var status = state["Status"]!.GetValue<string>();
        var command = string.Join(' ', container["Config"]!["Cmd"]!.AsArray().Select(word => word!.GetValue<string>()));
        return new JsonObject
        {
            ["Id"] = container["Id"]!.DeepClone(),
            ["Names"] = new JsonArray(container["Name"]!.DeepClone()),
            ["Image"] = container["Config"]!["Image"]!.DeepClone(),
            ["ImageID"] = container["Image"]!.DeepClone(),
            ["Command"] = command,
            ["Created"] = DateTimeOffset.Parse(container["Created"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
            ["Ports"] = new JsonArray(),
            ["Labels"] = container["Config"]!["Labels"]!.DeepClone(),
            ["State"] = status,
            ["Status"] = status switch
            {
                "running" => "Up 5 minutes",
                "paused" => "Up 5 minutes (Paused)",
                "exited" => $"Exited ({state["ExitCode"]}) 5 minutes ago",
                "created" => "Created",
                _ => status,
            },
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = container["HostConfig"]!["NetworkMode"]!.DeepClone() },
            ["NetworkSettings"] = new JsonObject { ["Networks"] = container["NetworkSettings"]!["Networks"]!.DeepClone() },
            ["Mounts"] = container["Mounts"]!.DeepClone(),
        };
    }

    private static JsonArray Mounts(JsonObject host)
    {
        var mounts = new JsonArray();
        foreach (var asked in (host["Mounts"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var type = asked["Type"]!.GetValue<string>();
            var mount = new JsonObject { ["Type"] = type };
            if (type == "volume")
            {
                mount["Name"] = asked["Source"]?.DeepClone();
                mount["Driver"] = "local";
            }

            mount["Source"] = type == "volume" ? $"/var/lib/docker/volumes/{asked["Source"]}/_data" : asked["Source"]?.DeepClone() ?? "";
            mount["Destination"] = asked["Target"]!.DeepClone();
            mount["Mode"] = "z";
            mount["RW"] = asked["ReadOnly"]?.GetValue<bool>() != true;
            mount["Propagation"] = "";
            mounts.Add(mount);
        }

        return mounts;
    }
}
