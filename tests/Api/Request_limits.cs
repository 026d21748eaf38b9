using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Whatever is wrong with a request, the answer is a problem that says what, and the server goes on.</summary>
public sealed class Request_limits(ApiServer server)
{
    [Fact]
    public async Task A_body_of_ten_megabytes_is_refused_with_a_problem()
    {
        var client = await server.AdministratorAsync();
        var body = ApiClient.Body("{\"name\":\"" + new string('x', 10_000_000) + "\"}");

        var answer = await client.SendAsync(HttpMethod.Post, "/tokens", body);

        answer.IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.tooLarge");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/session")).Status);
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_without_a_length_is_refused_with_a_problem()
    {
        var client = await server.AdministratorAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tokens")
        {
            Content = ApiClient.Body("{\"name\":\"" + new string('x', 10_000_000) + "\"}"),
        };
        request.Headers.TransferEncodingChunked = true;

        (await client.SendAsync(request)).IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.tooLarge");
    }

    [Fact]
    public async Task A_query_of_ten_kilobytes_is_refused_with_a_problem()
    {
        var client = await server.AdministratorAsync();

        (await client.GetAsync("/audit?q=" + new string('x', 10_000))).IsProblem(HttpStatusCode.RequestUriTooLong, "request.uriTooLong");
    }

    [Fact]
    public async Task Headers_of_forty_kilobytes_are_refused_with_a_problem()
    {
        var client = await server.AdministratorAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/session");
        for (var i = 0; i < 5; i++)
        {
            request.Headers.Add($"X-Large-{i}", new string('x', 8000));
        }

        (await client.SendAsync(request)).IsProblem(HttpStatusCode.RequestHeaderFieldsTooLarge, "request.headersTooLarge");
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("{\"name\":", "/name")]
    [InlineData("{\"name\":1}", "/name")]
    [InlineData("{\"name\":\"x\",\"wat\":true}", "/wat")]
    [InlineData("{\"permissions\":[\"self\"]}", "/name")]
    [InlineData("{\"name\":null}", "/name")]
    [InlineData("{\"name\":\"x\",\"permissions\":[1]}", "/permissions/0")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\"}", "/name")]
    [InlineData("[]", "")]
    [InlineData("\"text\"", "")]
    public async Task A_body_of_another_form_is_refused_and_the_place_is_named(string body, string pointer)
    {
        var client = await server.AdministratorAsync();

        var answer = await client.SendAsync(HttpMethod.Post, "/tokens", ApiClient.Body(body));

        answer.IsProblem(HttpStatusCode.BadRequest, "request.malformed");
        Assert.Equal(pointer, (string?)answer.Json["errors"]![0]!["pointer"]);
    }

    [Fact]
    public async Task A_body_that_is_nested_too_deep_is_refused()
    {
        var client = await server.AdministratorAsync();
        var body = string.Concat(Enumerable.Repeat("{\"name\":", 60)) + "1" + new string('}', 60);

        (await client.SendAsync(HttpMethod.Post, "/tokens", ApiClient.Body(body))).IsProblem(HttpStatusCode.BadRequest, "request.malformed");
    }

    [Fact]
    public async Task An_unknown_word_for_a_role_is_refused_and_named()
    {
        var client = await server.AdministratorAsync();
        var user = new JsonObject { ["name"] = "nobody", ["password"] = ApiServer.Password, ["role"] = "king" };

        var answer = await client.PostAsync("/users", user);

        answer.IsProblem(HttpStatusCode.BadRequest, "request.malformed");
        Assert.Equal("/role", (string?)answer.Json["errors"]![0]!["pointer"]);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        var client = await server.AdministratorAsync();
        var body = new StringContent("{\"name\":\"x\"}", Encoding.UTF8, "text/plain");

        (await client.SendAsync(HttpMethod.Post, "/tokens", body)).IsProblem(HttpStatusCode.UnsupportedMediaType, "request.mediaType");
    }

    [Fact]
    public async Task An_unknown_path_and_a_wrong_method_are_problems()
    {
        var client = await server.AdministratorAsync();

        (await client.GetAsync("/nothing/here")).IsProblem(HttpStatusCode.NotFound, "request.noSuchPath");
        var wrongMethod = await client.SendAsync(HttpMethod.Put, "/users", null);
        wrongMethod.IsProblem(HttpStatusCode.MethodNotAllowed, "request.method");
        Assert.Contains("GET", wrongMethod.ContentHeaders.Allow);
    }

    [Theory]
    [InlineData("/users?limit=0", "request.invalid", "?limit")]
    [InlineData("/users?limit=1001", "request.invalid", "?limit")]
    [InlineData("/users?limit=ten", "request.malformed", "?limit")]
    [InlineData("/users?cursor=%22nonsense", "request.cursor", null)]
    [InlineData("/audit?cursor=AAAA", "request.cursor", null)]
    public async Task A_list_says_what_is_wrong_with_its_parameters(string path, string code, string? pointer)
    {
        var client = await server.AdministratorAsync();

        var answer = await client.GetAsync(path);

        answer.IsProblem(HttpStatusCode.BadRequest, code);
        Assert.Equal(pointer, (string?)answer.Json["errors"]?[0]?["pointer"]);
    }

    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh", "需要登录")]
    [InlineData("en-US,en;q=0.9,zh;q=0.8", "en", "Sign-in required")]
    [InlineData("fr-FR", "en", "Sign-in required")]
    public async Task Problems_are_in_the_language_that_is_asked_for(string header, string language, string title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/session");
        request.Headers.TryAddWithoutValidation("Accept-Language", header);

        var answer = await server.Anonymous().SendAsync(request);

        answer.IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        Assert.Equal(title, (string?)answer.Json["title"]);
        Assert.Contains(language, answer.ContentHeaders.ContentLanguage);
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_be_careful()
    {
        var answer = await server.Anonymous().GetAsync("/session");

        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
    }
}
