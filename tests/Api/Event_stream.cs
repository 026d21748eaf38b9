using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api;

/// <summary>Listeners hear what is theirs, in order, once, on whatever node, and nothing after they are signed out.</summary>
public sealed class Event_stream(ApiServer server)
{
    [Fact]
    public async Task A_listener_hears_what_happens_in_its_tenant()
    {
        var (tenant, client) = await OwnTenantAsync();
        await using var stream = await EventReader.OpenAsync(client);

        var subject = await PublishAsync(tenant, "resource.changed");

        var heard = await stream.NextEventAsync();
        Assert.Equal("resource.changed", heard!.Type);
        Assert.Equal(subject, (string?)heard.Data!["subject"]);
        Assert.Equal("resource.changed", (string?)heard.Data["type"]);
        Assert.Equal("container/container", (string?)heard.Data["kind"]);
        Assert.NotNull(heard.Data["at"]);
        Assert.NotNull(heard.Id);
    }

    [Fact]
    public async Task A_listener_hears_nothing_of_other_tenants()
    {
        var (tenant, client) = await OwnTenantAsync();
        var (other, _) = await OwnTenantAsync();
        await using var stream = await EventReader.OpenAsync(client);

        await PublishAsync(other, "resource.changed");
        var own = await PublishAsync(tenant, "resource.changed");

        Assert.Equal(own, (string?)(await stream.NextEventAsync())!.Data!["subject"]);
    }

    [Fact]
    public async Task The_tenant_above_hears_what_happens_below()
    {
        var (tenant, _) = await OwnTenantAsync();
        await using var stream = await EventReader.OpenAsync(await server.AdministratorAsync());

        var subject = await PublishAsync(tenant, "operation.changed");

        // Other tests run in other tenants below this one meanwhile.
        SentEvent? heard;
        do
        {
            heard = await stream.NextEventAsync();
        }
        while (heard is not null && (string?)heard.Data!["subject"] != subject);

        Assert.NotNull(heard);
    }

    [Fact]
    public async Task A_confined_token_hears_what_it_may_read()
    {
        var (tenant, client) = await OwnTenantAsync();
        var made = await client.PostAsync(
            "/tokens", new JsonObject { ["name"] = "operations", ["permissions"] = new JsonArray("self", "operations.read") });
        await using var stream = await EventReader.OpenAsync(client.With((string)made.Json["token"]!));

        await PublishAsync(tenant, "resource.changed");
        var subject = await PublishAsync(tenant, "operation.changed");

        Assert.Equal(subject, (string?)(await stream.NextEventAsync())!.Data!["subject"]);
    }

    [Fact]
    public async Task A_listener_that_comes_back_hears_what_it_missed_in_order_and_once()
    {
        var (tenant, client) = await OwnTenantAsync();
        var subjects = new List<string>();
        string position;
        await using (var first = await EventReader.OpenAsync(client))
        {
            await PublishAsync(tenant, "resource.changed");
            await first.NextEventAsync();
            position = first.LastEventId!;
        }

        for (var i = 0; i < 5; i++)
        {
            subjects.Add(await PublishAsync(tenant, "resource.changed"));
        }

        await using var again = await EventReader.OpenAsync(client, position);
        subjects.Add(await PublishAsync(tenant, "resource.changed"));

        var heard = new List<string>();
        while (heard.Count < subjects.Count)
        {
            heard.Add((string)(await again.NextEventAsync())!.Data!["subject"]!);
        }

        Assert.Equal(subjects, heard);
    }

    [Fact]
    public async Task A_listener_that_heard_nothing_yet_resumes_from_the_position_it_was_told()
    {
        var (tenant, client) = await OwnTenantAsync();
        string position;
        await using (var first = await EventReader.OpenAsync(client))
        {
            position = first.LastEventId!;
        }

        var subject = await PublishAsync(tenant, "account.changed");
        await using var again = await EventReader.OpenAsync(client, position);

        Assert.Equal(subject, (string?)(await again.NextEventAsync())!.Data!["subject"]);
    }

