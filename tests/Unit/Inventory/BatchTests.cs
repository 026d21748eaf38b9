using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Operations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using Yunqiao.Operations.Steering;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>One action on all resources that a query finds, each with its own outcome.</summary>
public sealed class BatchTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly CommandMode Execute = new(false, null, null);

    [Fact]
    public async Task Every_resource_has_its_own_outcome_and_trying_again_takes_up_only_those_that_failed()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var running = await world.FindAsync("kind:container/container lifecycle:running");
        Assert.True(running.Count >= 3);
        var unlucky = running[1];
        engine.Faults.Add(new FaultRule($"POST /containers/{unlucky.ExternalId}/stop", SimulatedFault.Status, Times: 0, Status: 409, Message: "no"));

        var started = await StartAsync(world, "stop", "kind:container/container lifecycle:running", running.Count);
        var ended = await EndedAsync(world, started.Id);

        Assert.Equal((OperationState.Failed, "operation.itemsFailed"), (ended.State, ended.Error!.Code));
        Assert.Equal((running.Count - 1, 1), (ended.Items!.Succeeded, ended.Items.Failed));
        var failed = Assert.Single(await ItemsAsync(world, started.Id, OperationItemState.Failed));
        Assert.Equal((unlucky.Id, true), (failed.Resource.Id, failed.Error!.Detail.Contains("no", StringComparison.Ordinal)));
        Assert.Equal([unlucky.Id], (await world.FindAsync("kind:container/container lifecycle:running")).Select(resource => resource.Id));
        var list = (await world.Get<OperationReader>().ListAsync(world.Caller, new OperationFilter([], null), new PageRequest(50, null), None)).Value.Items;
        Assert.DoesNotContain(list, operation => operation.Parent is not null);
        var children = (await world.Get<OperationReader>().ListAsync(world.Caller, new OperationFilter([], null, started.Id), new PageRequest(200, null), None)).Value.Items;
        Assert.Equal(running.Count, children.Count);

        engine.Faults.Clear();
        Assert.Null((await world.Get<OperationSteering>().RetryAsync(world.Caller, started.Id, None)).Problem);
        var again = await EndedAsync(world, started.Id);

        Assert.Equal((OperationState.Succeeded, running.Count), (again.State, again.Items!.Succeeded));
        Assert.Empty(await world.FindAsync("kind:container/container lifecycle:running"));
        Assert.Equal(running.Count + 1, Stops(engine, running));
    }

    [Fact]
    public async Task What_is_not_as_the_caller_saw_it_is_refused_before_anything_is_done()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var running = await world.FindAsync("kind:container/container lifecycle:running");
        const string Query = "kind:container/container lifecycle:running";

        var other = await AskAsync(world, "stop", Query, running.Count + 1, Execute);
        Assert.Equal("resource.countChanged", other.Problem!.Type.Code);
        Assert.Contains($"the query finds {running.Count}.", other.Problem.DetailIn(Language.English), StringComparison.Ordinal);
        Assert.Equal(["/query", "/expectedCount"], (await world.Get<BatchCommands>().StartAsync(world.Caller, "stop", [], Execute, None)).Problem!.Errors.Select(error => error.Pointer));
        Assert.Equal("resource.verbUnsupported", (await AskAsync(world, "exec", Query, running.Count, Execute)).Problem!.Type.Code);
        var mixed = await world.FindAsync("provider:docker");
        Assert.Equal("resource.verbUnsupported", (await AskAsync(world, "stop", "provider:docker", mixed.Count, Execute)).Problem!.Type.Code);
        Assert.Equal("/timeoutSeconds", (await AskAsync(world, "stop", Query, running.Count, Execute, ("timeoutSeconds", 100_000))).Problem!.Errors[0].Pointer);

        var plan = (await AskAsync(world, "stop", Query, running.Count, new CommandMode(true, null, null))).Value.Plan!;
        Assert.Equal(running.Select(resource => resource.Id).ToHashSet(), plan.Affects.Select(effect => effect.Resource!.Value).ToHashSet());
        Assert.Equal(running.Count, Assert.Single(plan.ApiCalls).Count);
        await EndedAsync(world, (await world.ActAsync(running[0].Id, "restart")).Id);
        await EndedAsync(world, (await StartAsync(world, "stop", "kind:container/container lifecycle:running", running.Count)).Id);
        Assert.Equal("resource.countChanged", (await AskAsync(world, "stop", Query, running.Count, new CommandMode(false, plan.Id.ToString(), null))).Problem!.Type.Code);
        var exited = await world.FindAsync("kind:container/container");
        var refused = (await AskAsync(world, "stop", "kind:container/container", exited.Count, new CommandMode(true, null, null))).Value.Plan!;
        var stopped = exited.Count(resource => resource.Lifecycle is "exited" or "created" or "dead");
        Assert.Equal($"{stopped} of {exited.Count} are so already and would be skipped.", refused.Warnings[0]);
        Assert.Equal(exited.Count - stopped, refused.Affects.Count);
    }

    [Fact]
    public async Task What_is_so_already_or_gone_is_skipped_and_is_no_failure()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var all = await world.FindAsync("kind:container/container");
        var off = all.Count(resource => resource.Power == Power.Off);
        Assert.True(off > 0 && off < all.Count, $"{off} of {all.Count} are off");
        var paused = all.Where(resource => resource.Power == Power.Suspended).Select(resource => resource.Id).ToHashSet();
        foreach (var id in paused)
        {
            await EndedAsync(world, (await world.ActAsync(id, "unpause")).Id);
        }

        var ended = await EndedAsync(world, (await StartAsync(world, "stop", "kind:container/container", all.Count)).Id);

        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.Equal((off, all.Count - off, 0), (ended.Items!.Skipped, ended.Items.Succeeded, ended.Items.Failed));
        var skipped = (await ItemsAsync(world, ended.Id, OperationItemState.Skipped))[0];
        Assert.Equal(("resource.soAlready", null), (skipped.Error!.Code, skipped.Operation));
        Assert.Equal(all.Count - off, Stops(engine, all));
    }

    [Fact]
    public async Task No_more_of_one_account_are_on_their_way_at_once_than_may()
    {
        await using var database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(OperationsFeature.Migrations);
        var scope = Scope.Of(TypedId.New<TenantId>(TimeProvider.System));
        var operation = TypedId.New<OperationId>(TimeProvider.System);
        var items = new OperationItemStore(database.Database);
        var (one, two) = (TypedId.New<AccountId>(TimeProvider.System), TypedId.New<AccountId>(TimeProvider.System));
        NewItem Thing(int i) => new(new OperationResource(TypedId.New<ResourceId>(TimeProvider.System), "container/container", $"c{i}"), i < 8 ? one : i < 10 ? two : null);
        await database.Database.TransactAsync(
            scope,
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    insert into operation (id, tenant_id, scope_tenants, kind, version, title, state, input, requested_by, requested_by_name, seq, created_at, queued_at)
                    values (@operation, @tenant, array[@tenant::uuid], 'k', 1, '{}', 'running', '{}', @tenant, 'n', 1, now(), now())
                    """,
                    new { operation, tenant = scope.Tenant },
                    None);
                await items.AddAsync(session, operation, [.. Enumerable.Range(0, 11).Select(Thing)], None);
            },
            None);

        var first = await items.ClaimAsync(scope, operation, 60, 3, None);
        Assert.Equal([0, 1, 2, 8, 9, 10], first.Select(item => item.Position).Order());
        Assert.All(first, item => Assert.False(item.Again));

        // A server that died now would have left all of them claimed and none begun: they take no place.
        Assert.Equal((11, 0), (await items.CountAsync(scope, operation, None)) is var counts ? (counts.Pending, counts.Running) : default);
        await items.StartedAsync(scope, operation, 0, operation, None);
        await items.EndAsync(scope, operation, 1, new ItemOutcome(OperationItemState.Succeeded, null), None);

        // One has its operation and one has ended; the third was claimed before, as before a crash.
        var next = await items.ClaimAsync(scope, operation, 60, 3, None);
        Assert.Equal([(2, true), (3, false), (8, true), (9, true), (10, true)], next.Select(item => (item.Position, item.Again)).Order());
    }

    [Fact]
    public async Task Cancelling_stops_what_has_not_begun_and_keeps_what_was_done()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 60);
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var running = await world.FindAsync("kind:container/container lifecycle:running");
        Assert.True(running.Count > 25, $"{running.Count} are too few to stop in the middle");
        engine.Faults.Add(new FaultRule("POST /containers/*/stop", SimulatedFault.Delay, Times: 0, DelayMilliseconds: 1500));
        var started = await StartAsync(world, "stop", "kind:container/container lifecycle:running", running.Count);
        await Eventually.GetAsync<object>("the first stop", () => Task.FromResult<object?>(Stops(engine, running) > 0 ? started : null), TimeSpan.FromSeconds(30));

        Assert.Null((await world.Get<OperationSteering>().CancelAsync(world.Caller, started.Id, None)).Problem);
        var ended = await EndedAsync(world, started.Id);

        Assert.Equal(OperationState.Cancelled, ended.State);
        Assert.Equal((0, 0), (ended.Items!.Pending, ended.Items.Running));
        Assert.True(ended.Items.Cancelled > 0 && ended.Items.Succeeded > 0, ended.Items.ToString());
        Assert.Equal(ended.Items.Succeeded, Stops(engine, running));
    }

    private static int Stops(Simulator engine, IReadOnlyList<Resource> resources) =>
        resources.Sum(resource => engine.Requests.Of($"POST /containers/{resource.ExternalId}/stop"));

    private static async Task<OperationView> StartAsync(InventoryWorld world, string verb, string query, int count) =>
        (await AskAsync(world, verb, query, count, Execute)).Value.Operation!;

    private static Task<Result<CommandAnswer>> AskAsync(
        InventoryWorld world, string verb, string query, int count, CommandMode mode, params (string Name, JsonNode Value)[] inputs)
    {
        var body = new JsonObject { ["query"] = query, ["expectedCount"] = count };
        foreach (var (name, value) in inputs)
        {
            body[name] = value;
        }

        return world.Get<BatchCommands>().StartAsync(world.Caller, verb, body, mode, None);
    }

    private static Task<OperationView> EndedAsync(InventoryWorld world, OperationId id) => world.EndedAsync(id);

    private static async Task<IReadOnlyList<OperationItemView>> ItemsAsync(InventoryWorld world, OperationId id, OperationItemState state) =>
        (await world.Get<OperationReader>().ItemsAsync(world.Caller, id, state, new PageRequest(200, null), None)).Value.Items;
}
