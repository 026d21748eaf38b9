using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>One server-sent event, or the position that the server told without one.</summary>
internal sealed record SentEvent(string? Type, string? Id, JsonObject? Data);

/// <summary>An open event stream.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly HttpResponseMessage answer;
    private readonly Channel<SentEvent> events = Channel.CreateUnbounded<SentEvent>();
    private readonly Task reading;

    private EventReader(HttpResponseMessage answer)
    {
        this.answer = answer;
        reading = ReadAllAsync();
    }

    /// <summary>The id of the last event or position: what a browser would send back.</summary>
    internal string? LastEventId { get; private set; }

    /// <summary>Opens a stream and waits for the position that the server begins with.</summary>
    internal static async Task<EventReader> OpenAsync(ApiClient client, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await client.OpenAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var reader = new EventReader(answer);
        if (lastEventId is null)
        {
            Assert.Null((await reader.NextAsync())!.Type);
        }

        return reader;
    }

    /// <summary>What comes next; null when the stream has ended.</summary>
    internal async Task<SentEvent?> NextAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (await events.Reader.WaitToReadAsync(deadline.Token))
        {
            if (events.Reader.TryRead(out var next))
            {
                LastEventId = next.Id ?? LastEventId;
                return next;
            }
        }

        return null;
    }

    /// <summary>The next real event.</summary>
    internal async Task<SentEvent?> NextEventAsync()
    {
        SentEvent? next;
        do
        {
            next = await NextAsync();
        }
        while (next is { Type: null });

        return next;
    }

    public async ValueTask DisposeAsync()
    {
        answer.Dispose();
        await reading;
    }

    private async Task ReadAllAsync()
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync();
            using var lines = new StreamReader(body);
            string? type = null, id = null, data = null;
            while (await lines.ReadLineAsync() is { } line)
            {
                if (line.Length > 0)
                {
                    var colon = line.IndexOf(':', StringComparison.Ordinal);
                    var value = line[(colon + 1)..].TrimStart();
                    _ = line[..colon] switch
                    {
                        "event" => type = value,
                        "id" => id = value,
                        "data" => data = value,
                        _ => null,
                    };
                }
                else if (type is not null || id is not null)
                {
                    events.Writer.TryWrite(new SentEvent(type, id, data is null ? null : JsonNode.Parse(data)!.AsObject()));
                    (type, id, data) = (null, null, null);
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or HttpRequestException or OperationCanceledException)
        {
            // The server cut the connection, or the test is done with it.
        }

        events.Writer.TryComplete();
    }
}
