using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api.Inventory;

/// <summary>A Docker engine over HTTP, from connecting it to forgetting it, as the portal and the CLI do it.</summary>
public sealed class Docker_estate(ApiServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_connected_seen_operated_and_forgotten()
    {
        await using var engine = await EngineAsync();
        var admin = await server.AdministratorAsync();

        var connected = await admin.PostAsync("/accounts", Account("estate", engine));
        Assert.True(connected.Status == HttpStatusCode.Created, connected.Text);
        var account = (string)connected.Json["id"]!;
        await Eventually.TrueAsync("everything is there", async () => await CountAsync(admin, account) == 25, TimeSpan.FromSeconds(5));

        var resource = await CreateAsync(admin, account, "web-http");
        var read = (await admin.GetAsync($"/resources/{resource}")).Json;
        Assert.Equal(("running", "web-http", false), ((string)read["lifecycle"]!, (string)read["name"]!, (bool)read["simulated"]!));

        var stop = await admin.PostAsync($"/resources/{resource}/actions/stop", new JsonObject());
        await SucceedsAsync(admin, stop);
        Assert.Equal("exited", (string)(await admin.GetAsync($"/resources/{resource}")).Json["lifecycle"]!);

        var operations = (await admin.GetAsync($"/resources/{resource}/operations")).Json["items"]!.AsArray();
        Assert.Equal(2, operations.Count);

        var destroy = await admin.DeleteAsync($"/resources/{resource}?mode=destroy");
        await SucceedsAsync(admin, destroy);
        (await admin.GetAsync($"/resources/{resource}")).IsProblem(HttpStatusCode.NotFound, "request.notFound");

        (await admin.DeleteAsync($"/accounts/{account}")).IsProblem(HttpStatusCode.BadRequest, "account.modeUnsupported");
        var forgotten = await admin.DeleteAsync($"/accounts/{account}?mode=forget");
        Assert.Equal((HttpStatusCode.OK, 25), (forgotten.Status, (int)forgotten.Json["forgotten"]!));
        Assert.Equal(0, await CountAsync(admin, account));
    }

    [Fact]
    public async Task Answers_a_dry_run_with_200_and_a_plan_and_its_execution_with_202_or_409()
    {
        await using var engine = await EngineAsync();
        var admin = await server.AdministratorAsync();
        var account = await ConnectAsync(admin, "planned", engine);
        var resource = await CreateAsync(admin, account, "planned-1");

        var plan = await admin.DeleteAsync($"/resources/{resource}?mode=destroy&dryRun=true");
        Assert.Equal(HttpStatusCode.OK, plan.Status);
        Assert.Null(plan.Json["operation"]);
        Assert.Equal("destroyed", (string)plan.Json["plan"]!["affects"]![0]!["effect"]!);
        var id = (string)plan.Json["plan"]!["id"]!;

        await SucceedsAsync(admin, await admin.PostAsync($"/resources/{resource}/actions/stop", new JsonObject()));
        (await admin.DeleteAsync($"/resources/{resource}?mode=destroy&plan={id}")).IsProblem(HttpStatusCode.Conflict, "plan.stale");
        (await admin.DeleteAsync($"/resources/{resource}?mode=recycle&retentionDays=0")).IsProblem(HttpStatusCode.BadRequest, "recycle.retention");
        (await admin.DeleteAsync($"/resources/{resource}")).IsProblem(HttpStatusCode.BadRequest, "resource.modeUnsupported");
    }

    [Fact]
    public async Task Goes_into_the_recycle_bin_comes_back_and_is_purged()
    {
        await using var engine = await EngineAsync();
        var admin = await server.AdministratorAsync();
        var account = await ConnectAsync(admin, "recycled", engine);
        var resource = await CreateAsync(admin, account, "recycled-1");
        async Task<bool> InBinAsync() =>
            (await admin.GetAsync("/resources/recycled?limit=1000")).Json["items"]!.AsArray().Any(row => (string)row!["id"]! == resource);

        await SucceedsAsync(admin, await admin.DeleteAsync($"/resources/{resource}?mode=recycle&retentionDays=2"));
        (await admin.GetAsync($"/resources/{resource}")).IsProblem(HttpStatusCode.NotFound, "request.notFound");
        Assert.True(await InBinAsync());
        (await (await server.StrangerAsync()).PostAsync($"/resources/recycled/{resource}/restore", new JsonObject())).IsProblem(HttpStatusCode.NotFound, "request.notFound");

        await SucceedsAsync(admin, await admin.PostAsync($"/resources/recycled/{resource}/restore", new JsonObject()));
        Assert.Equal("exited", (string)(await admin.GetAsync($"/resources/{resource}")).Json["lifecycle"]!);
        Assert.False(await InBinAsync());

        await SucceedsAsync(admin, await admin.DeleteAsync($"/resources/{resource}?mode=recycle"));
        var plan = await admin.DeleteAsync($"/resources/recycled/{resource}?dryRun=true");
        Assert.Equal((HttpStatusCode.OK, "destroyed"), (plan.Status, (string)plan.Json["plan"]!["affects"]![0]!["effect"]!));
        await SucceedsAsync(admin, await admin.DeleteAsync($"/resources/recycled/{resource}"));
        Assert.False(await InBinAsync());
        (await admin.PostAsync($"/resources/recycled/{resource}/restore", new JsonObject())).IsProblem(HttpStatusCode.NotFound, "request.notFound");
    }

    [Fact]
    public async Task Carries_a_command_over_a_websocket_for_the_one_who_asked()
    {
        await using var engine = await EngineAsync();
        var admin = await server.AdministratorAsync();
        var account = await ConnectAsync(admin, "console", engine);
        var resource = await CreateAsync(admin, account, "console-1");
        var command = new JsonObject { ["command"] = new JsonArray("echo", "secret-word"), ["tty"] = false };

        var offer = await admin.PostAsync($"/resources/{resource}/actions/exec", command);
        Assert.True(offer.Status == HttpStatusCode.OK, offer.Text);
        var url = (string)offer.Json["url"]!;
        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(url, null));
        using var socket = await OpenAsync(url, admin.Token);
        var (output, exit) = await ReadAsync(socket);
        Assert.Contains("secret-word", output, StringComparison.Ordinal);
        Assert.Equal(0, (int)exit!["code"]!);
        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(url, admin.Token));

        var audit = (await admin.GetAsync("/audit?limit=100")).Text;
        Assert.Contains("resource.exec", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_each_field_that_is_wrong()
    {
        var admin = await server.AdministratorAsync();

        var refused = await admin.PostAsync("/accounts", new JsonObject { ["provider"] = "docker", ["name"] = "", ["endpoint"] = "ftp://x" });

        refused.IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal(["/endpoint", "/name"], refused.Json["errors"]!.AsArray().Select(error => (string)error!["pointer"]!).Order());
    }

    [Fact]
    public async Task Is_not_there_for_another_tenant()
    {
        await using var engine = await EngineAsync();
        var admin = await server.AdministratorAsync();
        var account = await ConnectAsync(admin, "hidden", engine);
        var resource = await CreateAsync(admin, account, "hidden-1");
        var stranger = await server.StrangerAsync();

        foreach (var answer in new[]
        {
            await stranger.GetAsync($"/accounts/{account}"),
            await stranger.PostAsync($"/accounts/{account}/sync", new JsonObject()),
            await stranger.DeleteAsync($"/accounts/{account}?mode=forget"),
            await stranger.GetAsync($"/resources/{resource}/metrics"),
            await stranger.PostAsync($"/resources/{resource}/actions/stop", new JsonObject()),
            await stranger.PostAsync($"/resources/{resource}/actions/exec", new JsonObject { ["command"] = new JsonArray("sh") }),
            await stranger.DeleteAsync($"/resources/{resource}?mode=destroy"),
        })
        {
            answer.IsProblem(HttpStatusCode.NotFound, "request.notFound");
        }
    }

    private static Task<Simulator> EngineAsync()
    {
        var options = new SimulatorOptions(Machines: 12);
        return Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
    }

    private static JsonObject Account(string name, Simulator engine) =>
        new() { ["name"] = $"{name}-{Guid.CreateVersion7():N}", ["provider"] = "docker", ["endpoint"] = engine.Endpoint };

    private static async Task<string> ConnectAsync(ApiClient client, string name, Simulator engine)
    {
        var connected = await client.PostAsync("/accounts", Account(name, engine));
        Assert.True(connected.Status == HttpStatusCode.Created, connected.Text);
        return (string)connected.Json["id"]!;
    }

    private static async Task<string> CreateAsync(ApiClient client, string account, string name)
    {
        var created = await client.PostAsync("/resources", new JsonObject
        {
            ["kind"] = "container/container",
            ["account"] = account,
            ["name"] = name,
            ["attributes"] = new JsonObject { ["image"] = "nginx:1.27" },
        });
        await SucceedsAsync(client, created);
        return (string)created.Json["operation"]!["resources"]![0]!["id"]!;
    }

    private static async Task SucceedsAsync(ApiClient client, ApiAnswer accepted)
    {
        Assert.True(accepted.Status == HttpStatusCode.Accepted, accepted.Text);
        var id = (string)accepted.Json["operation"]!["id"]!;
        var ended = await Eventually.GetAsync(
            $"operation {id} ends",
            async () => await client.GetAsync($"/operations/{id}") is var operation
                && (string)operation.Json["state"]! is "succeeded" or "failed" or "cancelled" or "needsAttention" ? operation : null,
            TimeSpan.FromSeconds(30));
        Assert.True((string)ended.Json["state"]! == "succeeded", ended.Text);
    }

    private static async Task<int> CountAsync(ApiClient client, string account) =>
        (int)(await client.GetAsync($"/resources?account={account}&count=true&limit=1")).Json["total"]!;

    private async Task<ClientWebSocket> OpenAsync(string path, string? token)
    {
        var socket = new ClientWebSocket();
        if (token is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri, Stop);
        return socket;
    }

    private static async Task<(string Output, JsonNode? Last)> ReadAsync(ClientWebSocket socket)
    {
        var (output, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        JsonNode? last = null;
        while (socket.State == WebSocketState.Open)
        {
            var received = await socket.ReceiveAsync(buffer, Stop);
            if (received.MessageType == WebSocketMessageType.Text)
            {
                last = JsonNode.Parse(buffer.AsSpan(0, received.Count));
            }
            else if (received.MessageType == WebSocketMessageType.Binary)
            {
                output.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            }
        }

        return (output.ToString(), last);
    }
}
