using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Sync;
using Yunqiao.Operations.States;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Inventory;

public sealed class SyncTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Everything_of_a_new_engine_is_there_within_five_seconds()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 12);
        await using var world = await InventoryWorld.StartAsync();

        var created = (await world.Accounts.CreateAsync(world.Caller, new CreateAccountRequest("shop", "docker", Endpoint: engine.Endpoint), None)).Value;
        var account = await world.UntilAsync(
            created.Id, "has it all", a => a.Sync.State == UnitState.Idle && a.ResourceCount > 0, TimeSpan.FromSeconds(5));

        Assert.Equal(UnitState.Running, created.Sync.State);
        Assert.Equal(12, (await world.FindAsync("kind:container/container")).Count);
        Assert.Single(await world.FindAsync("kind:compute/host"));
        Assert.Equal(6, (await world.FindAsync("kind:container/image")).Count);
        Assert.Equal(4, (await world.FindAsync("kind:container/network")).Count);
        Assert.Equal(2, (await world.FindAsync("kind:container/volume")).Count);
        Assert.Equal(25, account.ResourceCount);
        Assert.NotNull(account.Sync.LastSuccessAt);
    }

    [Fact]
    public async Task What_happens_at_the_engine_shows_within_two_seconds()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        await world.UntilAsync(account.Id, "has a live feed", a => a.Sync.Feed == FeedState.Live, TimeSpan.FromSeconds(10));
        await world.SyncedAsync(account.Id);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];

        await PostAsync(engine, $"/containers/{container.ExternalId}/stop");

        await Eventually.TrueAsync(
            "the container shows as exited",
            async () => (await world.ReadAsync(container.Id))?.Lifecycle == "exited",
            TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task What_is_removed_at_the_engine_is_gone_within_two_seconds()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        await world.UntilAsync(account.Id, "has a live feed", a => a.Sync.Feed == FeedState.Live, TimeSpan.FromSeconds(10));
        await world.SyncedAsync(account.Id);
        var container = (await world.FindAsync("kind:container/container lifecycle:exited"))[0];

        using var http = new HttpClient();
        (await http.DeleteAsync(new Uri($"{engine.Endpoint}/containers/{container.ExternalId}"), None)).EnsureSuccessStatusCode();

        await Eventually.TrueAsync(
            "the container is gone", async () => await world.ReadAsync(container.Id) is null, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_unit_that_fails_leaves_its_siblings_alone_and_keeps_what_is_known()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        engine.Faults.Add(new FaultRule("GET /networks", SimulatedFault.Status, Times: 0, Status: 500));

        await world.Accounts.SyncAsync(world.Caller, account.Id, None);
        var after = await world.UntilAsync(account.Id, "has failed", a => a.Sync.State == UnitState.Failed, TimeSpan.FromSeconds(20));

        var networks = after.Sync.Units.Single(unit => unit.Kind == "container/network");
        Assert.Equal(UnitState.Failed, networks.State);
        Assert.NotNull(networks.Error);
        Assert.Equal(4, networks.Count);
        Assert.All(after.Sync.Units.Where(unit => unit.Kind != "container/network"), unit => Assert.Equal(UnitState.Idle, unit.State));
        Assert.Equal(4, (await world.FindAsync("kind:container/network")).Count);
    }

    [Fact]
    public async Task An_engine_that_is_down_keeps_its_inventory_and_recovers_by_itself()
    {
        await using var world = await InventoryWorld.StartAsync();
        AccountView account;
        int port;
        await using (var engine = await InventoryWorld.EngineAsync())
        {
            port = new Uri(engine.Endpoint).Port;
            account = await world.ConnectAsync(engine.Endpoint);
            await world.UntilAsync(account.Id, "has a live feed", a => a.Sync.Feed == FeedState.Live, TimeSpan.FromSeconds(10));
            await world.SyncedAsync(account.Id);
        }

        // The feed and the units notice it each by itself.
        var down = await world.UntilAsync(
            account.Id,
            "says it is down",
            a => a.Sync.Feed == FeedState.Connecting && a.Sync.Units.All(unit => unit.State == UnitState.Failed),
            TimeSpan.FromSeconds(30));
        Assert.All(down.Sync.Units, unit => Assert.Equal("provider.unavailable", unit.Error!.Code));
        Assert.Equal(12, (await world.FindAsync("kind:container/container")).Count);

        await using var again = await InventoryWorld.EngineAsync(port: port);
        await world.UntilAsync(
            account.Id, "has recovered", a => a is { Sync: { State: UnitState.Idle, Feed: FeedState.Live } }, TimeSpan.FromSeconds(30));
        Assert.Equal(12, (await world.FindAsync("kind:container/container")).Count);
    }

    [Fact]
    public async Task A_real_engine_is_seen_followed_and_survived()
    {
        Assert.SkipUnless(DockerEngine.Unavailable is null, DockerEngine.Unavailable ?? "");
        await using var engine = await DockerEngine.CreateAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        await world.UntilAsync(account.Id, "has a live feed", a => a.Sync.Feed == FeedState.Live, TimeSpan.FromSeconds(10));
        await world.SyncedAsync(account.Id);
        var created = await world.CreateAsync(
            account.Id, "sleeper", new JsonObject { ["image"] = DockerEngine.Image, ["command"] = new JsonArray("sleep", "600") });
        Assert.Equal(OperationState.Succeeded, (await world.EndedAsync(created.Id)).State);
        var container = (await world.ReadAsync(created.Resources[0].Id))!;

        await engine.StopAsync();
        await world.UntilAsync(account.Id, "says it is down", a => a.Sync.State == UnitState.Failed, TimeSpan.FromSeconds(30));
        Assert.NotNull(await world.ReadAsync(container.Id));

        await engine.StartAsync();
        await world.UntilAsync(
            account.Id, "has recovered", a => a is { Sync: { State: UnitState.Idle, Feed: FeedState.Live } }, TimeSpan.FromSeconds(45));
        await Eventually.TrueAsync(
            "the container shows as exited, as its engine left it",
            async () => (await world.ReadAsync(container.Id))?.Lifecycle == "exited",
            TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_empty_answer_erases_nothing_until_a_person_says_so()
    {
        await using var world = await InventoryWorld.StartAsync();
        AccountView account;
        int port;
        await using (var engine = await InventoryWorld.EngineAsync())
        {
            port = new Uri(engine.Endpoint).Port;
            account = await world.ConnectAsync(engine.Endpoint);
        }

        await using var empty = await InventoryWorld.EngineAsync(containers: 0, port: port);
        await world.Accounts.SyncAsync(world.Caller, account.Id, None);
        var held = await world.UntilAsync(account.Id, "is held", a => a.Sync.State == UnitState.Held, TimeSpan.FromSeconds(30));

        var containers = held.Sync.Units.Single(unit => unit.Kind == "container/container");
        Assert.Equal((UnitState.Held, 12), (containers.State, containers.Missing));
        Assert.Equal(12, (await world.FindAsync("kind:container/container sync:missing")).Count);

        await world.SyncedAsync(account.Id);
        var held2 = await world.Get<HeldUnits>().ReleaseAsync(
            world.Caller, account.Id, "global", "container/container", new ReleaseUnitRequest("accept"), None);
        Assert.Null(held2.Problem);
        Assert.Empty(await world.FindAsync("kind:container/container"));
    }

    private static async Task PostAsync(Simulator engine, string path)
    {
        using var http = new HttpClient();
        (await http.PostAsync(new Uri(engine.Endpoint + path), null)).EnsureSuccessStatusCode();
    }
}
