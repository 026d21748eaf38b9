using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Yunqiao.Client;

/// <summary>A server's answer that is an error.</summary>
public sealed class YunqiaoException(ProblemBody problem) : Exception(problem.Detail ?? problem.Title)
{
    /// <summary>What the server said.</summary>
    public ProblemBody Problem { get; } = problem;
}

/// <summary>Calls a Yunqiao server over its REST interface.</summary>
public sealed class YunqiaoClient : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const string DataField = "data: ";

    private readonly HttpClient http;

    /// <summary>A client of one server.</summary>
    /// <param name="server">The server's address, without <c>/api/v1</c>.</param>
    /// <param name="token">A session's or an API token; null before sign-in.</param>
    /// <param name="language">What the server's sentences are written in, as in <c>Accept-Language</c>.</param>
    public YunqiaoClient(Uri server, string? token, string language)
    {
        Server = server;
        Token = token;
#pragma warning disable RS0030 // This is the client: its own HTTP is its purpose.
        http = new HttpClient { BaseAddress = new Uri(server, "/api/v1/"), Timeout = TimeSpan.FromSeconds(100) };
#pragma warning restore RS0030
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The server's address.</summary>
    public Uri Server { get; }

    /// <summary>The token that requests carry.</summary>
    public string? Token { get; }

    /// <summary>Reads one thing.</summary>
    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Get, path, null, ct);

    /// <summary>Reads a list, page after page.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(string path, int limit, [EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var join = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var pageSize = Math.Min(limit, 200);
            var next = cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor);
            var page = await GetAsync<ListPage<T>>($"{path}{join}limit={pageSize}{next}", ct);
            foreach (var item in page.Items)
            {
                if (limit-- <= 0)
                {
                    yield break;
                }

                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null && limit > 0);
    }

    /// <summary>Sends something and reads the answer.</summary>
    public Task<T> PostAsync<T>(string path, object? body, CancellationToken ct) =>
        SendAsync<T>(HttpMethod.Post, path, body ?? new { }, ct);

    /// <summary>Changes something and reads the answer.</summary>
    public Task<T> PatchAsync<T>(string path, object body, CancellationToken ct) => SendAsync<T>(HttpMethod.Patch, path, body, ct);

    /// <summary>Replaces something and reads the answer.</summary>
    public Task<T> PutAsync<T>(string path, object body, CancellationToken ct) => SendAsync<T>(HttpMethod.Put, path, body, ct);

    /// <summary>Takes something away and reads the answer.</summary>
    public Task<T> DeleteAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Delete, path, null, ct);

    /// <summary>Watches an operation until nothing more will happen by itself; each state is given once.</summary>
    public async IAsyncEnumerable<Operation> WatchAsync(Guid id, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var operation = await GetAsync<Operation>($"operations/{id}", ct);
            yield return operation;
            if (operation.Ended)
            {
                yield break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, ct);
        }
    }

    /// <summary>Events from now on, each the JSON of its data, until cancelled or the server ends the stream.</summary>
    public async IAsyncEnumerable<string> EventsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri("events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new YunqiaoException(await ReadProblemAsync(response, ct));
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith(DataField, StringComparison.Ordinal))
            {
                yield return line[DataField.Length..];
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Options);
        }

        using var response = await http.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new YunqiaoException(await ReadProblemAsync(response, ct));
        }

        if (response.StatusCode == System.Net.HttpStatusCode.NoContent)
        {
            return default!;
        }

        return await response.Content.ReadFromJsonAsync<T>(Options, ct)
            ?? throw new InvalidDataException($"{method} {path} answered null.");
    }

    private static async Task<ProblemBody> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ProblemBody>(Options, ct);
            if (problem?.Code is not null)
            {
                return problem;
            }
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // Not our server, or something in between answered: the status is all there is.
        }

        return new ProblemBody(
            response.ReasonPhrase, status, null, $"The server answered {status} {response.ReasonPhrase}.", null, false, null, null, null);
    }
}
