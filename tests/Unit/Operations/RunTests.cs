using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using Yunqiao.Tests.Peers;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>How one operation goes from step to step on one node.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> calls = new();
    private TestDatabase database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Yunqiao.Operations.OperationsFeature.Migrations);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Steps_run_in_order_and_see_what_earlier_ones_put_out()
    {
        var definition = new TestDefinition(
            "test.order",
            Step("create", _ => new StepOutcome.Done(new JsonObject { ["id"] = "c1" }, "container c1")),
            Step("start", context => new StepOutcome.Done(null, "started " + context.Output("create")!["id"])));
        await using var node = await OperationsNode.StartAsync(database, [definition]);
        var caller = Callers.New();

        var view = await node.RunAsync(caller, definition.Request());

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(1, view.Progress);
        Assert.Equal(["container c1", "started c1"], view.Steps!.Select(step => step.Detail));
        Assert.All(view.Steps!, step => Assert.Equal((StepState.Succeeded, 1), (step.State, step.Attempt)));
        Assert.NotNull(view.StartedAt);
        Assert.NotNull(view.EndedAt);
        Assert.Equal("Li Lei", view.RequestedBy.Name);
    }
}
