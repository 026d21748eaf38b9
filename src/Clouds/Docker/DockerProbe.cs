using System.Text.Json;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>What <c>GET /info</c> says about an engine to somebody who connects it.</summary>
internal static class DockerProbe
{
    public static Probe From(JsonElement info, ProviderContext context) =>
        new(info.Text("ID") ?? info.Text("Name") ?? "unknown", info.Text("ServerVersion"), [], [.. Warnings(info, context)])
        {
            Counts = new Dictionary<string, int>(StringComparer.Ordinal)
            {
                [DockerKinds.Container] = (int)(info.Whole("Containers") ?? 0),
                [DockerKinds.Image] = (int)(info.Whole("Images") ?? 0),
            },
        };

    private static IEnumerable<string> Warnings(JsonElement info, ProviderContext context)
    {
        if (context.Http.BaseAddress is { Scheme: "http", IsLoopback: false })
        {
            yield return "The connection is not encrypted: whoever reaches this port owns the machine. Use TLS with client certificates.";
        }

        if (context.Settings.InsecureTls)
        {
            yield return "The engine's certificate is not checked.";
        }

        foreach (var warning in info.Member("Warnings").Texts())
        {
            yield return warning;
        }
    }
}
