using System.Text.Json.Nodes;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>How operations of one kind are started on a container, and how the world is when they have succeeded or been taken back.</summary>
/// <param name="Kind">The kind of operation.</param>
/// <param name="Start">Starts one.</param>
internal sealed record OperationScenario(string Kind, Func<ScenarioWorld, ScenarioThing, Task<Result<CommandAnswer>>> Start)
{
    private static readonly CommandMode Execute = new(false, null, null);
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>By what a planned fault finds the operation.</summary>
    public Func<ScenarioThing, string> Key { get; init; } = thing => thing.Id.ToString();

    /// <summary>Whether it works on a container that runs; else it makes one of a name.</summary>
    public bool OnRunning { get; init; } = true;

    /// <summary>What comes before: the container is in the recycle bin.</summary>
    public bool InBin { get; init; }

    /// <summary>How the world is when it has succeeded.</summary>
    public required State Done { get; init; }

    /// <summary>How the world is when it failed and was taken back; null where a step that acted is not taken back.</summary>
    public State? Undone { get; init; }

    /// <summary>All kinds of operation of the inventory.</summary>
    public static IReadOnlyList<OperationScenario> All { get; } =
    [
        new("resource.create", (world, thing) => world.Commands.CreateAsync(
            world.Caller,
            new CreateResourceRequest(
                "container/container", world.Account.ToString(), thing.Name, Attributes: new JsonObject { ["image"] = "nginx:1.27", ["start"] = false }),
            Execute,
            None))
        {
            Key = thing => thing.Name, OnRunning = false, Done = new(At.Stopped, "created", false), Undone = new(At.Gone, null, false),
        },
        new("resource.act", (world, thing) => world.Commands.ActAsync(world.Caller, thing.Id, "stop", [], Execute, None))
        {
            Done = new(At.Stopped, "exited", false),
        },
        new("resource.destroy", (world, thing) => world.Commands.DestroyAsync(world.Caller, thing.Id, Execute, None))
        {
            Done = new(At.Gone, null, false),
        },
        new("resource.forget", (world, thing) => world.Commands.ForgetAsync(world.Caller, thing.Id, Execute, None))
        {
            Done = new(At.Running, null, false), Undone = new(At.Running, "running", false),
        },
        new("resource.recycle", (world, thing) => world.Commands.RecycleAsync(world.Caller, thing.Id, null, Execute, None))
        {
            Done = new(At.Stopped, null, true), Undone = new(At.Running, "running", false),
        },
        new("resource.restore", (world, thing) => world.Bin.RestoreAsync(world.Caller, thing.Id, Execute, None))
        {
            InBin = true, Done = new(At.Stopped, "exited", false), Undone = new(At.Stopped, null, true),
        },
        new("resource.purge", (world, thing) => world.Bin.PurgeAsync(world.Caller, thing.Id, Execute, None))
        {
            InBin = true, Done = new(At.Gone, null, false),
        },
        new("resources.act", (world, thing) => world.Batches.StartAsync(
            world.Caller, "stop", new JsonObject { ["query"] = $"id:{thing.Id}", ["expectedCount"] = 1 }, Execute, None))
        {
            Key = thing => $"id:{thing.Id}", Done = new(At.Stopped, "exited", false),
        },
    ];

    /// <summary>Where a container stands at its engine.</summary>
    internal enum At
    {
        Gone,
        Stopped,
        Running,
    }

    /// <summary>How the world is for one container.</summary>
    /// <param name="Engine">At the engine.</param>
    /// <param name="Lifecycle">In the graph; null when it is not there.</param>
    /// <param name="InBin">Whether it is in the recycle bin.</param>
    internal sealed record State(At Engine, string? Lifecycle, bool InBin);
}

/// <summary>A container that a scenario works on, or the name of one that it makes.</summary>
internal sealed record ScenarioThing(ResourceId Id, string Name);

/// <summary>What scenarios work with.</summary>
internal sealed class ScenarioWorld(InventoryWorld world, Simulator engine, AccountId account)
{
    private static readonly HttpClient Http = new();

    public Caller Caller => world.Caller;

    public AccountId Account => account;

    public ResourceCommands Commands => world.Commands;

    public RecycleBin Bin => world.Get<RecycleBin>();

    public BatchCommands Batches => world.Get<BatchCommands>();

    /// <summary>How the world is for the containers of a name: more than one at the engine is none of the states.</summary>
    public async Task<OperationScenario.State?> StateAsync(ScenarioThing thing, OperationView operation)
    {
        var id = operation.Resources.Count > 0 ? operation.Resources[0].Id : thing.Id;
        var rows = JsonNode.Parse(await Http.GetStringAsync($"{engine.Endpoint}/containers/json?all=1"))!.AsArray()
            .Where(row => (string)row!["Names"]![0]! == "/" + thing.Name).ToList();
        if (rows.Count > 1)
        {
            return null;
        }

        var at = rows.Count == 0 ? OperationScenario.At.Gone : (string)rows[0]!["State"]! == "running" ? OperationScenario.At.Running : OperationScenario.At.Stopped;
        var resource = await world.Get<ResourceStore>().GetAsync(Caller.Scope, id, CancellationToken.None);
        var kept = await world.Get<RecycleBinStore>().FindAsync(Caller.Scope, id, CancellationToken.None);
        return new OperationScenario.State(at, resource?.Lifecycle, kept is not null);
    }
}
