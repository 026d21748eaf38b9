using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yunqiao.Kernel;
using Yunqiao.Storage.Outbox;

namespace Yunqiao.Api.Events;

/// <summary>Writes server-sent events (WHATWG HTML, 9.2) to one answer.</summary>
internal sealed class EventStream(HttpContext http, TimeProvider clock)
{
    internal async Task OpenAsync(CancellationToken ct)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Proxies that collect an answer before they pass it on would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync("retry: 2000\n\n", ct);
    }

    internal Task SendAsync(OutboxEntry entry, CancellationToken ct)
    {
        var data = new JsonObject
        {
            ["type"] = entry.Type,
            ["at"] = entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["subject"] = entry.Subject,
        };
        foreach (var (name, value) in entry.Data)
        {
            data.TryAdd(name, value?.DeepClone());
        }

        return SendAsync(entry.Type, entry.Position, data, ct);
    }

    internal Task SendAsync(string type, string position, JsonObject data, CancellationToken ct) =>
        WriteAsync($"event: {type}\nid: {position}\ndata: {data.ToJsonString(Json.Options)}\n\n", ct);

    /// <summary>Tells the client where it is without an event: one without data is not dispatched, but its id is kept.</summary>
    internal Task MarkAsync(string position, CancellationToken ct) => WriteAsync($"id: {position}\n\n", ct);

    /// <summary>Keeps proxies from closing a silent connection, and the client's position within the retention.</summary>
    internal Task HeartbeatAsync(string position, CancellationToken ct) => WriteAsync($": heartbeat\nid: {position}\n\n", ct);

    /// <summary>Waits until there is something to read or the queue has ended; false when the time passed first.</summary>
    internal async Task<bool> WaitAsync(ChannelReader<OutboxEntry> queue, TimeSpan time, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            await queue.WaitToReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WriteAsync(string text, CancellationToken ct)
    {
        await http.Response.WriteAsync(text, ct);
        await http.Response.Body.FlushAsync(ct);
    }
}
