using System.Text.Json.Nodes;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>What the create action of a container asks for, as the engine wants it (<c>POST /containers/create</c>).</summary>
/// <param name="ImageName">The image's name.</param>
/// <param name="Body">The request.</param>
/// <param name="FurtherNetworks">Networks after the first: engines before 25 take one at creation.</param>
/// <param name="Start">Whether it shall run.</param>
internal sealed record ContainerInput(string ImageName, JsonObject Body, IReadOnlyList<string> FurtherNetworks, bool Start)
{
    private const long Mebibyte = 1024 * 1024;

    public static ContainerInput From(CreateRequest request)
    {
        var input = request.Input;
        var image = Text(input, "image") ?? throw Wrong("A container needs an image.");
        var networks = Texts(input, "networks");
        var host = new JsonObject { ["RestartPolicy"] = new JsonObject { ["Name"] = Text(input, "restartPolicy") ?? "no" } };
        var body = new JsonObject { ["Image"] = image, ["Labels"] = Labels(request), ["HostConfig"] = host };

        if (Texts(input, "command") is { Count: > 0 } command)
        {
            body["Cmd"] = Array(command);
        }

        if (Texts(input, "environment") is { Count: > 0 } environment)
        {
            // The engine quotes a line that it dislikes, value and all.
            body["Env"] = environment.All(line => line.IndexOf('=', StringComparison.Ordinal) > 0)
                ? Array(environment)
                : throw Wrong("Every line of the environment is NAME=value.");
        }

        if (Number(input, "memoryLimitMib") is { } memory)
        {
            host["Memory"] = (long)memory * Mebibyte;
        }

        if (Number(input, "cpuLimit") is { } processors)
        {
            host["NanoCpus"] = (long)(processors * 1_000_000_000m);
        }

        if (networks.Count > 0)
        {
            host["NetworkMode"] = networks[0];
        }

        AddPorts(input, body, host);
        AddMounts(input, host);
        return new ContainerInput(image, body, [.. networks.Skip(1)], (input["start"] as JsonValue)?.GetValue<bool>() ?? true);
    }

    /// <summary>The tags, and the key.</summary>
    public static JsonObject Labels(CreateRequest request)
    {
        var labels = new JsonObject();
        foreach (var (name, value) in request.Tags)
        {
            labels[name] = value;
        }

        labels[DockerKinds.Intent] = request.Key;
        return labels;
    }

    public static string? Text(JsonObject input, string name) =>
        input[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static IReadOnlyList<string> Texts(JsonObject input, string name) =>
        input[name] is JsonArray array ? [.. array.OfType<JsonValue>().Select(value => value.GetValue<string>())] : [];

    public static decimal? Number(JsonObject input, string name) =>
        input[name] is JsonValue value && decimal.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static void AddPorts(JsonObject input, JsonObject body, JsonObject host)
    {
        var exposed = new JsonObject();
        var bindings = new JsonObject();
        foreach (var port in (input["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var key = $"{Number(port, "containerPort"):0}/{Text(port, "protocol") ?? "tcp"}";
            exposed[key] = new JsonObject();
            if (bindings[key] is not JsonArray list)
            {
                bindings[key] = list = [];
            }

            list.Add(new JsonObject
            {
                ["HostIp"] = Text(port, "hostAddress") ?? "",
                ["HostPort"] = Number(port, "hostPort") is > 0 and var hostPort ? $"{hostPort:0}" : "",
            });
        }

        if (exposed.Count > 0)
        {
            body["ExposedPorts"] = exposed;
            host["PortBindings"] = bindings;
        }
    }

    private static void AddMounts(JsonObject input, JsonObject host)
    {
        var mounts = new JsonArray();
        foreach (var mount in (input["mounts"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var row = new JsonObject { ["Type"] = Text(mount, "type"), ["Target"] = Text(mount, "target") };
            if (Text(mount, "source") is { } source)
            {
                row["Source"] = source;
            }

            if (mount["readOnly"] is JsonValue readOnly && readOnly.GetValue<bool>())
            {
                row["ReadOnly"] = true;
            }

            mounts.Add(row);
        }

        if (mounts.Count > 0)
        {
            host["Mounts"] = mounts;
        }
    }

    private static JsonArray Array(IReadOnlyList<string> words) => [.. words.Select(word => (JsonNode)word)];

    private static ProviderException Wrong(string message) => new(FaultKind.Invalid, message) { VendorCode = "input", NothingSent = true };
}
