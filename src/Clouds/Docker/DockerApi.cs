using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>
/// Calls of the Engine API at one version. The version is agreed on per context by <c>GET /_ping</c>, whose answer names the newest that
/// the engine speaks: the older of that and the newest known here is used. An engine older than 1.41 is refused.
/// </summary>
internal sealed class DockerApi
{
    private static readonly Version Oldest = new(1, 41);
    private static readonly Version Newest = new(1, 47);

    /// <summary>More than any message of the engine; the rest of a page of HTML is of no use to anybody.</summary>
    private const int LongestMessage = 1000;

    private readonly ProviderContext context;
    private readonly string prefix;

    private DockerApi(ProviderContext context, Version version)
    {
        this.context = context;
        prefix = $"v{version}";
    }

    public static async Task<DockerApi> OpenAsync(ProviderContext context, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "_ping");
        using var response = await context.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw await FaultOfAsync(response, "GET /_ping", mutation: false, ct);
        }

        if (!response.Headers.TryGetValues("Api-Version", out var values) || !Version.TryParse(values.FirstOrDefault(), out var offered))
        {
            throw new ProviderException(FaultKind.Invalid, "What answers at this endpoint is no Docker engine.") { VendorCode = "endpoint.notDocker", Action = "GET /_ping" };
        }

        return offered < Oldest
            ? throw new ProviderException(FaultKind.Unsupported, $"The engine speaks API {offered}; {Oldest} (Docker 20.10) or newer is needed.") { VendorCode = "api.tooOld" }
            : new DockerApi(context, offered < Newest ? offered : Newest);
    }

    /// <summary>Reads a document.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, streaming: false, ct);
        return await DocumentAsync(response, path, mutation: false, ct);
    }

    /// <summary>Reads a document; null when the engine says that there is no such thing.</summary>
    public async Task<JsonElement?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            return await GetAsync(path, ct);
        }
        catch (ProviderException e) when (e.Kind == FaultKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads a list item by item, so that a long one is never in memory as text.</summary>
    public async IAsyncEnumerable<JsonElement> ItemsAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, streaming: false, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(body, JsonSerializerOptions.Default, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                {
                    break;
                }
            }
            catch (JsonException e)
            {
                throw HalfAnswer(path, mutation: false, e);
            }

            yield return items.Current;
        }
    }

    /// <summary>Sends a mutation and reads its document; null when the answer has none.</summary>
    public async Task<JsonElement?> PostAsync(string path, JsonObject? body, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, streaming: false, ct);
        return response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified or HttpStatusCode.OK && response.Content.Headers.ContentType is null
            ? null
            : await DocumentAsync(response, path, mutation: true, ct);
    }

    /// <summary>Deletes; what is already gone is gone.</summary>
    public async Task DeleteAsync(string path, CancellationToken ct)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Delete, path, null, streaming: false, ct);
        }
        catch (ProviderException e) when (e.Kind == FaultKind.NotFound)
        {
            // Somebody was faster.
        }
    }

    /// <summary>Opens an answer that is read as it comes.</summary>
    public Task<HttpResponseMessage> StreamAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct) =>
        SendAsync(method, path, body, streaming: true, ct);

    /// <summary>Opens a connection that carries bytes both ways: the answer is 101 and the stream can be written.</summary>
    public async Task<Stream> HijackAsync(string path, JsonObject body, CancellationToken ct)
    {
        var response = await SendAsync(HttpMethod.Post, path, body, streaming: true, ct, upgrade: true);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            response.Dispose();
            throw new ProviderException(FaultKind.Unsupported, "The engine, or a proxy before it, does not open a two-way stream.") { VendorCode = "upgrade" };
        }

        return await response.Content.ReadAsStreamAsync(ct);
    }

    /// <summary>Text as a value in a query.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    /// <summary>
    /// An id or name in a path; the slashes of an image's name stay. Parts of dots are refused: they would lead to another path.
    /// </summary>
    public static string InPath(string name)
    {
        var parts = name.Split('/');
        return parts.Any(part => part is "" or "." or "..")
            ? throw new ProviderException(FaultKind.Invalid, "That is no name or id of a thing of an engine.") { VendorCode = "input", NothingSent = true }
            : string.Join('/', parts.Select(Uri.EscapeDataString));
    }

    /// <summary>The engine's filters: a map of lists, as JSON in the query.</summary>
    public static string Filters(params (string Name, string Value)[] filters)
    {
        var map = new JsonObject();
        foreach (var (name, value) in filters)
        {
            if (map[name] is not JsonArray list)
            {
                map[name] = list = [];
            }

            list.Add(value);
        }

        return "filters=" + Escape(map.ToJsonString());
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, JsonObject? body, bool streaming, CancellationToken ct, bool upgrade = false)
    {
        using var request = new HttpRequestMessage(method, prefix + path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        }

        if (streaming)
        {
            request.Streaming();
        }

        if (upgrade)
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.ParseAdd("tcp");
        }

        var response = await context.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.SwitchingProtocols)
        {
            return response;
        }

        using (response)
        {
            throw await FaultOfAsync(response, $"{method} {path.Split('?')[0]}", mutation: method != HttpMethod.Get, ct);
        }
    }

    private static async Task<JsonElement> DocumentAsync(HttpResponseMessage response, string path, bool mutation, CancellationToken ct)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync<JsonElement>(body, cancellationToken: ct);
        }
        catch (JsonException e)
        {
            throw HalfAnswer(path, mutation, e);
        }
    }

    private static ProviderException HalfAnswer(string path, bool mutation, JsonException cause) =>
        new(mutation ? FaultKind.Ambiguous : FaultKind.Unavailable, "The engine's answer broke off or is no JSON.", cause)
        {
            VendorCode = "answer.incomplete",
            Action = path.Split('?')[0],
        };

    private static async Task<ProviderException> FaultOfAsync(HttpResponseMessage response, string action, bool mutation, CancellationToken ct)
    {
        var message = await MessageAsync(response, ct);
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return new ProviderException(FaultKind.Invalid, "The endpoint redirects elsewhere; enter the address of the engine itself.")
            {
                VendorCode = $"http.{(int)response.StatusCode}",
                Action = action,
            };
        }

        return new ProviderException(DockerFaults.Of(response.StatusCode, message, mutation), message)
        {
            VendorCode = $"http.{(int)response.StatusCode}",
            Action = action,
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                _ => null,
            },
        };
    }

    /// <summary>The engine writes <c>{"message": …}</c>; whatever stands before it may write anything.</summary>
    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var fallback = $"The engine answered {(int)response.StatusCode}.";
        try
        {
            var text = await response.Content.ReadAsStringAsync(ct);
            if (response.Content.Headers.ContentType?.MediaType != "application/json")
            {
                return text.Length is > 0 and <= LongestMessage && !text.Contains('<', StringComparison.Ordinal) ? text.Trim() : fallback;
            }

            var said = JsonSerializer.Deserialize<JsonElement>(text).Text("message") ?? fallback;
            return said.Length <= LongestMessage ? said : said[..LongestMessage];
        }
        catch (Exception e) when (e is JsonException or ProviderException or InvalidOperationException)
        {
            return fallback;
        }
    }
}
