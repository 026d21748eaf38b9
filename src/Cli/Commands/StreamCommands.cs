using System.CommandLine;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class StreamCommands
{
    public static Command Logs()
    {
        var target = new Argument<string>("resource") { Description = Words.Of("Id, or exact name.", "ID 或完整名称。") };
        var follow = new Option<bool>("--follow") { Description = Words.Of("Go on as it writes.", "持续输出。") };
        var tail = new Option<int>("--tail") { DefaultValueFactory = _ => 200 };
        var logs = new Command("logs", Words.Of("What a container wrote.", "容器日志。")) { target, follow, tail };
        logs.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResourceCommands.ResolveAsync(client, parsed.GetValue(target)!, ct);
            var ticket = await client.PostAsync<StreamTicket>(
                $"resources/{id}/actions/logs", new { tail = parsed.GetValue(tail), follow = parsed.GetValue(follow) }, ct);
            return await PumpAsync(client, ticket, withInput: false, ct);
        }));
        return logs;
    }

    public static Command Execute()
    {
        var target = new Argument<string>("resource") { Description = Words.Of("Id, or exact name.", "ID 或完整名称。") };
        var words = new Argument<string[]>("command") { Description = Words.Of("After --: the command and its arguments.", "在 -- 之后：命令及其参数。"), Arity = ArgumentArity.OneOrMore };
        var execute = new Command("exec", Words.Of("Run a command inside a container.", "在容器内执行命令。")) { target, words };
        execute.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResourceCommands.ResolveAsync(client, parsed.GetValue(target)!, ct);
            var ticket = await client.PostAsync<StreamTicket>(
                $"resources/{id}/actions/exec", new { command = parsed.GetValue(words) }, ct);
            return await PumpAsync(client, ticket, withInput: true, ct);
        }));
        return execute;
    }

    private static async Task<int> PumpAsync(YunqiaoClient client, StreamTicket ticket, bool withInput, CancellationToken ct)
    {
        var address = new UriBuilder(new Uri(client.Server, ticket.Url));
        address.Scheme = address.Scheme is "https" or "wss" ? "wss" : "ws";
        using var socket = new ClientWebSocket();
        if (client.Token is { } token)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        await socket.ConnectAsync(address.Uri, ct);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var input = withInput ? SendInputAsync(socket, ended.Token) : Task.CompletedTask;
        var exitCode = await ReceiveAsync(socket, ct);
        await ended.CancelAsync();
        // Standard input may still block on the terminal: the process ends without waiting for it.
        _ = input;
        return exitCode;
    }

    private static async Task<int> ReceiveAsync(ClientWebSocket socket, CancellationToken ct)
    {
        await using var output = Console.OpenStandardOutput();
        var buffer = new byte[32 * 1024];
        var exitCode = 0;
        while (socket.State == WebSocketState.Open)
        {
            var received = await socket.ReceiveAsync(buffer, ct);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            if (received.MessageType == WebSocketMessageType.Text)
            {
                var message = JsonNode.Parse(buffer.AsSpan(0, received.Count));
                if (message?["error"] is { } error)
                {
                    await Console.Error.WriteLineAsync((string?)error["detail"]);
                    exitCode = 1;
                }

                exitCode = message?["code"]?.GetValue<int>() ?? exitCode;
                continue;
            }

            await output.WriteAsync(buffer.AsMemory(0, received.Count), ct);
            await output.FlushAsync(ct);
        }

        return exitCode;
    }

    private static async Task SendInputAsync(ClientWebSocket socket, CancellationToken ct)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[4096];
        int read;
        while ((read = await input.ReadAsync(buffer, ct)) > 0)
        {
            await socket.SendAsync(buffer.AsMemory(0, read), WebSocketMessageType.Binary, endOfMessage: true, ct);
        }
    }
}
