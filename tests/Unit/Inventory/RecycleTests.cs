using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Kernel.Plans;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.States;
using Yunqiao.Operations.Steering;
using Yunqiao.Simulators.Frame;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>The recycle bin: stopped and hidden, restorable under the same id, destroyed when its time is over.</summary>
public sealed class RecycleTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly CommandMode Execute = new(false, null, null);

    [Fact]
    public async Task What_is_recycled_is_stopped_and_in_no_list_and_comes_back_under_its_id()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var thing = await RunningAsync(world);
        var before = await world.FindAsync("kind:container/container");

        await SucceedsAsync(world, await RecycleAsync(world, thing.Id));

        Assert.Null(await world.ReadAsync(thing.Id));
        Assert.Equal(before.Count - 1, (await world.FindAsync("kind:container/container")).Count);
        var kept = Assert.Single((await world.Get<RecycleBinStore>().ListAsync(world.Caller.Scope, new PageRequest(10, null), None)).Value.Items);
        Assert.Equal((thing.Id, thing.Name, thing.ExternalId, world.Caller.Name), (kept.Id, kept.Name, kept.ExternalId, kept.RecycledByName));
        Assert.Equal(RecycleBin.DefaultDays, (kept.PurgeAt - kept.RecycledAt).TotalDays, 3);
        Assert.False(await IsRunningAsync(engine, thing));
        Assert.Empty((await world.Get<RecycleBinStore>().ListAsync(Scope.Of(TypedId.New<TenantId>(TimeProvider.System)), new PageRequest(10, null), None)).Value.Items);

        // A sync sees it and passes it over.
        await world.Accounts.SyncAsync(world.Caller, account.Id, None);
        await world.SyncedAsync(account.Id);
        Assert.Null(await world.ReadAsync(thing.Id));

        await SucceedsAsync(world, (await world.Get<RecycleBin>().RestoreAsync(world.Caller, thing.Id, Execute, None)).Value.Operation!);

        var back = (await world.ReadAsync(thing.Id))!;
        Assert.Equal((thing.Name, Power.Off), (back.Name, back.Power));
        Assert.Null(await world.Get<RecycleBinStore>().FindAsync(world.Caller.Scope, thing.Id, None));
        var history = (await world.Get<ChangeStore>().ListAsync(world.Caller.Scope, thing.Id, new PageRequest(100, null), None)).Value.Items;
        Assert.Contains(history, change => change.Type == ChangeType.Restored);
        await SucceedsAsync(world, await world.ActAsync(thing.Id, "start"));
    }

    [Fact]
    public async Task What_has_been_in_the_bin_for_its_time_is_destroyed_at_the_cloud_unless_somebody_uses_it_again()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var running = await world.FindAsync("kind:container/container lifecycle:running");
        var (gone, used) = (running[0], running[1]);
        await SucceedsAsync(world, await RecycleAsync(world, gone.Id));
        await SucceedsAsync(world, await RecycleAsync(world, used.Id));
        var reconciler = world.Get<IEnumerable<IReconciler>>().OfType<RecycleBinReconciler>().Single();
        await reconciler.ReconcileAsync(None);
        Assert.True(await IsThereAsync(engine, gone));

        using (var http = new HttpClient())
        {
            await http.PostAsync($"{engine.Endpoint}/containers/{used.ExternalId}/start", null, None);
        }

        await world.Get<Database>().TransactAsync(
            world.Caller.Scope, session => session.ExecuteAsync("update recycle_bin set purge_at = @now", new { now = session.Now }, None), None);
        await reconciler.ReconcileAsync(None);
        await reconciler.ReconcileAsync(None);

        var purge = await EndedAsync(world, gone.Id);
        Assert.Equal((OperationState.Succeeded, world.Caller.Name), (purge.State, purge.RequestedBy.Name));
        Assert.False(await IsThereAsync(engine, gone));
        Assert.Null(await world.Get<RecycleBinStore>().FindAsync(world.Caller.Scope, gone.Id, None));
        var kept = await EndedAsync(world, used.Id);
        Assert.Equal((OperationState.Failed, "recycle.inUseAgain"), (kept.State, kept.Error!.Code));
        Assert.True(await IsRunningAsync(engine, used));
        Assert.NotNull(await world.Get<RecycleBinStore>().FindAsync(world.Caller.Scope, used.Id, None));
    }

    [Fact]
    public async Task What_was_destroyed_at_the_cloud_cannot_be_restored_and_leaves_the_bin()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var thing = await RunningAsync(world);
        await SucceedsAsync(world, await RecycleAsync(world, thing.Id));
        using (var http = new HttpClient())
        {
            await http.DeleteAsync($"{engine.Endpoint}/containers/{thing.ExternalId}?force=true", None);
        }

        var restore = (await world.Get<RecycleBin>().RestoreAsync(world.Caller, thing.Id, Execute, None)).Value.Operation!;

        Assert.Equal("resource.notThere", (await world.EndedAsync(restore.Id)).Error!.Code);
        Assert.Equal("request.notFound", (await world.Get<RecycleBin>().RestoreAsync(world.Caller, thing.Id, Execute, None)).Problem!.Type.Code);
    }

    [Fact]
    public async Task Recycling_that_is_cancelled_starts_the_thing_again()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var thing = await RunningAsync(world);
        engine.Faults.Add(new FaultRule($"POST /containers/{thing.ExternalId}/stop", SimulatedFault.Delay, DelayMilliseconds: 1500));
        var operation = await RecycleAsync(world, thing.Id);
        await Eventually.TrueAsync("the stop", () => Task.FromResult(engine.Requests.Of($"POST /containers/{thing.ExternalId}/stop") > 0), TimeSpan.FromSeconds(20));

        await world.Get<OperationSteering>().CancelAsync(world.Caller, operation.Id, None);

        Assert.Equal(OperationState.Cancelled, (await world.EndedAsync(operation.Id)).State);
        Assert.True(await IsRunningAsync(engine, thing));
        Assert.NotNull(await world.ReadAsync(thing.Id));
    }

    [Fact]
    public async Task What_cannot_be_recycled_or_is_protected_is_refused_and_a_dry_run_says_what_would_happen()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var thing = await RunningAsync(world);
        var image = (await world.FindAsync("kind:container/image"))[0];

        Assert.Equal("resource.recycleUnsupported", (await world.Commands.RecycleAsync(world.Caller, image.Id, null, Execute, None)).Problem!.Type.Code);
        Assert.Equal("recycle.retention", (await world.Commands.RecycleAsync(world.Caller, thing.Id, 91, Execute, None)).Problem!.Type.Code);
        var plan = (await world.Commands.RecycleAsync(world.Caller, thing.Id, 3, new CommandMode(true, null, null), None)).Value.Plan!;
        Assert.Equal(PlanEffectKind.Stopped, plan.Affects[0].Effect);
        Assert.Contains("It can be restored for 3 days", plan.Warnings[0], StringComparison.Ordinal);
        Assert.True(await IsRunningAsync(engine, thing));

        await world.Get<Database>().TransactAsync(
            world.Caller.Scope,
            session => world.Get<ResourceStore>().ChangeOwnAsync(
                session, thing.Id, new OwnFields(null, null, true), Yunqiao.Graph.Merging.MergeCause.Person(world.Caller), None),
            None);
        Assert.Equal("resource.protected", (await world.Commands.RecycleAsync(world.Caller, thing.Id, null, Execute, None)).Problem!.Type.Code);
    }

    [Fact]
    public async Task Many_are_recycled_by_one_operation()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        const string Query = "kind:container/container lifecycle:running";
        var running = await world.FindAsync(Query);
        JsonObject Body(int days) => new() { ["query"] = Query, ["expectedCount"] = running.Count, ["retentionDays"] = days };

        Assert.Equal("recycle.retention", (await world.Get<BatchCommands>().StartAsync(world.Caller, "recycle", Body(0), Execute, None)).Problem!.Type.Code);
        var started = (await world.Get<BatchCommands>().StartAsync(world.Caller, "recycle", Body(2), Execute, None)).Value.Operation!;
        await SucceedsAsync(world, started);

        Assert.Empty(await world.FindAsync(Query));
        var kept = (await world.Get<RecycleBinStore>().ListAsync(world.Caller.Scope, new PageRequest(100, null), None)).Value.Items;
        Assert.Equal(running.Select(resource => resource.Id).ToHashSet(), kept.Select(thing => thing.Id).ToHashSet());
        Assert.All(kept, thing => Assert.Equal(2, (thing.PurgeAt - thing.RecycledAt).TotalDays, 3));
    }

    private static async Task<Resource> RunningAsync(InventoryWorld world) => (await world.FindAsync("kind:container/container lifecycle:running"))[0];

    private static async Task<OperationView> RecycleAsync(InventoryWorld world, ResourceId id) =>
        (await world.Commands.RecycleAsync(world.Caller, id, null, Execute, None)).Value.Operation!;

    private static async Task SucceedsAsync(InventoryWorld world, OperationView operation)
    {
        var ended = await world.EndedAsync(operation.Id);
        Assert.True(ended.State == OperationState.Succeeded, $"{ended.Title}: {ended.State} {ended.Error?.Detail}");
    }

    /// <summary>How the newest operation on a resource ended.</summary>
    private static async Task<OperationView> EndedAsync(InventoryWorld world, ResourceId id)
    {
        var list = await world.Get<OperationReader>().ListAsync(world.Caller, new OperationFilter([], id), new PageRequest(1, null), None);
        return await world.EndedAsync(list.Value.Items[0].Id);
    }

    private static async Task<bool> IsRunningAsync(Simulator engine, Resource thing) =>
        (bool?)(await InspectAsync(engine, thing))?["State"]!["Running"] == true;

    private static async Task<bool> IsThereAsync(Simulator engine, Resource thing) => await InspectAsync(engine, thing) is not null;

    private static async Task<JsonNode?> InspectAsync(Simulator engine, Resource thing)
    {
        using var http = new HttpClient();
        var answer = await http.GetAsync($"{engine.Endpoint}/containers/{thing.ExternalId}/json", None);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(None)) : null;
    }
}
