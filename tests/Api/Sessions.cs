using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>What ends a session ends it at once, and a browser cannot be made to act against its will.</summary>
public sealed class Sessions(ApiServer server)
{
    [Fact]
    public async Task Signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        var answer = await server.Anonymous().PostAsync("/session", Credentials("admin", ApiServer.Password));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith($"yunqiao_session={(string)answer.Json["token"]!};", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_without_a_session_learns_anything()
    {
        (await server.Anonymous().GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        (await server.Anonymous().With("made-up").GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        (await server.Anonymous().With("yq_made-up").GetAsync("/users")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        (await server.Anonymous().With(new string('x', 4000)).GetAsync("/users")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task A_change_by_cookie_needs_the_portals_header()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        (await ByCookieAsync(client, HttpMethod.Patch, header: null)).IsProblem(HttpStatusCode.Forbidden, "auth.crossSite");
        (await ByCookieAsync(client, HttpMethod.Patch, header: "XMLHttpRequest")).IsProblem(HttpStatusCode.Forbidden, "auth.crossSite");
        Assert.Equal(HttpStatusCode.OK, (await ByCookieAsync(client, HttpMethod.Patch, header: "yunqiao")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PatchAsync("/session/user", new JsonObject { ["theme"] = "dark" })).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/session")).Status);

        (await client.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_once_and_back_when_enabled()
    {
        var (id, name, client) = await server.AddUserAsync("operator");
        var administrator = await server.AdministratorAsync();
        var token = client.With((string)(await client.PostAsync("/tokens", new JsonObject { ["name"] = "t" })).Json["token"]!);

        await administrator.PatchAsync($"/users/{id}", new JsonObject { ["disabled"] = true });

        (await client.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        (await token.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        (await server.Anonymous().PostAsync("/session", Credentials(name, ApiServer.Password)))
            .IsProblem(HttpStatusCode.Unauthorized, "session.wrongPassword");

        await administrator.PatchAsync($"/users/{id}", new JsonObject { ["disabled"] = false });
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous().PostAsync("/session", Credentials(name, ApiServer.Password))).Status);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_keeps_the_own_one()
    {
        var (_, name, client) = await server.AddUserAsync("viewer");
        var other = await server.SignInAsync(name, ApiServer.Password);

        (await client.PostAsync("/session/password", new JsonObject { ["current"] = "wrong", ["new"] = "another-password" }))
            .IsProblem(HttpStatusCode.Conflict, "password.wrongCurrent");
        (await client.PostAsync("/session/password", new JsonObject { ["current"] = ApiServer.Password, ["new"] = "short" }))
            .IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        var changed = await client.PostAsync("/session/password", new JsonObject { ["current"] = ApiServer.Password, ["new"] = "another-password" });

        Assert.Equal(HttpStatusCode.NoContent, changed.Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/session")).Status);
        (await other.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        await server.SignInAsync(name, "another-password");
    }

    [Fact]
    public async Task A_role_that_is_taken_away_is_gone_with_the_next_request()
    {
        var (id, _, client) = await server.AddUserAsync("administrator");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/users")).Status);

        await (await server.AdministratorAsync()).PatchAsync($"/users/{id}", new JsonObject { ["role"] = "viewer" });

        (await client.GetAsync("/users")).IsProblem(HttpStatusCode.Forbidden, "auth.denied");
    }

    [Fact]
    public async Task The_profile_keeps_what_a_person_chose()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        await client.PatchAsync("/session/user", new JsonObject { ["language"] = "zh", ["theme"] = "dark", ["displayName"] = "张伟" });
        (await client.PatchAsync("/session/user", new JsonObject { ["language"] = "fr" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");

        var user = (await client.GetAsync("/session")).Json["user"]!;
        Assert.Equal(("zh", "dark", "张伟"), ((string?)user["language"], (string?)user["theme"], (string?)user["displayName"]));
    }

    [Fact]
    public async Task The_last_administrator_of_a_tenant_stays()
    {
        var (id, name, _) = await server.AddUserAsync("administrator");
        await server.MoveToOwnTenantAsync(id, parent: null);
        var client = await server.SignInAsync(name, ApiServer.Password);

        (await client.PatchAsync($"/users/{id}", new JsonObject { ["role"] = "viewer" })).IsProblem(HttpStatusCode.Conflict, "user.lastAdministrator");
        (await client.PatchAsync($"/users/{id}", new JsonObject { ["disabled"] = true })).IsProblem(HttpStatusCode.Conflict, "user.lastAdministrator");
    }

    [Fact]
    public async Task A_name_belongs_to_one_person_however_it_is_capitalised()
    {
        var (_, name, _) = await server.AddUserAsync("viewer");
        var twin = new JsonObject { ["name"] = name.ToUpperInvariant(), ["password"] = ApiServer.Password, ["role"] = "viewer" };

        (await (await server.AdministratorAsync()).PostAsync("/users", twin)).IsProblem(HttpStatusCode.Conflict, "user.nameTaken");
    }

    private static JsonObject Credentials(string user, string password) => new() { ["user"] = user, ["password"] = password };

    private Task<ApiAnswer> ByCookieAsync(ApiClient client, HttpMethod method, string? header)
    {
        var request = new HttpRequestMessage(method, "/session/user") { Content = ApiClient.Body("{\"theme\":\"light\"}") };
        request.Headers.Add("Cookie", "yunqiao_session=" + client.Token);
        if (header is not null)
        {
            request.Headers.Add("X-Requested-With", header);
        }

        return server.Anonymous().SendAsync(request);
    }
}
