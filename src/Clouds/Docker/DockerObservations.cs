using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel.Observations;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Images, networks, volumes and the machine. A listing and a look at one thing describe it alike.</summary>
internal static class DockerObservations
{
    private const string Untagged = "<none>:<none>";

    public static readonly ObservedRelation RunsOnEngine = new("runs-on", DockerKinds.Host, DockerKinds.Region, DockerKinds.Engine);

    /// <summary>A row of <c>GET /images/json</c>, or <c>GET /images/{name}/json</c>.</summary>
    public static Observation Image(JsonElement image)
    {
        var id = Required(image, "Id");
        var tags = image.Member("RepoTags").Texts().Where(tag => tag != Untagged).Order(StringComparer.Ordinal).ToList();
        var attributes = new JsonObject();
        if (tags.Count > 0)
        {
            attributes["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]);
        }

        if (image.Whole("Size") is { } size)
        {
            attributes["sizeBytes"] = size;
        }

        return new Observation(DockerKinds.Image, DockerKinds.Region, id, tags.FirstOrDefault() ?? ShortId(id))
        {
            Lifecycle = "available",
            CreatedAt = image.Seconds("Created") ?? image.Moment("Created"),
            Attributes = attributes,
            Tags = (image.Member("Labels") ?? image.At("Config", "Labels")).Labels(),
        };
    }

    /// <summary>A row of <c>GET /networks</c>, or <c>GET /networks/{id}</c>.</summary>
    public static Observation Network(JsonElement network)
    {
        var id = Required(network, "Id");
        var attributes = new JsonObject();
        if (network.Text("Driver") is { } driver)
        {
            attributes["driver"] = driver;
        }

        var ranges = network.At("IPAM", "Config").Items().Select(range => range.Text("Subnet")).OfType<string>().ToList();
        if (ranges.Count > 0)
        {
            attributes["cidrBlocks"] = new JsonArray([.. ranges.Select(range => (JsonNode)range)]);
        }

        return new Observation(DockerKinds.Network, DockerKinds.Region, id, network.Text("Name") ?? id)
        {
            Lifecycle = "available",
            CreatedAt = network.Moment("Created"),
            Attributes = attributes,
            Tags = network.Member("Labels").Labels(),
            Relations = [RunsOnEngine],
        };
    }

    /// <summary>A row of <c>GET /volumes</c>, or <c>GET /volumes/{name}</c>. A volume's name is its id.</summary>
    public static Observation Volume(JsonElement volume)
    {
        var name = Required(volume, "Name");
        var attributes = new JsonObject();
        if (volume.Text("Driver") is { } driver)
        {
            attributes["driver"] = driver;
        }

        if (volume.Text("Mountpoint") is { } mountpoint)
        {
            attributes["mountpoint"] = mountpoint;
        }

        return new Observation(DockerKinds.Volume, DockerKinds.Region, name, name)
        {
            Lifecycle = "available",
            CreatedAt = volume.Moment("CreatedAt"),
            Attributes = attributes,
            Tags = volume.Member("Labels").Labels(),
            Relations = [RunsOnEngine],
        };
    }

    /// <summary>The machine, from <c>GET /info</c>. An engine that answers is online.</summary>
    public static Observation Host(JsonElement info)
    {
        var attributes = new JsonObject { ["hypervisor"] = "docker" };
        if (info.Whole("NCPU") is { } processors)
        {
            attributes["vcpus"] = processors;
        }

        if (info.Whole("MemTotal") is { } memory)
        {
            attributes["memoryMib"] = memory / (1024 * 1024);
        }

        if (info.Text("Architecture") is { } architecture)
        {
            attributes["architecture"] = architecture;
        }

        if (info.Text("ServerVersion") is { } version)
        {
            attributes["hypervisorVersion"] = version;
        }

        return new Observation(DockerKinds.Host, DockerKinds.Region, DockerKinds.Engine, info.Text("Name") ?? DockerKinds.Engine)
        {
            Lifecycle = "online",
            Power = Power.On,
            Attributes = attributes,
            Tags = EngineLabels(info),
        };
    }

    /// <summary>What every answer must have; without it the peer is not what it claims to be.</summary>
    public static string Required(JsonElement element, string name) =>
        element.Text(name) ?? throw new ProviderException(FaultKind.Bug, $"The engine described something without its {name}.") { VendorCode = "answer.shape" };

    /// <summary>As the docker command shows it: twelve digits of the digest.</summary>
    private static string ShortId(string id)
    {
        var digest = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digest.Length > 12 ? digest[..12] : digest;
    }

    /// <summary>An engine's labels are lines of <c>key=value</c>.</summary>
    private static Dictionary<string, string> EngineLabels(JsonElement info)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in info.Member("Labels").Texts().Select(line => line.Split('=', 2)))
        {
            labels[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        return labels;
    }
}
