using System.Text.Json;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>
/// Pulls an image: one streamed answer of <c>POST /images/create</c>. The engine gives up the pull when the connection closes and
/// keeps the layers that were complete, so pulling again after any failure is safe and continues.
/// </summary>
internal static class DockerPull
{
    /// <summary>Pulls a name such as <c>nginx:1.27</c> or <c>registry/name@sha256:…</c> and gives the engine's last word on it.</summary>
    public static async Task<string> PullAsync(DockerApi api, ProviderContext context, string image, CancellationToken ct)
    {
        var (name, tag) = Split(image);
        var path = $"/images/create?fromImage={DockerApi.Escape(name)}" + (tag is null ? "" : $"&tag={DockerApi.Escape(tag)}");
        string last;
        try
        {
            using var response = await api.StreamAsync(HttpMethod.Post, path, null, ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            last = await FollowAsync(body, context, image, ct);
        }
        catch (ProviderException e) when (e.Kind == FaultKind.Ambiguous)
        {
            throw Broken(image, e);
        }
        catch (ProviderException e) when (e.Kind is FaultKind.NotFound or FaultKind.Denied || IsOfRegistry(e))
        {
            throw Refused(image, e.Kind, e.Message);
        }

        // The stream ends in the same way when the engine is stopped in the middle.
        return await api.FindAsync($"/images/{DockerApi.InPath(image)}/json", ct) is null ? throw Broken(image, null) : last;
    }

    /// <summary>
    /// A tag is what follows the last colon after the last slash; a digest is a tag to the engine. No tag means <c>latest</c>: the
    /// engine would pull every tag.
    /// </summary>
    public static (string Name, string? Tag) Split(string image)
    {
        var digest = image.IndexOf('@', StringComparison.Ordinal);
        if (digest >= 0)
        {
            return (image[..digest], image[(digest + 1)..]);
        }

        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, "latest");
    }

    private static async Task<string> FollowAsync(Stream body, ProviderContext context, string image, CancellationToken ct)
    {
        var last = "";
        var layers = new PullProgress();
        await foreach (var line in JsonLines.ReadAsync(body, ct))
        {
            if (line.Text("error") is { } error)
            {
                throw Refused(image, DockerFaults.SentenceOf(error) ?? (IsMissing(error) ? FaultKind.NotFound : FaultKind.Unavailable), error);
            }

            if (line.Text("status") is { } status)
            {
                last = status;
                var fraction = layers.Add(line);
                context.Progress?.Report(new CallProgress(line.Text("id") is { } id ? $"{image}: {id} {status}" : status, fraction));
            }
        }

        return last;
    }

    /// <summary>
    /// The registry that a name means: its first part when that is a host, else Docker Hub
    /// (https://docs.docker.com/reference/cli/docker/image/tag/).
    /// </summary>
    public static string RegistryOf(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        return first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost" ? first : "docker.io";
    }

    /// <summary>The engine answers a pull whose registry it cannot reach with 500; the engine itself is well.</summary>
    private static bool IsOfRegistry(ProviderException answer) =>
        answer.VendorCode is "http.500" && DockerFaults.SentenceOf(answer.Message) is FaultKind.Unavailable;

    private static ProviderException Refused(string image, FaultKind kind, string error) =>
        new(kind, $"The image {image} could not be pulled from {RegistryOf(image)}: {error}")
        {
            VendorCode = "pull",
            Action = "POST /images/create",
            Particular = kind switch
            {
                FaultKind.Unavailable => ProviderProblems.RegistryUnreachable,
                FaultKind.NotFound or FaultKind.Denied or FaultKind.Auth => ProviderProblems.ImageRefused,
                _ => null,
            },
        };

    private static bool IsMissing(string error) => error.Contains("not found", StringComparison.OrdinalIgnoreCase);

    private static ProviderException Broken(string image, Exception? cause) =>
        new(FaultKind.Unavailable, $"The pull of {image} broke off.", cause) { VendorCode = "pull.broken", Action = "POST /images/create" };
}

/// <summary>How much of an image's layers has come, from the lines that tell of single layers.</summary>
internal sealed class PullProgress
{
    private readonly Dictionary<string, (double Current, double Total)> layers = new(StringComparer.Ordinal);

    /// <summary>Takes a line in; the share of all bytes known so far, null while none is known.</summary>
    public double? Add(JsonElement line)
    {
        if (line.Text("id") is { } id && line.At("progressDetail") is { } detail
            && detail.Count("current") is { } current && detail.Count("total") is > 0 and var total && line.Text("status") == "Downloading")
        {
            layers[id] = (Math.Min(current, total), total);
        }

        return layers.Count == 0 ? null : layers.Values.Sum(layer => layer.Current) / layers.Values.Sum(layer => layer.Total);
    }
}
