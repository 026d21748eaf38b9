using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Text is text: what looks like a script or a statement comes back as it went in, as JSON, and does nothing.</summary>
public sealed class Injection(ApiServer server)
{
    public static TheoryData<string> Texts { get; } =
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; drop table principal; --",
        "' or '1'='1",
        "$1 $2 @name %s {0} {name}",
        "\\'; select pg_sleep(10); --",
        "名字 🐳 ‮drowssap",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task In_a_display_name(string text)
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        var changed = await client.PatchAsync("/session/user", new JsonObject { ["displayName"] = text });

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal("application/json", changed.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(text, (string?)(await client.GetAsync("/session")).Json["user"]!["displayName"]);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task In_the_name_of_a_token(string text)
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("/tokens", new JsonObject { ["name"] = text })).Status);

        Assert.Equal(text, (string?)(await client.GetAsync("/tokens")).Json["items"]![0]!["name"]);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task In_a_user_name_and_a_password(string text)
    {
        var administrator = await server.AdministratorAsync();
        var answer = await administrator.PostAsync(
            "/users", new JsonObject { ["name"] = text, ["password"] = ApiServer.Password, ["role"] = "viewer", ["displayName"] = text });
        answer.IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal("/name", (string?)answer.Json["errors"]![0]!["pointer"]);

        (await server.Anonymous().PostAsync("/session", new JsonObject { ["user"] = text, ["password"] = text }))
            .IsProblem(HttpStatusCode.Unauthorized, "session.wrongPassword");
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task In_a_search_and_a_path(string text)
    {
        var administrator = await server.AdministratorAsync();
        var escaped = Uri.EscapeDataString(text);

        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync($"/audit?q={escaped}")).Status);
        Assert.InRange((int)(await administrator.GetAsync($"/resources?q={escaped}")).Status, 200, 499);
        Assert.InRange((int)(await administrator.GetAsync($"/resources/{escaped}")).Status, 400, 499);
        Assert.InRange((int)(await administrator.GetAsync($"/accounts/{escaped}")).Status, 400, 499);
        Assert.InRange((int)(await administrator.DeleteAsync($"/tokens/{escaped}")).Status, 400, 499);
    }

    [Fact]
    public async Task Control_characters_and_nulls_are_refused_and_crash_nothing()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        (await client.PatchAsync("/session/user", new JsonObject { ["displayName"] = "a\0b" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await client.PostAsync("/tokens", new JsonObject { ["name"] = "a\nb" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await server.Anonymous().PostAsync("/session", new JsonObject { ["user"] = "a\0b", ["password"] = "x" }))
            .IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        var administrator = await server.AdministratorAsync();
        Assert.InRange((int)(await administrator.GetAsync("/audit?q=a%00b")).Status, 200, 499);
        Assert.InRange((int)(await administrator.GetAsync("/resources?q=a%00b")).Status, 200, 499);
    }
}
