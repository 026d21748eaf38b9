using Xunit;
using Yunqiao.Host;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using Yunqiao.Operations.Steering;
using Microsoft.Extensions.DependencyInjection;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>
/// Every step of every kind of operation that the server runs, under every fault, against an engine on the wire: nothing is
/// doubled, what failed is taken back where that can be, and trying it again succeeds.
/// </summary>
public sealed class CatalogFaultTests
{
    [Fact]
    public async Task Every_kind_of_operation_that_the_server_runs_has_a_scenario()
    {
        await using var app = Server.Build(new Dictionary<string, string?> { ["Storage:ConnectionString"] = "Host=nowhere" }, adjust: null);

        var kinds = app.Services.GetRequiredService<OperationCatalog>().All.Select(definition => definition.Kind);

        Assert.Equal(kinds.Order(StringComparer.Ordinal), OperationScenario.All.Select(scenario => scenario.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_step_survives_every_fault()
    {
        var faults = new CatalogFaults();
        await using var engine = await InventoryWorld.EngineAsync(containers: 130);
        await using var world = await InventoryWorld.StartAsync(faults.Into);
        var account = await world.ConnectAsync(engine.Endpoint);
        var scenarios = new ScenarioWorld(world, engine, account.Id);
        var free = new Queue<ScenarioThing>(
            (await world.FindAsync("kind:container/container lifecycle:running")).Select(resource => new ScenarioThing(resource.Id, resource.Name)));
        var catalog = world.Get<OperationCatalog>();
        var samples = (
            from scenario in OperationScenario.All
            from step in catalog.Find(scenario.Kind)!.Steps
            from fault in Enum.GetValues<CallFault>()
            where step.Undo is not null || fault is not (CallFault.RepeatUndo or CallFault.AbandonUndo)
            select new Sample(scenario, new PlannedFault(step.Name, fault), scenario.OnRunning ? free.Dequeue() : Named($"{step.Name}-{fault}"))).ToList();
        Assert.InRange(samples.Count, 85, 200);

        var wrong = (await Task.WhenAll(samples.Select(sample => sample.RunAsync(world, scenarios, faults)))).OfType<string>().ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static ScenarioThing Named(string name) => new(TypedId.New<ResourceId>(TimeProvider.System), name.ToLowerInvariant());

    private sealed record Sample(OperationScenario Scenario, PlannedFault Fault, ScenarioThing Thing)
    {
        /// <summary>What went wrong, or null.</summary>
        public async Task<string?> RunAsync(InventoryWorld world, ScenarioWorld scenarios, CatalogFaults faults)
        {
            if (Scenario.InBin)
            {
                var recycled = (await scenarios.Commands.RecycleAsync(world.Caller, Thing.Id, null, new(false, null, null), CancellationToken.None)).Value.Operation!;
                if ((await world.EndedAsync(recycled.Id)).State != OperationState.Succeeded)
                {
                    return $"{this}: it could not be recycled first";
                }
            }

            faults.Add(Scenario.Kind, Scenario.Key(Thing), Fault);
            var started = await Scenario.Start(scenarios, Thing);
            if (started.Problem is { } refused)
            {
                return $"{this}: refused, {refused.DetailIn(Language.English)}";
            }

            var ended = await world.EndedAsync(started.Value.Operation!.Id);
            if (!Fault.Fails)
            {
                return await VerdictAsync(scenarios, ended, OperationState.Succeeded, Scenario.Done);
            }

            if (await VerdictAsync(scenarios, ended, OperationState.Failed, Scenario.Undone) is { } wrong)
            {
                return wrong;
            }

            if ((await world.Get<OperationSteering>().RetryAsync(world.Caller, ended.Id, CancellationToken.None)).Problem is { } problem)
            {
                return $"{this}: not tried again, {problem.DetailIn(Language.English)}";
            }

            return await VerdictAsync(scenarios, await world.EndedAsync(ended.Id), OperationState.Succeeded, Scenario.Done);
        }

        public override string ToString() => $"{Scenario.Kind} {Fault.Step} {Fault.Fault}";

        private async Task<string?> VerdictAsync(
            ScenarioWorld scenarios, OperationView ended, OperationState state, OperationScenario.State? expected)
        {
            if (ended.State != state)
            {
                return $"{this}: {ended.State} instead of {state}, {ended.Error?.Code} {ended.Error?.Detail}";
            }

            var found = await scenarios.StateAsync(Thing, ended);
            return expected is null || found == expected ? null : $"{this}: after it {state.ToString().ToLowerInvariant()}, {found} instead of {expected}";
        }
    }
}
