using System.Net.Http.Headers;
using System.Text.Json;

namespace Yunqiao.Bench.Events;

/// <summary>One open stream of events; tells the subject of each as soon as its line has come.</summary>
internal sealed class EventStreamReader : IAsyncDisposable
{
    private readonly HttpResponseMessage answer;
    private readonly StreamReader lines;
    private readonly Action<string> heard;
    private readonly CancellationToken ct;
    private Task reading = Task.CompletedTask;

    private EventStreamReader(HttpResponseMessage answer, StreamReader lines, Action<string> heard, CancellationToken ct)
    {
        this.answer = answer;
        this.lines = lines;
        this.heard = heard;
        this.ct = ct;
    }

    /// <summary>Opens a stream and waits for the position that it begins with: from there on it misses nothing.</summary>
    internal static async Task<EventStreamReader> OpenAsync(HttpClient http, Uri server, string token, Action<string> heard, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/v1/events"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        answer.EnsureSuccessStatusCode();
        var reader = new EventStreamReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(ct)), heard, ct);
        while (await reader.lines.ReadLineAsync(ct) is { } line && !line.StartsWith("id:", StringComparison.Ordinal))
        {
        }

        reader.reading = reader.ReadAsync();
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        answer.Dispose();
        await reading;
        lines.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await lines.ReadLineAsync(ct) is { } line)
            {
                if (line.StartsWith("data: {", StringComparison.Ordinal))
                {
                    using var data = JsonDocument.Parse(line.AsMemory(6));
                    heard(data.RootElement.GetProperty("subject").GetString()!);
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The benchmark is done with it.
        }
    }
}
