using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Clouds.Docker;

/// <summary>
/// A container as <c>GET /containers/{id}/json</c> describes it. Environment variables are left out: they hold secrets.
/// </summary>
internal static class ContainerObservation
{
    private const long Mebibyte = 1024 * 1024;

    public static Observation From(JsonElement container)
    {
        var state = container.Member("State") ?? default;
        var config = container.Member("Config") ?? default;
        var host = container.Member("HostConfig") ?? default;
        var id = DockerObservations.Required(container, "Id");
        var status = state.Text("Status");
        return new Observation(DockerKinds.Container, DockerKinds.Region, id, container.Text("Name")?.TrimStart('/') ?? id)
        {
            Lifecycle = LifecycleOf(status),
            ProviderStatus = status,
            Power = PowerOf(status),
            CreatedAt = container.Moment("Created"),
            Tags = config.Member("Labels").Labels(),
            Attributes = Attributes(container, state, config, host, status),
            Relations = Relations(container),
        };
    }

    public static string LifecycleOf(string? status) => status switch
    {
        "created" or "running" or "paused" or "restarting" or "exited" or "dead" or "removing" => status,
        _ => "unknown",
    };

    public static Power PowerOf(string? status) => status switch
    {
        "running" or "restarting" => Power.On,
        "paused" => Power.Suspended,
        "created" or "exited" or "dead" => Power.Off,
        _ => Power.Unknown,
    };

    private static JsonObject Attributes(JsonElement container, JsonElement state, JsonElement config, JsonElement host, string? status)
    {
        var attributes = new JsonObject();
        Set(attributes, "image", config.Text("Image"));
        Set(attributes, "command", Words(config.Member("Cmd")));
        Set(attributes, "ports", Ports(container, host));
        Set(attributes, "mounts", Mounts(container));
        Set(attributes, "memoryLimitMib", host.Whole("Memory") is > 0 and var bytes ? bytes / Mebibyte : null);
        Set(attributes, "cpuLimit", CpuLimit(host));
        Set(attributes, "restartPolicy", host.Member("RestartPolicy") is { } policy ? policy.Text("Name") ?? "no" : null);
        Set(attributes, "exitCode", status is "exited" or "dead" ? state.Whole("ExitCode") : null);
        return attributes;
    }

    private static void Set(JsonObject attributes, string name, JsonNode? value)
    {
        if (value is not null)
        {
            attributes[name] = value;
        }
    }

    private static JsonArray? Words(JsonElement? words) => words is null ? null : [.. words.Texts().Select(word => (JsonNode)word)];

    /// <summary>Either way of limiting a CPU: <c>--cpus</c>, or a quota in a period.</summary>
    private static decimal? CpuLimit(JsonElement host)
    {
        if (host.Whole("NanoCpus") is > 0 and var nano)
        {
            return nano / 1_000_000_000m;
        }

        return host.Whole("CpuQuota") is > 0 and var quota
            ? decimal.Round(quota / (decimal)(host.Whole("CpuPeriod") is > 0 and var period ? period : 100_000), 3)
            : null;
    }

    /// <summary>What is published now; of a container that does not run, what it asks for.</summary>
    private static JsonArray? Ports(JsonElement container, JsonElement host)
    {
        var live = container.At("NetworkSettings", "Ports").Members().ToList();
        var bindings = live.Count > 0 ? live : [.. host.Member("PortBindings").Members()];
        var ports =
            from binding in bindings
            let parts = binding.Name.Split('/')
            where int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            from published in Published(binding.Value)
            let port = new
            {
                ContainerPort = int.Parse(parts[0], CultureInfo.InvariantCulture),
                Protocol = parts.Length > 1 ? parts[1] : "tcp",
                published.HostAddress,
                published.HostPort,
            }
            orderby port.ContainerPort, port.Protocol, port.HostAddress, port.HostPort
            select port;

        var array = new JsonArray();
        foreach (var port in ports)
        {
            var row = new JsonObject { ["containerPort"] = port.ContainerPort };
            Set(row, "hostPort", port.HostPort);
            Set(row, "hostAddress", port.HostAddress);
            row["protocol"] = port.Protocol;
            array.Add(row);
        }

        return array.Count > 0 ? array : null;
    }

    private static IEnumerable<(string? HostAddress, int? HostPort)> Published(JsonElement bindings)
    {
        var rows = ((JsonElement?)bindings).Items().ToList();
        return rows.Count == 0
            ? [(null, null)]
            : rows.Select(row => (
                row.Text("HostIp"),
                int.TryParse(row.Text("HostPort"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : (int?)null));
    }

    private static JsonArray? Mounts(JsonElement container)
    {
        var array = new JsonArray();
        foreach (var mount in container.Member("Mounts").Items().OrderBy(mount => mount.Text("Destination"), StringComparer.Ordinal))
        {
            var row = new JsonObject();
            Set(row, "type", mount.Text("Type"));
            Set(row, "source", mount.Text("Name") ?? mount.Text("Source"));
            Set(row, "target", mount.Text("Destination"));
            Set(row, "readOnly", mount.Flag("RW") is { } writable ? !writable : null);
            array.Add(row);
        }

        return array.Count > 0 ? array : null;
    }

    private static List<ObservedRelation> Relations(JsonElement container)
    {
        var relations = new List<ObservedRelation> { DockerObservations.RunsOnEngine };
        if (container.Text("Image") is { } image)
        {
            relations.Add(Relation("uses-image", DockerKinds.Image, image));
        }

        relations.AddRange(
            from network in container.At("NetworkSettings", "Networks").Members()
            let id = network.Value.Text("NetworkID")
            where id is not null
            orderby id
            select Relation("attached-to", DockerKinds.Network, id));
        relations.AddRange(
            from mount in container.Member("Mounts").Items()
            let name = mount.Text("Type") == "volume" ? mount.Text("Name") : null
            where name is not null
            orderby name
            select Relation("mounts", DockerKinds.Volume, name));
        return [.. relations.Distinct()];
    }

    private static ObservedRelation Relation(string type, string kind, string id) => new(type, kind, DockerKinds.Region, id);
}