    [Fact]
    public async Task A_listener_resumes_on_another_node()
    {
        await using var other = await server.StartPeerAsync();
        var (tenant, client) = await OwnTenantAsync();
        string position;
        await using (var first = await EventReader.OpenAsync(client))
        {
            position = first.LastEventId!;
        }

        var missed = await PublishAsync(tenant, "resource.changed");
        await using var again = await EventReader.OpenAsync(client.At(other.Address), position);
        Assert.Equal(missed, (string?)(await again.NextEventAsync())!.Data!["subject"]);

        var live = await PublishAsync(tenant, "resource.changed");
        Assert.Equal(live, (string?)(await again.NextEventAsync())!.Data!["subject"]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0.1")]
    [InlineData("99999999999999.1")]
    public async Task A_position_that_cannot_be_resumed_from_says_to_load_afresh(string position)
    {
        await server.RunAsync("update outbox_trim set transaction = '5' where transaction < '5'::xid8");
        var (tenant, client) = await OwnTenantAsync();
        await using var stream = await EventReader.OpenAsync(client, position);

        Assert.Equal("reset", (await stream.NextEventAsync())!.Type);
        var subject = await PublishAsync(tenant, "resource.changed");
        Assert.Equal(subject, (string?)(await stream.NextEventAsync())!.Data!["subject"]);
    }

    [Theory]
    [InlineData("sign out")]
    [InlineData("disable")]
    [InlineData("new password")]
    public async Task A_stream_ends_within_two_seconds_of_its_session(string how)
    {
        var (id, _, client) = await server.AddUserAsync("viewer");
        await using var stream = await EventReader.OpenAsync(client);
        var administrator = await server.AdministratorAsync();

        var clock = Stopwatch.StartNew();
        var answer = how switch
        {
            "sign out" => await client.DeleteAsync("/session"),
            "disable" => await administrator.PatchAsync($"/users/{id}", new JsonObject { ["disabled"] = true }),
            _ => await administrator.PatchAsync($"/users/{id}", new JsonObject { ["password"] = "entirely-new-password" }),
        };
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NoContent, answer.Text);

        Assert.True(await EndsBySessionAsync(stream));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task A_stream_ends_with_its_api_token()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");
        var made = await client.PostAsync("/tokens", new JsonObject { ["name"] = "stream" });
        await using var stream = await EventReader.OpenAsync(client.With((string)made.Json["token"]!));

        await client.DeleteAsync($"/tokens/{made.Json["id"]}");

        Assert.True(await EndsBySessionAsync(stream));
    }

    [Fact]
    public async Task Too_many_streams_of_one_session_are_refused()
    {
        var (_, _, client) = await server.AddUserAsync("viewer");
        var open = new List<EventReader>();
        for (var i = 0; i < 30; i++)
        {
            open.Add(await EventReader.OpenAsync(client));
        }

        (await client.GetAsync("/events")).IsProblem(HttpStatusCode.TooManyRequests, "request.throttled");

        await open[0].DisposeAsync();
        await Eventually.TrueAsync(
            "a place to become free",
            async () =>
            {
                using var answer = await client.OpenAsync(new HttpRequestMessage(HttpMethod.Get, "/events"), HttpCompletionOption.ResponseHeadersRead);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(5));
        foreach (var stream in open)
        {
            await stream.DisposeAsync();
        }
    }

    // Other tests' events may come before the end; nothing may come after it.
    private static async Task<bool> EndsBySessionAsync(EventReader stream)
    {
        SentEvent? last = null;
        while (await stream.NextAsync() is { } next)
        {
            last = next;
        }

        return last?.Type == "session.ended";
    }

    private async Task<(string Tenant, ApiClient Client)> OwnTenantAsync()
    {
        var (id, name, _) = await server.AddUserAsync("viewer");
        var tenant = await server.MoveToOwnTenantAsync(id, parent: null);
        return (tenant, await server.SignInAsync(name, ApiServer.Password));
    }

    private async Task<string> PublishAsync(string tenant, string type)
    {
        var subject = Guid.CreateVersion7().ToString();
        await server.RunAsync(
            $$"""
            insert into outbox_event (type, tenant_id, subject, data, at)
            values ('{{type}}', '{{tenant}}', '{{subject}}', '{"kind":"container/container"}', now());
            select pg_notify('yunqiao_outbox', '');
            """);
        return subject;
    }
}
