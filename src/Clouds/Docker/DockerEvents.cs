using System.Runtime.CompilerServices;
using System.Text.Json;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>The feed of <c>GET /events</c>.</summary>
internal static class DockerEvents
{
    private static readonly string Path = "/events?" + DockerApi.Filters(
        ("type", "container"), ("type", "image"), ("type", "network"), ("type", "volume"), ("type", "daemon"));

    /// <summary>What containers tell without having changed in anything that is kept of them; health checks alone are many a second.</summary>
    private static readonly string[] NoChange =
        ["exec_create", "exec_start", "exec_die", "exec_detach", "attach", "detach", "resize", "top", "copy", "archive-path", "extract-to-dir", "export", "health_status"];

    public static async IAsyncEnumerable<ProviderEvent> WatchAsync(DockerApi api, ProviderContext context, [EnumeratorCancellation] CancellationToken ct)
    {
        using var response = await api.StreamAsync(HttpMethod.Get, Path, null, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        yield return ProviderEvent.Opened(context.Clock.GetUtcNow());
        await foreach (var line in JsonLines.ReadAsync(body, ct))
        {
            foreach (var change in From(line))
            {
                if (change.Kind == DockerKinds.Image && change.Action == "pull")
                {
                    // A pull names the image by its tag; the graph knows it by its digest.
                    if (await api.FindAsync($"/images/{DockerApi.InPath(change.ExternalId)}/json", ct) is { } image && image.Text("Id") is { } id)
                    {
                        yield return change with { ExternalId = id };
                    }
                }
                else
                {
                    yield return change;
                }
            }
        }

        throw new ProviderException(FaultKind.Unavailable, "The engine ended its feed of events.") { VendorCode = "events.ended", Action = "GET /events" };
    }

    /// <summary>The things that an event tells of: none, one, or for a network that a container joins or leaves, both.</summary>
    public static IEnumerable<ProviderEvent> From(JsonElement line)
    {
        if (line.Text("Action") is not { } action || line.At("Actor") is not { } actor || actor.Text("ID") is not { } id)
        {
            yield break;
        }

        var at = line.Whole("timeNano") is { } nano
            ? DateTimeOffset.UnixEpoch.AddTicks(nano / 100)
            : line.Seconds("time") ?? DateTimeOffset.UnixEpoch;
        switch (line.Text("Type"))
        {
            case "container" when !IsNoChange(action):
                yield return Event(DockerKinds.Container, id);
                break;
            case "image":
                yield return Event(DockerKinds.Image, id);
                break;
            case "volume" when action is "create" or "destroy":
                yield return Event(DockerKinds.Volume, id);
                break;
            case "network":
                if (action is not ("connect" or "disconnect"))
                {
                    yield return Event(DockerKinds.Network, id);
                }
                else if (actor.At("Attributes", "container") is { ValueKind: JsonValueKind.String } container)
                {
                    yield return Event(DockerKinds.Container, container.GetString()!);
                }

                break;
            case "daemon":
                yield return Event(DockerKinds.Host, DockerKinds.Engine);
                break;
        }

        ProviderEvent Event(string kind, string externalId) => new(kind, DockerKinds.Region, externalId, action, at);
    }

    /// <summary>Some actions carry an argument after a colon: <c>exec_start: sh -c …</c>, <c>health_status: healthy</c>.</summary>
    private static bool IsNoChange(string action)
    {
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return NoChange.Contains(colon < 0 ? action : action[..colon], StringComparer.Ordinal);
    }
}
