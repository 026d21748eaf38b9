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
                throw new ProviderException(DockerFaults.SentenceOf(error) ?? (IsMissing(error) ? FaultKind.NotFound : FaultKind.Unavailable), error)
                {
                    VendorCode = "pull",
                    Action = "POST /images/create",
                };
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
