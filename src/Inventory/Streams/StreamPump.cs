using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Streams;

/// <summary>
/// Carries bytes between a websocket and a thing: binary frames are output one way and input the other; a text frame
/// <c>{type:"resize", columns, rows}</c> sizes a terminal; at the end a text frame <c>{type:"exit", code}</c> goes out, or
/// <c>{type:"error", error}</c> when it could not be opened. It ends with the thing, with the caller, or when neither has said
/// anything for half an hour.
/// </summary>
internal sealed class StreamPump(WebSocket socket, ProviderStream stream, TimeProvider clock)
{
    private const int FrameBytes = 16 * 1024;
    private const int ControlBytes = 1024;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Carries until one side ends; why it ended.</summary>
    internal async Task<string> RunAsync(CancellationToken ct)
    {
        using var idle = new CancellationTokenSource(Idle, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, idle.Token);
        var output = OutputAsync(idle, stop.Token);
        var input = InputAsync(idle, stop.Token);
        var first = await Task.WhenAny(output, input);
        if (first == output && output.IsCompletedSuccessfully)
        {
            await ExitAsync(stop.Token);

            // A receive that is cancelled aborts the connection, and with it what the caller has not read yet: let it close first.
            await Task.WhenAny(input, Task.Delay(Farewell, clock, stop.Token));
        }

        await stop.CancelAsync();
        await Task.WhenAll(output, input).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ct.IsCancellationRequested ? "server" : idle.IsCancellationRequested ? "idle" : first == output ? "ended" : "closed";
    }

    /// <summary>Says why a stream could not be opened, and closes.</summary>
    internal static async Task RefuseAsync(WebSocket socket, Problem problem, Language language, CancellationToken ct)
    {
        var frame = new JsonObject
        {
            ["type"] = "error",
            ["error"] = JsonSerializer.SerializeToNode(ErrorView.From(problem, language), Json.Options),
        };
        await SendTextAsync(socket, frame, ct);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, problem.Type.Code, ct);
    }

    private async Task OutputAsync(CancellationTokenSource idle, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FrameBytes);
        try
        {
            while (await stream.Stream.ReadAsync(buffer, ct) is > 0 and var count)
            {
                idle.CancelAfter(Idle);
                await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task InputAsync(CancellationTokenSource idle, CancellationToken ct)
    {
        var buffer = new byte[FrameBytes];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            idle.CancelAfter(Idle);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (received.MessageType == WebSocketMessageType.Binary)
            {
                if (stream.Stream.CanWrite)
                {
                    await stream.Stream.WriteAsync(buffer.AsMemory(0, received.Count), ct);
                    await stream.Stream.FlushAsync(ct);
                }
            }
            else if (received is { EndOfMessage: true, Count: <= ControlBytes })
            {
                await ControlAsync(buffer.AsMemory(0, received.Count), ct);
            }
        }
    }

    private async Task ControlAsync(ReadOnlyMemory<byte> text, CancellationToken ct)
    {
        try
        {
            var control = JsonSerializer.Deserialize<Control>(text.Span, Json.Options);
            if (control is { Type: "resize", Columns: > 0 and <= 1000, Rows: > 0 and <= 1000 } && stream.ResizeAsync is { } resize)
            {
                await resize(control.Columns, control.Rows, ct);
            }
        }
        catch (Exception error) when (error is JsonException or ProviderException)
        {
            // A size that does not arrive leaves the terminal as it was.
        }
    }

    private async Task ExitAsync(CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(Farewell, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            int? code = stream.ExitCodeAsync is { } ask ? await ask(both.Token) : null;
            await SendTextAsync(socket, new JsonObject { ["type"] = "exit", ["code"] = code }, both.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "ended", both.Token);
        }
        catch (Exception error) when (error is ProviderException or WebSocketException or OperationCanceledException)
        {
            // The caller went first, or the peer no longer says: there is nobody to tell, or nothing.
        }
    }

    private static Task SendTextAsync(WebSocket socket, JsonObject frame, CancellationToken ct) =>
        socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, Json.Options), WebSocketMessageType.Text, endOfMessage: true, ct);

    private sealed record Control(string? Type, int Columns, int Rows);
}
