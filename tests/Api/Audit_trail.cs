using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Every change and every denial leaves a line; nothing removes one.</summary>
public sealed class Audit_trail(ApiServer server)
{
    [Fact]
    public async Task A_change_leaves_who_what_and_how_it_ended()
    {
        var administrator = await server.AdministratorAsync();
        var (id, name, _) = await server.AddUserAsync("viewer");

        var line = (await LinesAsync(name)).Single(l => (string?)l["action"] == "user.create");

        Assert.Equal("succeeded", (string?)line["outcome"]);
        Assert.Equal("admin", (string?)line["principalName"]);
        Assert.Equal(id, (string?)line["target"]);
        Assert.Equal(name, (string?)line["targetName"]);
        Assert.NotNull(line["address"]);
        Assert.NotNull(line["at"]);
        Assert.NotNull((await administrator.GetAsync("/session")).Json["user"]);
    }

    [Fact]
    public async Task A_change_that_fails_leaves_its_code_though_its_transaction_was_rolled_back()
    {
        var (_, name, _) = await server.AddUserAsync("viewer");
        var administrator = await server.AdministratorAsync();
        await administrator.PostAsync("/users", new JsonObject { ["name"] = name, ["password"] = ApiServer.Password, ["role"] = "viewer" });

        var lines = await LinesAsync(name);

        var failed = lines.Single(l => (string?)l["outcome"] == "failed");
        Assert.Equal(("user.create", "user.nameTaken"), ((string?)failed["action"], (string?)failed["code"]));
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_leaves_a_line_too()
    {
        var (_, name, client) = await server.AddUserAsync("operator");
        await client.SendAsync(HttpMethod.Post, "/tokens", ApiClient.Body("{"));

        Assert.Contains(await LinesAsync(name), l => ((string?)l["action"], (string?)l["code"]) == ("token.create", "request.malformed"));
    }

    [Fact]
    public async Task A_denied_change_leaves_a_line_and_a_denied_read_does_not()
    {
        var (_, name, client) = await server.AddUserAsync("viewer");
        (await client.PostAsync("/users", new JsonObject { ["name"] = "x" })).IsProblem(HttpStatusCode.Forbidden, "auth.denied");
        (await client.GetAsync("/users")).IsProblem(HttpStatusCode.Forbidden, "auth.denied");

        var denied = (await LinesAsync(name)).Where(l => (string?)l["outcome"] == "denied").ToList();

        Assert.Equal(("user.create", "auth.denied"), ((string?)denied.Single()["action"], (string?)denied.Single()["code"]));
    }

    [Fact]
    public async Task Signing_in_leaves_lines_with_the_name_that_was_tried_and_never_the_password()
    {
        var (_, name, _) = await server.AddUserAsync("viewer");
        await server.Anonymous().PostAsync("/session", new JsonObject { ["user"] = name, ["password"] = "a-secret-guess" });

        var lines = await LinesAsync(name);

        Assert.Contains(lines, l => ((string?)l["action"], (string?)l["outcome"], (string?)l["principalName"]) == ("session.open", "succeeded", name));
        Assert.Contains(lines, l => ((string?)l["action"], (string?)l["outcome"], (string?)l["principalName"]) == ("session.open", "denied", name));
        Assert.DoesNotContain(lines, l => l.ToJsonString().Contains("a-secret-guess", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_that_is_set_is_a_fact_without_its_value()
    {
        var (id, name, _) = await server.AddUserAsync("viewer");
        await (await server.AdministratorAsync()).PatchAsync($"/users/{id}", new JsonObject { ["password"] = "brand-new-secret", ["role"] = "operator" });

        var line = (await LinesAsync(name)).Single(l => (string?)l["action"] == "user.update");

        Assert.Equal("changed", (string?)line["detail"]!["password"]);
        Assert.Equal("operator", (string?)line["detail"]!["role"]);
        Assert.DoesNotContain("brand-new-secret", line.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_paged_from_the_newest_back_without_gaps()
    {
        var (_, name, client) = await server.AddUserAsync("viewer");
        for (var i = 0; i < 7; i++)
        {
            await client.PostAsync("/tokens", new JsonObject { ["name"] = $"t{i}" });
        }

        var administrator = await server.AdministratorAsync();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await administrator.GetAsync($"/audit?q={name}&limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Json["items"]!.AsArray().Select(line => (string)line!["id"]!));
            cursor = (string?)page.Json["next"];
        }
        while (cursor is not null);

        Assert.Equal(9, seen.Count);
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
    }

    private async Task<List<JsonObject>> LinesAsync(string text)
    {
        var page = await (await server.AdministratorAsync()).GetAsync($"/audit?limit=1000&q={text}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return [.. page.Json["items"]!.AsArray().Select(line => line!.AsObject())];
    }
}
