using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Sessions and tokens end in time; on a server whose clock the tests move.</summary>
public sealed class Session_expiry : IAsyncLifetime
{
    private ApiServer server = null!;

    public async ValueTask InitializeAsync() => server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_session_that_is_not_used_ends_after_twelve_hours()
    {
        var client = await server.SignInAsync("admin", ApiServer.Password);

        server.Clock.Advance(TimeSpan.FromHours(12.1));

        (await client.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task A_session_that_is_used_lasts_longer_and_still_ends_after_seven_days()
    {
        var client = await server.SignInAsync("admin", ApiServer.Password);
        for (var hours = 0; hours < 160; hours += 8)
        {
            server.Clock.Advance(TimeSpan.FromHours(8));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/session")).Status);
        }

        server.Clock.Advance(TimeSpan.FromHours(9));

        (await client.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task An_api_token_ends_when_it_says_and_shows_when_it_was_used()
    {
        var client = await server.SignInAsync("admin", ApiServer.Password);
        var made = await client.PostAsync(
            "/tokens", new JsonObject { ["name"] = "short", ["expiresAt"] = server.Clock.GetUtcNow().AddHours(1).ToString("o") });
        var token = client.With((string)made.Json["token"]!);
        Assert.Equal(HttpStatusCode.OK, (await token.GetAsync("/session")).Status);
        Assert.NotNull((await client.GetAsync("/tokens")).Json["items"]![0]!["lastUsedAt"]);

        server.Clock.Advance(TimeSpan.FromHours(1.1));

        (await token.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
    }
}
