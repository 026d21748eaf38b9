using Xunit;
using Yunqiao.Graph.Past;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What the graph as of a moment shows, to whom, and how far back.</summary>
public sealed class PastTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private readonly GraphWorld world = new(database);

    [Fact]
    public async Task What_is_gone_is_as_it_was_with_tags_and_edges()
    {
        var id = await SeeAsync(Web("blue", "v1"));
        var first = Tick();
        await SeeAsync(Web("red", "v2"));
        var second = Tick();
        await world.InAsync(session => world.Resources.ForgetAsync(session, id, Event, Ct));
        var third = Tick();

        Assert.Equal("blue v1", Words((await world.Past.GetAsync(world.Scope, id, first, Ct)).Value));
        Assert.Equal("red v2", Words((await world.Past.GetAsync(world.Scope, id, second, Ct)).Value));
        Assert.Equal(KernelProblems.NotFound.Code, await RefusalAsync(world.Scope, id, third));
        Assert.Equal((1, 1, 0), (await CountAsync(world.Scope, first), await CountAsync(world.Scope, second), await CountAsync(world.Scope, third)));
    }

    [Fact]
    public async Task Another_tenant_sees_neither_what_there_is_nor_what_is_gone()
    {
        var kept = await SeeAsync(Container("kept"));
        var gone = await SeeAsync(Web("blue", "v1"));
        var before = Tick();
        await world.InAsync(session => world.Resources.ForgetAsync(session, gone, Event, Ct));
        Tick();
        var other = Scope.Of(TypedId.New<TenantId>(TimeProvider.System));

        Assert.Equal((2, 0), (await CountAsync(world.Scope, before), await CountAsync(other, before)));
        foreach (var id in new[] { kept, gone })
        {
            Assert.True((await world.Past.GetAsync(world.Scope, id, before, Ct)).Ok(out _, out _));
            Assert.Equal(KernelProblems.NotFound.Code, await RefusalAsync(other, id, before));
        }
    }

    [Fact]
    public async Task A_moment_that_the_history_does_not_reach_is_refused_with_how_far_it_does()
    {
        var id = await SeeAsync(Container("web"));
        var oldest = world.Clock.GetUtcNow() - TimeSpan.FromDays(400);
        var early = oldest - TimeSpan.FromSeconds(1);

        Assert.Equal(PastProblems.TooOld.Code, await RefusalAsync(world.Scope, id, early));
        Assert.False((await world.Past.ListAsync(world.Scope, early, null, null, new PageRequest(10, null), Ct)).Ok(out _, out var problem));
        Assert.Equal(PastProblems.TooOld.Code, problem!.Type.Code);
        Assert.Equal(0, await CountAsync(world.Scope, oldest));
        Assert.Equal(PastProblems.NotYet.Code, await RefusalAsync(world.Scope, id, world.Clock.GetUtcNow() + TimeSpan.FromSeconds(1)));
        Assert.True((await world.Past.GetAsync(world.Scope, id, world.Clock.GetUtcNow(), Ct)).Ok(out _, out _));
    }

    private static Observation Web(string team, string volume) =>
        Container("web") with
        {
            Tags = new Dictionary<string, string> { ["team"] = team },
            Relations = [new("mounts", "container/volume", Region, volume)],
        };

    private static string Words(PastResource past) => $"{past.Tags["team"]} {past.Relations["mounts"].Single().ExternalId}";

    private async Task<ResourceId> SeeAsync(Observation seen) => (await world.MergeAsync(seen)).ResourcesByExternalId[seen.ExternalId];

    private async Task<string> RefusalAsync(Scope scope, ResourceId id, DateTimeOffset at)
    {
        Assert.False((await world.Past.GetAsync(scope, id, at, Ct)).Ok(out _, out var problem));
        return problem!.Type.Code;
    }

    private async Task<int> CountAsync(Scope scope, DateTimeOffset at) =>
        (await world.Past.ListAsync(scope, at, null, null, new PageRequest(10, null), Ct)).Value.Items.Count;

    /// <summary>The moment now, which is past when this returns.</summary>
    private DateTimeOffset Tick()
    {
        var now = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return now;
    }
}
