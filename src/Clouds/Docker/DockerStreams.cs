using System.Text.Json.Nodes;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>A command in a container, and a container's log.</summary>
internal static class DockerStreams
{
    private const int DefaultTail = 500;
    private const int LongestTail = 100_000;

    /// <summary>
    /// <c>exec {command[], tty = true}</c> or <c>logs {tail = 500, follow = false, timestamps = false}</c>.
    /// </summary>
    public static Task<ProviderStream> OpenAsync(DockerApi api, ActionRequest request, CancellationToken ct) => (request.Kind, request.Verb) switch
    {
        (DockerKinds.Container, "exec") => ExecAsync(api, request, ct),
        (DockerKinds.Container, "logs") => LogsAsync(api, request, ct),
        _ => throw new ProviderException(FaultKind.Unsupported, $"Docker has no {request.Verb} of {request.Kind}.") { NothingSent = true },
    };

    private static async Task<ProviderStream> ExecAsync(DockerApi api, ActionRequest request, CancellationToken ct)
    {
        var command = ContainerInput.Texts(request.Input, "command");
        if (command.Count == 0)
        {
            throw new ProviderException(FaultKind.Invalid, "There is no command to run.") { NothingSent = true };
        }

        var terminal = Flag(request, "tty") ?? true;
        var created = await api.PostAsync(
            $"/containers/{DockerApi.InPath(request.ExternalId)}/exec",
            new JsonObject
            {
                ["AttachStdin"] = true,
                ["AttachStdout"] = true,
                ["AttachStderr"] = true,
                ["Tty"] = terminal,
                ["Cmd"] = new JsonArray([.. command.Select(word => (JsonNode)word)]),
            },
            ct);
        var exec = $"/exec/{DockerApi.InPath(DockerObservations.Required(created ?? default, "Id"))}";
        var stream = await api.HijackAsync($"{exec}/start", new JsonObject { ["Detach"] = false, ["Tty"] = terminal }, ct);
        return new ProviderStream(terminal ? stream : new FramedStream(stream))
        {
            ExitCodeAsync = async token => await api.FindAsync($"{exec}/json", token) is { } run && run.Flag("Running") == false ? (int?)run.Whole("ExitCode") : null,
            ResizeAsync = terminal ? (columns, rows, token) => api.PostAsync($"{exec}/resize?h={rows}&w={columns}", null, token) : null,
        };
    }

    private static async Task<ProviderStream> LogsAsync(DockerApi api, ActionRequest request, CancellationToken ct)
    {
        var path = $"/containers/{DockerApi.InPath(request.ExternalId)}";
        var container = await api.GetAsync($"{path}/json", ct);
        var tail = Math.Clamp((int)(ContainerInput.Number(request.Input, "tail") ?? DefaultTail), 0, LongestTail);
        var response = await api.StreamAsync(
            HttpMethod.Get,
            $"{path}/logs?stdout=1&stderr=1&tail={tail}&follow={Digit(Flag(request, "follow"))}&timestamps={Digit(Flag(request, "timestamps"))}",
            null,
            ct);
        var body = await response.Content.ReadAsStreamAsync(ct);
        return new ProviderStream(container.At("Config")?.Flag("Tty") == true ? body : new FramedStream(body));
    }

    private static bool? Flag(ActionRequest request, string name) => (request.Input[name] as JsonValue)?.GetValue<bool>();

    private static int Digit(bool? flag) => flag == true ? 1 : 0;
}
