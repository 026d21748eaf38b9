using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>The engine itself: ping, version, info, events.</summary>
internal static class SystemRoutes
{
    public static void Map(WebApplication app, DockerState state)
    {
        app.MapMethods("/_ping", ["GET", "HEAD"], context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
            return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync("OK");
        });
        app.MapGet("/version", context => DockerReply.JsonAsync(context, 200, new JsonObject
        {
            ["Platform"] = new JsonObject { ["Name"] = "Yunqiao simulator" },
            ["Components"] = new JsonArray(),
            ["Version"] = "20.10.24",
            ["ApiVersion"] = DockerCloud.ApiVersion,
            ["MinAPIVersion"] = "1.12",
            ["Os"] = "linux",
            ["Arch"] = "amd64",
            ["KernelVersion"] = "6.1.0",
        }));
        app.MapGet("/info", context => DockerReply.JsonAsync(context, 200, Info(state)));
        app.MapGet("/events", context => EventsAsync(context, state));
    }

    private static JsonObject Info(DockerState state)
    {
        lock (state.Gate)
        {
            int Count(string status) => state.Containers.Values.Count(c => DockerState.Is(c["State"]!["Status"], status));
            return new JsonObject
            {
                ["ID"] = "SIMU:LATE:DDOC:KER0",
                ["Containers"] = state.Containers.Count,
                ["ContainersRunning"] = Count("running"),
                ["ContainersPaused"] = Count("paused"),
                ["ContainersStopped"] = state.Containers.Count - Count("running") - Count("paused"),
                ["Images"] = state.Images.Count,
                ["Driver"] = "overlay2",
                ["Name"] = "simulated-docker",
                ["NCPU"] = 8,
                ["MemTotal"] = 16L * 1024 * 1024 * 1024,
                ["Architecture"] = "x86_64",
                ["OperatingSystem"] = "Debian GNU/Linux 12 (bookworm)",
                ["OSType"] = "linux",
                ["ServerVersion"] = "20.10.24",
                ["Labels"] = new JsonArray("site=demo"),
                ["Warnings"] = null,
            };
        }
    }

    private static async Task EventsAsync(HttpContext context, DockerState state)
    {
        var types = DockerReply.Filter(context, "type");
        var channel = state.Watch();
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (var line in channel.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (types.Count > 0 && !types.Contains(JsonNode.Parse(line)!["Type"]!.GetValue<string>()))
                {
                    continue;
                }

                await context.Response.WriteAsync(line, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The watcher went away.
        }
        finally
        {
            state.Unwatch(channel);
        }
    }
}
