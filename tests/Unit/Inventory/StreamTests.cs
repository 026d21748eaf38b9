using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Inventory.Metrics;
using Yunqiao.Inventory.Streams;
using Yunqiao.Kernel;

namespace Yunqiao.Tests.Unit.Inventory;

public sealed class StreamTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_ticket_is_good_once_and_for_the_one_who_asked()
    {
        await using var world = await InventoryWorld.StartAsync();
        var tickets = world.Get<StreamTicketStore>();
        var ticket = await tickets.IssueAsync(
            world.Caller, TypedId.New<ResourceId>(TimeProvider.System), TypedId.New<AccountId>(TimeProvider.System), "logs", [], None);
        var other = world.Caller with { Principal = TypedId.New<PrincipalId>(TimeProvider.System) };

        Assert.Null(await tickets.RedeemAsync(other, ticket, None));
        Assert.NotNull(await tickets.RedeemAsync(world.Caller, ticket, None));
        Assert.Null(await tickets.RedeemAsync(world.Caller, ticket, None));
    }

    [Fact]
    public async Task A_command_runs_over_a_websocket_and_its_exit_code_comes_last()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        var streams = world.Get<ResourceStreams>();

        var body = new JsonObject { ["command"] = new JsonArray("sh"), ["tty"] = false };
        var offer = (await streams.OfferAsync(world.Caller, container.Id, "exec", body, None)).Value;
        var ticket = (await streams.RedeemAsync(world.Caller, offer.Url.Split('/')[^1], None)).Value;
        var (near, far) = Pair();
        var carrying = streams.CarryAsync(world.Caller, ticket, far, None);
        await near.SendAsync(Encoding.UTF8.GetBytes("echo hello\nexit 3\n"), WebSocketMessageType.Binary, true, None);
        var (output, last) = await ReadAsync(near);
        await carrying;

        Assert.Contains("hello", output, StringComparison.Ordinal);
        Assert.Equal(("exit", 3), (last!["type"]!.GetValue<string>(), last["code"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_log_that_is_not_followed_ends_by_itself()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        var streams = world.Get<ResourceStreams>();

        var offer = (await streams.OfferAsync(world.Caller, container.Id, "logs", new JsonObject { ["tail"] = 5 }, None)).Value;
        var ticket = (await streams.RedeemAsync(world.Caller, offer.Url.Split('/')[^1], None)).Value;
        var (near, far) = Pair();
        var carrying = streams.CarryAsync(world.Caller, ticket, far, None);
        var (_, last) = await ReadAsync(near);
        await carrying;

        Assert.Equal("exit", last!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_command_in_a_container_that_does_not_run_is_refused_before_there_is_a_ticket()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var exited = (await world.FindAsync("kind:container/container lifecycle:exited"))[0];

        var refused = await world.Get<ResourceStreams>().OfferAsync(
            world.Caller, exited.Id, "exec", new JsonObject { ["command"] = new JsonArray("sh") }, None);

        Assert.Equal("resource.wrongLifecycle", refused.Problem!.Type.Code);
    }

    [Fact]
    public async Task Looking_at_a_container_samples_it_and_looking_at_an_image_does_not()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var running = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        var image = (await world.FindAsync("kind:container/image"))[0];
        var metrics = world.Get<LiveMetrics>();

        var live = (await metrics.ReadAsync(world.Caller, running.Id, None)).Value;
        var again = (await metrics.ReadAsync(world.Caller, running.Id, None)).Value;
        var none = (await metrics.ReadAsync(world.Caller, image.Id, None)).Value;

        Assert.Contains(live.Items, metric => metric is { Name: "memory.usedBytes", Unit: "B", Points.Count: 1 });
        Assert.Equal(live.ObservedAt, again.ObservedAt);
        Assert.Equal(1, engine.Requests.Of($"GET /containers/{running.ExternalId}/stats"));
        Assert.Empty(none.Items);
    }

    /// <summary>Two ends of one websocket.</summary>
    private static (WebSocket Near, WebSocket Far) Pair()
    {
        var (left, right) = DuplexStream.Pair();
        var options = new WebSocketCreationOptions { IsServer = false };
        return (WebSocket.CreateFromStream(left, options), WebSocket.CreateFromStream(right, new WebSocketCreationOptions { IsServer = true }));
    }

    private static async Task<(string Output, JsonNode? Last)> ReadAsync(WebSocket socket)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var output = new StringBuilder();
        JsonNode? last = null;
        var buffer = new byte[64 * 1024];
        while (socket.State == WebSocketState.Open)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
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
