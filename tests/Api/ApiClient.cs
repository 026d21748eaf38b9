using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Speaks to the API as a program does.</summary>
internal sealed class ApiClient
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    private readonly Uri address;

    internal ApiClient(Uri address) => this.address = address;

    /// <summary>The bearer token; null when nobody is signed in.</summary>
    internal string? Token { get; private init; }

    internal ApiClient With(string token) => new(address) { Token = token };

    internal ApiClient At(Uri other) => new(other) { Token = Token };

    internal Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    internal Task<ApiAnswer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, Body(body.ToJsonString()));

    internal Task<ApiAnswer> PatchAsync(string path, JsonNode body) => SendAsync(HttpMethod.Patch, path, Body(body.ToJsonString()));

    internal Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    internal Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = content });

    /// <summary>Sends a request whose path is below <c>/api/v1</c>, or anywhere when it begins with two slashes.</summary>
    internal async Task<ApiAnswer> SendAsync(HttpRequestMessage request)
    {
        using var answer = await OpenAsync(request, HttpCompletionOption.ResponseContentRead);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new ApiAnswer(answer.StatusCode, text, answer.Headers, answer.Content.Headers);
    }

    internal Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, HttpCompletionOption completion)
    {
        var path = request.RequestUri!.OriginalString;
        request.RequestUri = new Uri(address, path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/v1" + path);
        if (Token is not null && request.Headers.Authorization is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        return Http.SendAsync(request, completion, TestContext.Current.CancellationToken);
    }

    internal static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}

/// <summary>What the server answered.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    internal JsonNode Json => JsonNode.Parse(Text)!;

    internal string? Code => Text.Length == 0 ? null : (string?)Json["code"];

    /// <summary>Checks that this is a whole problem document with this status and code.</summary>
    internal ApiAnswer IsProblem(HttpStatusCode status, string code)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        Assert.Equal(code, Code);
        Assert.Equal((int)status, (int)Json["status"]!);
        Assert.Equal("/docs/errors#" + code, (string?)Json["type"]);
        Assert.False(string.IsNullOrEmpty((string?)Json["title"]));
        Assert.False(string.IsNullOrEmpty((string?)Json["detail"]));
        Assert.False(string.IsNullOrEmpty((string?)Json["traceId"]));
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        return this;
    }
}
