using Xunit;
using Yunqiao.Graph.Relations;
using Yunqiao.Inventory.Plans;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;

namespace Yunqiao.Tests.Unit.Inventory;

public sealed class BlastRadiusTests
{
    private static readonly LocalizedText Label = new("l", "l");

    [Theory]
    [InlineData("runs-on", RelationDirection.In, PlanEffectKind.Stopped, PlanEffectKind.Stopped)]
    [InlineData("runs-on", RelationDirection.In, PlanEffectKind.Destroyed, PlanEffectKind.Stopped)]
    [InlineData("runs-on", RelationDirection.Out, PlanEffectKind.Destroyed, null)]
    [InlineData("attached-to", RelationDirection.In, PlanEffectKind.Destroyed, PlanEffectKind.Detached)]
    [InlineData("attached-to", RelationDirection.Out, PlanEffectKind.Destroyed, PlanEffectKind.Detached)]
    [InlineData("attached-to", RelationDirection.In, PlanEffectKind.Stopped, null)]
    [InlineData("attached-disk", RelationDirection.Out, PlanEffectKind.Destroyed, PlanEffectKind.Detached)]
    [InlineData("in-subnet", RelationDirection.In, PlanEffectKind.Destroyed, PlanEffectKind.Detached)]
    [InlineData("in-subnet", RelationDirection.Out, PlanEffectKind.Destroyed, null)]
    [InlineData("uses-image", RelationDirection.Out, PlanEffectKind.Destroyed, null)]
    [InlineData("runs-on", RelationDirection.In, PlanEffectKind.Changed, null)]
    public void An_edge_says_what_becomes_of_its_other_end(string type, RelationDirection direction, PlanEffectKind effect, PlanEffectKind? other) =>
        Assert.Equal(other, BlastRadius.EffectOf(new RelationView(type, direction, Label, null, null, null), effect));

    [Fact]
    public async Task What_is_destroyed_takes_along_what_hangs_on_it_and_what_runs_on_that()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var host = (await world.FindAsync("kind:compute/host"))[0];
        var networks = await world.FindAsync("kind:container/network");
        var containers = await world.FindAsync("kind:container/container");
        var reader = world.Get<BlastRadiusReader>();

        var stopped = await reader.ReadAsync(world.Caller.Scope, [(host.Id, PlanEffectKind.Stopped)], CancellationToken.None);
        Assert.Equal(
            containers.Select(one => one.Id).ToHashSet(),
            stopped.Affected.Where(one => one.Effect == PlanEffectKind.Stopped).Select(one => one.Resource.Id).ToHashSet());
        Assert.All(stopped.Affected, one => Assert.Equal(one.Resource.Kind == "container/container", one.Effect == PlanEffectKind.Stopped));
        Assert.False(stopped.Truncated);

        var detached = await reader.ReadAsync(world.Caller.Scope, [.. networks.Select(network => (network.Id, PlanEffectKind.Destroyed))], CancellationToken.None);
        Assert.NotEmpty(detached.Affected);
        Assert.All(detached.Affected, one => Assert.Equal(("container/container", PlanEffectKind.Detached), (one.Resource.Kind, one.Effect)));

        Assert.Empty((await reader.ReadAsync(world.Caller.Scope, [(containers[0].Id, PlanEffectKind.Stopped)], CancellationToken.None)).Affected);
    }
}
