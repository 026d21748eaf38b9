using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Simulators.Docker;

/// <summary>What containers write: logs, and commands run in them.</summary>
internal static class ContainerOutputRoutes
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromMilliseconds(200);

    public static void Map(WebApplication app, DockerState state)
    {
        app.MapGet("/containers/{id}/logs", context => LogsAsync(context, state));
        app.MapPost("/containers/{id}/exec", context => CreateExecAsync(context, state));
        app.MapPost("/exec/{id}/start", context => StartExecAsync(context, state));
        app.MapPost("/exec/{id}/resize", context => DockerReply.EmptyAsync(context, FindExec(context, state) is null ? 404 : 200));
        app.MapGet("/exec/{id}/json", context => FindExec(context, state) is { } exec
            ? DockerReply.JsonAsync(context, 200, exec.DeepClone())
            : DockerReply.ErrorAsync(context, 404, "No such exec instance"));
    }

    private static async Task LogsAsync(HttpContext context, DockerState state)
    {
        JsonObject? container;
        lock (state.Gate)
        {
            container = state.FindContainer((string)context.Request.RouteValues["id"]!);
        }

        if (container is null)
        {
            await DockerReply.ErrorAsync(context, 404, $"No such container: {context.Request.RouteValues["id"]}");
            return;
        }

        var terminal = container["Config"]!["Tty"]!.GetValue<bool>();
        var stamps = DockerReply.Flag(context, "timestamps");
        var tail = int.TryParse(context.Request.Query["tail"].FirstOrDefault(), out var count) ? count : 10;
        var name = container["Name"]!.GetValue<string>().TrimStart('/');
        context.Response.ContentType = "application/vnd.docker.raw-stream";
        await context.Response.StartAsync(context.RequestAborted);
        var lines = Math.Min(tail, 10);
        for (var i = 0; i < lines; i++)
        {
            await WriteAsync(i);
        }

        try
        {
            for (var i = lines; DockerReply.Flag(context, "follow") && container["State"]!["Running"]!.GetValue<bool>(); i++)
            {
                await Task.Delay(LineInterval, state.Clock, context.RequestAborted);
                await WriteAsync(i);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has read enough.
        }

        async Task WriteAsync(int i)
        {
            var text = Encoding.UTF8.GetBytes((stamps ? state.Now + " " : "") + $"{name} line {i} 日志\n");
            await context.Response.Body.WriteAsync(terminal ? text : Frame(i % 5 == 4 ? (byte)2 : (byte)1, text), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task CreateExecAsync(HttpContext context, DockerState state)
    {
        var body = await DockerReply.BodyAsync(context);
        await ContainerRoutes.With(context, state, container =>
        {
            if (!DockerState.Is(container["State"]!["Status"], "running"))
            {
                return (409, new JsonObject { ["message"] = $"Container {container["Id"]} is not running" });
            }

            var id = state.NewId();
            state.Execs[id] = new JsonObject
            {
                ["ID"] = id,
                ["Running"] = false,
                ["ExitCode"] = null,
                ["ContainerID"] = container["Id"]!.DeepClone(),
                ["Tty"] = body["Tty"]?.DeepClone() ?? false,
                ["Cmd"] = body["Cmd"]!.DeepClone(),
            };
            return (201, new JsonObject { ["Id"] = id });
        });
    }

    private static async Task StartExecAsync(HttpContext context, DockerState state)
    {
        if (FindExec(context, state) is not { } exec)
        {
            await DockerReply.ErrorAsync(context, 404, "No such exec instance");
            return;
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            await DockerReply.ErrorAsync(context, 400, "the simulator opens two-way streams by upgrade only");
            return;
        }

        context.Response.Headers.Upgrade = "tcp";
        context.Response.ContentType = "application/vnd.docker.raw-stream";
        context.Request.Headers.Remove(LenientRequests.BodyHeader);
        await using var stream = await upgrade.UpgradeAsync();
        exec["Running"] = true;
        var terminal = exec["Tty"]!.GetValue<bool>();
        var command = exec["Cmd"]!.AsArray().Select(word => word!.GetValue<string>()).ToList();
        try
        {
            exec["ExitCode"] = await SimulatedShell.RunAsync(
                command,
                stream,
                (text, error) => stream.WriteAsync(terminal ? Encoding.UTF8.GetBytes(text) : Frame(error ? (byte)2 : (byte)1, Encoding.UTF8.GetBytes(text))).AsTask(),
                context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            exec["ExitCode"] = 137;
        }

        exec["Running"] = false;
    }

    private static JsonObject? FindExec(HttpContext context, DockerState state)
    {
        lock (state.Gate)
        {
            return state.Execs.GetValueOrDefault((string)context.Request.RouteValues["id"]!);
        }
    }

    private static byte[] Frame(byte stream, byte[] text)
    {
        var frame = new byte[8 + text.Length];
        frame[0] = stream;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)text.Length);
        text.CopyTo(frame, 8);
        return frame;
    }
}
