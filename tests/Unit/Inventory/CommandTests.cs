using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;
using Yunqiao.Operations.States;
using Yunqiao.Operations.Steering;
using Yunqiao.Simulators.Frame;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Inventory;

public sealed class CommandTests
{
    private static readonly CommandMode Execute = new(false, null, null);
    private static readonly CommandMode DryRun = new(true, null, null);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_container_is_created_stopped_started_and_destroyed_and_each_read_afterwards_shows_it()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);

        var created = await world.CreateAsync(account.Id, "web-1", new JsonObject { ["image"] = "nginx:1.27" });
        var id = created.Resources[0].Id;
        Assert.Equal("creating", (await world.ReadAsync(id))?.Lifecycle is "creating" or "created" ? "creating" : "later");
        await SucceedsAsync(world, created.Id);
        var running = (await world.ReadAsync(id))!;
        Assert.Equal(("web-1", "running", 64), (running.Name, running.Lifecycle, running.ExternalId.Length));
        Assert.Single(await world.FindAsync("kind:container/container name:web-1"));
        var history = (await world.Get<ChangeStore>().ListAsync(world.Caller.Scope, id, new PageRequest(100, null), None)).Value.Items;
        Assert.Single(history, change => change.Type == ChangeType.Created);

        await SucceedsAsync(world, (await world.ActAsync(id, "stop")).Id);
        Assert.Equal("exited", (await world.ReadAsync(id))!.Lifecycle);

        await SucceedsAsync(world, (await world.ActAsync(id, "start")).Id);
        Assert.Equal("running", (await world.ReadAsync(id))!.Lifecycle);

        var destroyed = (await world.Commands.DestroyAsync(world.Caller, id, Execute, None)).Value.Operation!;
        await SucceedsAsync(world, destroyed.Id);
        Assert.Null(await world.ReadAsync(id));
    }

    [Fact]
    public async Task A_lost_answer_to_a_create_leaves_one_container()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 1);
        engine.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.DropReply));
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);

        var created = await world.CreateAsync(account.Id, "only-one", new JsonObject { ["image"] = "nginx:1.27" });
        await SucceedsAsync(world, created.Id);

        var one = Assert.Single(await world.FindAsync("kind:container/container name:only-one"));
        Assert.Equal(("running", created.Resources[0].Id), (one.Lifecycle, one.Id));
        var listed = JsonNode.Parse(await GetAsync(engine, "/containers/json?all=1"))!.AsArray();
        Assert.Single(listed, row => row!["Names"]![0]!.GetValue<string>() == "/only-one");
    }

    [Fact]
    public async Task A_name_that_is_taken_fails_with_the_clouds_reason_and_leaves_nothing()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var taken = (await world.FindAsync("kind:container/container"))[0];

        var created = await world.CreateAsync(account.Id, taken.Name, new JsonObject { ["image"] = "nginx:1.27" });
        var ended = await world.EndedAsync(created.Id);

        Assert.Equal((OperationState.Failed, "provider.conflict"), (ended.State, ended.Error!.Code));
        Assert.Null(await world.ReadAsync(created.Resources[0].Id));
        Assert.Equal(12, (await world.FindAsync("kind:container/container")).Count);
    }

    [Fact]
    public async Task A_creation_that_failed_can_be_tried_again_under_the_same_id()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 1);
        engine.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.Status, Status: 400, Message: "not today"));
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var created = await world.CreateAsync(account.Id, "second-try", new JsonObject { ["image"] = "nginx:1.27" });
        Assert.Equal(OperationState.Failed, (await world.EndedAsync(created.Id)).State);
        Assert.Null(await world.ReadAsync(created.Resources[0].Id));

        Assert.Null((await world.Get<OperationSteering>().RetryAsync(world.Caller, created.Id, None)).Problem);
        await Eventually.TrueAsync(
            "it runs under its id", async () => (await world.ReadAsync(created.Resources[0].Id))?.Lifecycle == "running", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_placeholder_without_an_operation_goes_and_one_with_an_operation_stays()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 1);
        engine.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.Delay, DelayMilliseconds: 3000));
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var unit = new MergeUnit(world.Caller.Scope.Tenant, account.Id, "docker", "container/container", "global", false);
        var abandoned = await world.Get<Database>().TransactAsync(
            world.Caller.Scope,
            session => world.Get<ResourceStore>().AddPlaceholderAsync(
                session, unit, new Placeholder("abandoned", null, [], new Dictionary<string, string>()), MergeCause.Person(world.Caller), None),
            None);
        var wanted = await world.CreateAsync(account.Id, "wanted", new JsonObject { ["image"] = "nginx:1.27" });

        var dropped = await world.Get<PlaceholderReconciler>().DropAsync(DateTimeOffset.MaxValue, None);

        Assert.Equal(1, dropped);
        Assert.Null(await world.ReadAsync(abandoned));
        Assert.NotNull(await world.ReadAsync(wanted.Resources[0].Id));
        await SucceedsAsync(world, wanted.Id);
    }

    [Theory]
    [InlineData("private/secret:1", "provider.imageRefused", "docker.io")]
    [InlineData("registry.invalid/nginx:1", "provider.registryUnreachable", "registry.invalid")]
    public async Task An_image_that_cannot_be_pulled_fails_with_the_registrys_reason_and_leaves_nothing(string image, string code, string registry)
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);

        var created = await world.CreateAsync(account.Id, "ghost", new JsonObject { ["image"] = image });
        var ended = await world.EndedAsync(created.Id);

        Assert.Equal((OperationState.Failed, code), (ended.State, ended.Error!.Code));
        Assert.Contains($"The image {image} could not be pulled from {registry}: ", ended.Error.Detail, StringComparison.Ordinal);
        Assert.Null(await world.ReadAsync(created.Resources[0].Id));
    }

    [Fact]
    public async Task A_container_that_dies_at_start_fails_its_operation_and_stays_to_be_looked_at()
    {
        Assert.SkipUnless(DockerEngine.Unavailable is null, DockerEngine.Unavailable ?? "");
        var engine = await DockerEngine.SharedAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);

        var failing = await world.CreateAsync(
            account.Id, "dies-" + Guid.CreateVersion7().ToString("N")[20..], new JsonObject { ["image"] = DockerEngine.Image, ["command"] = Words("sh", "-c", "echo wrong; exit 7") });
        var ended = await world.EndedAsync(failing.Id);
        Assert.Equal((OperationState.Failed, "container.diedAtStart"), (ended.State, ended.Error!.Code));
        Assert.Contains("7", ended.Error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", ended.Error.Detail, StringComparison.Ordinal);
        var kept = (await world.ReadAsync(failing.Resources[0].Id))!;
        Assert.Equal(("exited", 7), (kept.Lifecycle, kept.Attributes["exitCode"]!.GetValue<int>()));

        var job = await world.CreateAsync(
            account.Id, "job-" + Guid.CreateVersion7().ToString("N")[20..], new JsonObject { ["image"] = DockerEngine.Image, ["command"] = Words("sh", "-c", "exit 0") });
        await SucceedsAsync(world, job.Id);
        Assert.Equal("exited", (await world.ReadAsync(job.Resources[0].Id))!.Lifecycle);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_operation_and_one_placeholder()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 1);
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var attributes = new JsonObject { ["image"] = "nginx:1.27" };

        var first = await world.CreateAsync(account.Id, "once", attributes, key: "k-1");
        var second = await world.CreateAsync(account.Id, "once", attributes, key: "k-1");

        Assert.Equal(first.Id, second.Id);
        await SucceedsAsync(world, first.Id);
        Assert.Single(await world.FindAsync("kind:container/container name:once"));
    }

    [Fact]
    public async Task A_key_sent_again_after_the_thing_went_gives_the_operation_that_ended_it()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var thing = (await world.FindAsync("kind:container/container"))[0];
        var keyed = Execute with { IdempotencyKey = "once" };
        var first = (await world.Commands.DestroyAsync(world.Caller, thing.Id, keyed, None)).Value.Operation!;
        await SucceedsAsync(world, first.Id);

        Assert.Equal(first.Id, (await world.Commands.DestroyAsync(world.Caller, thing.Id, keyed, None)).Value.Operation!.Id);
        Assert.Equal("request.notFound", (await world.Commands.ForgetAsync(world.Caller, thing.Id, keyed, None)).Problem!.Type.Code);
        Assert.Equal("request.notFound", (await world.Commands.DestroyAsync(world.Caller, thing.Id, Execute, None)).Problem!.Type.Code);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_does_nothing()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];

        var plan = (await world.Commands.DestroyAsync(world.Caller, container.Id, DryRun, None)).Value.Plan!;

        Assert.Equal((container.Id, PlanEffectKind.Destroyed), (plan.Affects[0].Resource, plan.Affects[0].Effect));
        Assert.Contains(plan.Affects, effect => effect is { Kind: "container/network", Effect: PlanEffectKind.Detached });
        Assert.Contains(plan.ApiCalls, call => call.Action == "DELETE /containers/{id}");
        Assert.NotNull(await world.ReadAsync(container.Id));
    }

    [Fact]
    public async Task A_dry_run_of_a_creation_asks_the_engine_for_the_name_and_the_image()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var taken = (await world.FindAsync("kind:container/container"))[0];

        var conflict = await CreateAsync(taken.Name, "nginx:1.27");
        Assert.Equal(("provider.conflict", "/name"), (conflict.Problem!.Type.Code, Assert.Single(conflict.Problem.Errors).Pointer));
        var bad = await CreateAsync("no spaces", "nginx:1.27");
        Assert.Equal(("/name", "pattern"), (Assert.Single(bad.Problem!.Errors).Pointer, bad.Problem.Errors[0].Code));
        var absent = (await CreateAsync("fine", "library/fresh:3")).Value.Plan!;
        Assert.Equal("The engine does not have library/fresh:3; it is pulled from docker.io first.", absent.Warnings[0]);
        var present = (await CreateAsync("fine", "nginx:1.27")).Value.Plan!;
        Assert.DoesNotContain(present.Warnings, warning => warning.Contains("pulled", StringComparison.Ordinal));
        Assert.Equal(0, engine.Requests.Of("POST /containers/create") + engine.Requests.Of("POST /images/create"));

        await engine.DisposeAsync();
        var away = (await CreateAsync("fine", "nginx:1.27")).Value.Plan!;
        Assert.StartsWith("The cloud could not be asked whether this would go well. ", away.Warnings[0], StringComparison.Ordinal);

        Task<Result<CommandAnswer>> CreateAsync(string name, string image) => world.Commands.CreateAsync(
            world.Caller,
            new CreateResourceRequest("container/container", account.Id.ToString(), name, Attributes: new JsonObject { ["image"] = image }),
            DryRun,
            None);
    }

    [Fact]
    public async Task What_is_protected_is_not_destroyed_until_the_protection_is_taken_off()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        await ProtectAsync(true);

        Assert.True((await world.ReadAsync(container.Id))!.DeletionProtection);
        foreach (var mode in new[] { DryRun, Execute })
        {
            var refused = (await world.Commands.DestroyAsync(world.Caller, container.Id, mode, None)).Problem!;
            Assert.Equal("resource.protected", refused.Type.Code);
            Assert.StartsWith($"{container.Name} is protected against deletion, Yunqiao.", refused.DetailIn(Language.English), StringComparison.Ordinal);
        }

        var batch = new JsonObject { ["query"] = $"id:{container.Id}", ["expectedCount"] = 1 };
        var many = (await world.Get<BatchCommands>().StartAsync(world.Caller, "destroy", batch, Execute, None)).Value.Operation!;
        Assert.Equal((OperationState.Failed, 1), ((await world.EndedAsync(many.Id)) is var ended ? (ended.State, ended.Items!.Failed) : default));
        await SucceedsAsync(world, (await world.ActAsync(container.Id, "restart")).Id);
        Assert.True((await world.ReadAsync(container.Id))!.DeletionProtection);

        await ProtectAsync(false);
        await SucceedsAsync(world, (await world.Commands.DestroyAsync(world.Caller, container.Id, Execute, None)).Value.Operation!.Id);
        Assert.Null(await world.ReadAsync(container.Id));

        Task ProtectAsync(bool on) => world.Get<Database>().TransactAsync(
            world.Caller.Scope,
            session => world.Get<ResourceStore>().ChangeOwnAsync(session, container.Id, new OwnFields(null, null, on), MergeCause.Person(world.Caller), None),
            None);
    }

    [Fact]
    public async Task What_waits_for_another_operation_on_the_same_thing_says_so()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        engine.Faults.Add(new FaultRule("POST /containers/*/stop", SimulatedFault.Delay, DelayMilliseconds: 5000));

        var stop = await world.ActAsync(container.Id, "stop");
        var plan = (await world.Commands.DestroyAsync(world.Caller, container.Id, DryRun, None)).Value.Plan!;
        var destroy = (await world.Commands.DestroyAsync(world.Caller, container.Id, Execute, None)).Value.Operation!;

        Assert.Equal($"Another operation is under way: {stop.Title}. This one begins when that has ended.", plan.Warnings[0]);
        Assert.Equal(stop.Id, destroy.WaitingFor?.Id);
        await SucceedsAsync(world, stop.Id);
        await SucceedsAsync(world, destroy.Id);
        Assert.Null((await world.EndedAsync(destroy.Id)).WaitingFor);
    }

    [Fact]
    public async Task A_plan_is_executed_while_the_graph_stands_and_refused_once_it_has_moved()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        var plan = (await world.Commands.ActAsync(world.Caller, container.Id, "stop", [], DryRun, None)).Value.Plan!;
        var destroy = (await world.Commands.DestroyAsync(world.Caller, container.Id, DryRun, None)).Value.Plan!;

        var other = await world.Commands.DestroyAsync(world.Caller, container.Id, new CommandMode(false, plan.Id.ToString(), null), None);
        Assert.Equal("plan.unknown", other.Problem!.Type.Code);

        var executed = await world.Commands.ActAsync(world.Caller, container.Id, "stop", [], new CommandMode(false, plan.Id.ToString(), null), None);
        await SucceedsAsync(world, executed.Value.Operation!.Id);

        var stale = await world.Commands.DestroyAsync(world.Caller, container.Id, new CommandMode(false, destroy.Id.ToString(), null), None);
        Assert.Equal(("plan.stale", 409), (stale.Problem!.Type.Code, stale.Problem.Type.Status));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_before_there_is_an_operation()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var exited = (await world.FindAsync("kind:container/container lifecycle:exited"))[0];
        var host = (await world.FindAsync("kind:compute/host"))[0];

        Assert.Equal("resource.wrongLifecycle", await RefusalAsync(world.Commands.ActAsync(world.Caller, exited.Id, "stop", [], Execute, None)));
        Assert.Equal("resource.verbUnsupported", await RefusalAsync(world.Commands.ActAsync(world.Caller, host.Id, "stop", [], Execute, None)));
        Assert.Equal("resource.verbUnsupported", await RefusalAsync(world.Commands.DestroyAsync(world.Caller, host.Id, Execute, None)));
        var bad = await world.Commands.CreateAsync(
            world.Caller,
            new CreateResourceRequest("container/container", account.Id.ToString(), "", Attributes: new JsonObject { ["image"] = 7, ["imge"] = "x", ["memoryLimitMib"] = 1 }),
            Execute,
            None);
        Assert.Equal(["/attributes/image", "/attributes/imge", "/attributes/memoryLimitMib", "/name"], bad.Problem!.Errors.Select(e => e.Pointer).Order());
    }

    [Fact]
    public async Task A_forgotten_resource_stays_at_the_cloud_and_later_syncs_pass_it_over()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container"))[0];

        var forget = (await world.Commands.ForgetAsync(world.Caller, container.Id, Execute, None)).Value.Operation!;
        await SucceedsAsync(world, forget.Id);
        await world.Accounts.SyncAsync(world.Caller, account.Id, None);
        await world.SyncedAsync(account.Id);

        Assert.Equal(11, (await world.FindAsync("kind:container/container")).Count);
        Assert.Contains(container.ExternalId, await GetAsync(engine, "/containers/json?all=1"), StringComparison.Ordinal);
    }

    private static async Task SucceedsAsync(InventoryWorld world, OperationId id)
    {
        var ended = await world.EndedAsync(id);
        Assert.True(ended.State == OperationState.Succeeded, $"{ended.State}: {ended.Error?.Code} {ended.Error?.Detail}");
    }

    private static async Task<string?> RefusalAsync(Task<Result<CommandAnswer>> command) => (await command).Problem?.Type.Code;

    private static JsonArray Words(params string[] words) => [.. words.Select(word => (JsonNode)word)];

    private static async Task<string> GetAsync(Simulator engine, string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(engine.Endpoint + path));
    }
}
