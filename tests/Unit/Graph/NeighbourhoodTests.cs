using Xunit;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Relations;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What lies around a resource.</summary>
public sealed class NeighbourhoodTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private readonly GraphWorld world = new(database);

    private NeighbourhoodStore Store => new(world.Database, new KindRegistry());

    [Fact]
    public async Task Is_walked_both_ways_a_ring_at_a_time()
    {
        var host = await ChainAsync(containers: 3);
        var container = (await world.FindAsync("c0"))!.Id;

        var near = (await Store.WalkAsync(world.Scope, container, depth: 1, limit: 100, Ct))!;
        var far = (await Store.WalkAsync(world.Scope, container, depth: 2, limit: 100, Ct))!;

        Assert.Equal([(container, 0), (host, 1)], near.Nodes.Select(node => (node.Resource.Id, node.Distance)));
        Assert.Equal(
            [("c0", 0), ("h1", 1), ("c1", 2), ("c2", 2)],
            far.Nodes.Select(node => (node.Resource.Name, node.Distance)).OrderBy(node => node.Distance).ThenBy(node => node.Name));
        Assert.Equal(3, far.Edges.Count);
        Assert.All(far.Edges, edge => Assert.Equal((host, "runs-on"), (edge.Target, edge.Type)));
        Assert.False(far.Truncated);
    }

    [Fact]
    public async Task Beyond_the_limit_it_says_so_and_gives_the_same_each_time()
    {
        var host = await ChainAsync(containers: 9);

        var first = (await Store.WalkAsync(world.Scope, host, depth: 1, limit: 4, Ct))!;
        var again = (await Store.WalkAsync(world.Scope, host, depth: 1, limit: 4, Ct))!;

        Assert.True(first.Truncated);
        Assert.Equal(4, first.Nodes.Count);
        Assert.Equal(3, first.Edges.Count);
        Assert.Equal(first.Nodes, again.Nodes);
        Assert.False((await Store.WalkAsync(world.Scope, host, depth: 1, limit: 10, Ct))!.Truncated);
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_of_it()
    {
        var host = await ChainAsync(containers: 1);

        Assert.Null(await Store.WalkAsync(Scope.Of(TypedId.New<TenantId>(TimeProvider.System)), host, depth: 3, limit: 10, Ct));
    }

    private async Task<ResourceId> ChainAsync(int containers)
    {
        await world.MergeAsync(new Observation(Hosts, Region, "h1", "h1") { Lifecycle = "online" });
        await world.MergeAsync([.. Enumerable.Range(0, containers).Select(i => Container($"c{i}") with
        {
            Relations = [new ObservedRelation("runs-on", Hosts, Region, "h1")],
        })]);
        return (await world.FindAsync("h1", Hosts))!.Id;
    }
}
