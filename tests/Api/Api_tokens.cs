using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Keys for programs: shown once, never more than their person, gone when deleted.</summary>
public sealed class Api_tokens(ApiServer server)
{
    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash()
    {
        var (_, _, client) = await server.AddUserAsync("operator");

        var made = await client.PostAsync("/tokens", new JsonObject { ["name"] = "pipeline" });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var token = (string)made.Json["token"]!;
        Assert.StartsWith("yq_", token, StringComparison.Ordinal);
        var list = await client.GetAsync("/tokens");
        Assert.Equal("pipeline", (string?)list.Json["items"]![0]!["name"]);
        Assert.DoesNotContain(token, list.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.With(token).GetAsync("/session")).Status);
    }

    [Fact]
    public async Task A_deleted_token_is_refused_at_once()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");
        var made = await client.PostAsync("/tokens", new JsonObject { ["name"] = "gone" });
        var token = client.With((string)made.Json["token"]!);
        Assert.Equal(HttpStatusCode.OK, (await token.GetAsync("/session")).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/tokens/{made.Json["id"]}")).Status);

        (await token.GetAsync("/session")).IsProblem(HttpStatusCode.Unauthorized, "auth.required");
        (await client.DeleteAsync($"/tokens/{made.Json["id"]}")).IsProblem(HttpStatusCode.NotFound, "request.notFound");
    }

    [Fact]
    public async Task A_confined_token_may_do_what_it_was_given_and_nothing_else()
    {
        var client = await server.AdministratorAsync();
        var made = await client.PostAsync(
            "/tokens", new JsonObject { ["name"] = "reader", ["permissions"] = new JsonArray("operations.read") });
        var token = client.With((string)made.Json["token"]!);

        Assert.Equal(HttpStatusCode.OK, (await token.GetAsync("/operations")).Status);
        (await token.GetAsync("/users")).IsProblem(HttpStatusCode.Forbidden, "auth.denied");
        (await token.PostAsync("/tokens", new JsonObject { ["name"] = "more" })).IsProblem(HttpStatusCode.Forbidden, "auth.denied");
    }

    [Fact]
    public async Task A_token_cannot_hold_what_its_maker_lacks()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");

        (await client.PostAsync("/tokens", new JsonObject { ["name"] = "greedy", ["permissions"] = new JsonArray("users.manage") }))
            .IsProblem(HttpStatusCode.Forbidden, "token.exceedsCaller");
        (await client.PostAsync("/tokens", new JsonObject { ["name"] = "wrong", ["permissions"] = new JsonArray("everything") }))
            .IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Nobody_sees_or_deletes_the_tokens_of_somebody_else()
    {
        var (_, _, owner) = await server.AddUserAsync("operator");
        var made = await owner.PostAsync("/tokens", new JsonObject { ["name"] = "mine" });
        var administrator = await server.AdministratorAsync();

        Assert.DoesNotContain((string)made.Json["id"]!, (await administrator.GetAsync("/tokens")).Text, StringComparison.Ordinal);
        (await administrator.DeleteAsync($"/tokens/{made.Json["id"]}")).IsProblem(HttpStatusCode.NotFound, "request.notFound");
    }
}
