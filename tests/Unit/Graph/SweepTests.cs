using Xunit;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Resources;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What becomes of things that a listing does not hold.</summary>
public sealed class SweepTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private readonly GraphWorld world = new(database);

    [Theory]
    [InlineData(10, 0, SweepVerdict.Nothing)]
    [InlineData(10, 5, SweepVerdict.Remove)]
    [InlineData(10, 6, SweepVerdict.Hold)]
    [InlineData(1000, 100, SweepVerdict.Remove)]
    [InlineData(1000, 101, SweepVerdict.Hold)]
    [InlineData(59, 6, SweepVerdict.Hold)]
    [InlineData(60, 6, SweepVerdict.Remove)]
    [InlineData(3, 3, SweepVerdict.Hold)]
    [InlineData(1, 1, SweepVerdict.Hold)]
    [InlineData(2, 1, SweepVerdict.Remove)]
    [InlineData(0, 0, SweepVerdict.Nothing)]
    public void A_loss_is_believed_up_to_five_or_ten_percent_and_never_of_all(int total, int missing, SweepVerdict verdict) =>
        Assert.Equal(verdict, SweepDecision.Decide(total, missing));

    [Fact]
    public async Task A_complete_listing_yields_what_it_did_not_hold()
    {
        await world.MergeAsync(Container("c1"), Container("c2"), Container("c3"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var run = await BeginAsync();
        await SeenAsync(run, "c1", "c3");
        await SeenAsync(run, "c3");

        var candidates = await CandidatesAsync(run);

        Assert.Equal(3, candidates!.Total);
        Assert.Equal(["c2"], candidates.ExternalIds);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_listing_that_proves_nothing_yields_nothing(bool complete, bool permissionProven)
    {
        await world.MergeAsync(Container("c1"));
        var run = await BeginAsync();
        Assert.Null(await CandidatesAsync(run, complete, permissionProven));
    }

    [Fact]
    public async Task A_run_whose_memory_is_lost_yields_nothing_and_completes_nothing()
    {
        await world.MergeAsync(Container("c1"));
        var run = await BeginAsync();
        await world.OwnerAsync("with lost as (delete from sync_run where tenant_id = $1 returning id) select id::text from lost");

        Assert.Null(await CandidatesAsync(run));
        Assert.False(await world.InAsync(session => world.Sweep.CompleteRunAsync(session, run, Interval, Ct)));
    }

    [Fact]
    public async Task What_was_observed_after_the_run_began_is_no_candidate()
    {
        await world.MergeAsync(Container("old"), Container("changed"), Container("looked-at"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var run = await BeginAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.MergeAsync(Event, Container("new"), Container("changed", lifecycle: "exited"), Container("looked-at"));

        Assert.Equal(["old"], (await CandidatesAsync(run))!.ExternalIds);
    }

    [Fact]
    public async Task A_removed_resource_leaves_its_last_state_and_comes_back_under_its_id()
    {
        var id = (await world.MergeAsync(Container("c1", "web") with { Tags = new Dictionary<string, string> { ["env"] = "prod" } }))
            .ResourcesByExternalId["c1"];
        await world.InAsync(session => world.Resources.ChangeOwnAsync(
            session, id, new OwnFields("mine", new Dictionary<string, string?> { ["owner"] = "me" }), Event, Ct));

        var gone = await world.InAsync(session => world.Sweep.RemoveAsync(session, world.Unit(), ["c1", "never-there"], Event, Ct));

        Assert.Equal(1, gone);
        Assert.Null(await world.FindAsync("c1"));
        var deleted = Assert.Single(await world.ChangesAsync(id), change => change.Type == ChangeType.Deleted);
        Assert.Equal(("mine", "c1"), (deleted.Before!["name"]!.GetValue<string>(), deleted.Before["externalId"]!.GetValue<string>()));
        Assert.Equal("""{"env":"prod","owner":"me"}""", deleted.Before["tags"]!.ToJsonString());
        Assert.Equal("nginx:1.27", deleted.Before["attributes"]!["image"]!.GetValue<string>());
        var (kept, counted) = await world.CountsAsync();
        Assert.Empty(kept);
        Assert.Empty(counted);
        Assert.Contains("\"change\": \"deleted\"", (await world.EventsAsync())[^1], StringComparison.Ordinal);

        var back = await world.MergeAsync(Container("c1", "web"));
        Assert.Equal(id, back.ResourcesByExternalId["c1"]);
        Assert.Single(await world.ChangesAsync(id), change => change.Type == ChangeType.Restored);
        var resource = (await world.FindAsync("c1"))!;
        Assert.Equal(("mine", "me"), (resource.Name, resource.Tags["owner"]));
    }

    [Fact]
    public async Task What_is_held_stays_as_missing_until_it_is_seen_again()
    {
        await world.MergeAsync(Container("c1"));
        var seen = world.Clock.GetUtcNow();
        await CompleteAsync(["c1"]);
        world.Clock.Advance(Interval);
        var run = await BeginAsync();
        Assert.Equal(1, await world.InAsync(session => world.Sweep.MarkMissingAsync(session, world.Unit(), ["c1"], Sync, Ct)));
        Assert.Equal(0, await world.InAsync(session => world.Sweep.MarkMissingAsync(session, world.Unit(), ["c1"], Sync, Ct)));
        await world.InAsync(session => world.Sweep.CompleteRunAsync(session, run, Interval, Ct));

        var missing = (await world.FindAsync("c1"))!;
        Assert.Equal((SyncState.Missing, seen), (missing.Sync, missing.ObservedAt));
        Assert.Equal(["c1"], await world.Sweep.MissingAsync(world.Scope, world.Unit(), Ct));
        Assert.Equal(1, (await world.Search.CountAsync(world.Compiler.Compile("sync:missing", world.Scope).Value, Ct)).Value);

        var back = await world.MergeAsync(Container("c1"));
        Assert.Equal((0, 1, 0), (back.Created, back.Changed, back.Unchanged));
        Assert.Equal(SyncState.Fresh, (await world.FindAsync("c1"))!.Sync);
    }

    [Fact]
    public async Task An_unchanged_resource_is_as_fresh_as_its_units_last_complete_run()
    {
        await world.MergeAsync(Container("c1"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var began = world.Clock.GetUtcNow();
        await CompleteAsync(["c1"]);
        Assert.Equal((SyncState.Fresh, began), Freshness(await world.FindAsync("c1")));

        world.Clock.Advance(3 * Interval);
        Assert.Equal(SyncState.Fresh, (await world.FindAsync("c1"))!.Sync);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((SyncState.Stale, began), Freshness(await world.FindAsync("c1")));
        Assert.Equal(1, (await world.Search.CountAsync(world.Compiler.Compile("sync:stale", world.Scope).Value, Ct)).Value);
    }

    [Fact]
    public async Task A_failed_run_makes_its_unit_stale_and_a_complete_one_heals_it()
    {
        await world.MergeAsync(Container("c1"));
        await world.MergeAsync(new Observation(Images, Region, "i1", "nginx") { Lifecycle = "available" });
        await CompleteAsync(["c1"]);
        var run = await BeginAsync();
        await world.InAsync(session => world.Sweep.FailRunAsync(session, run, Ct));
        Assert.Equal(SyncState.Stale, (await world.FindAsync("c1"))!.Sync);
        Assert.Equal(SyncState.Fresh, (await world.FindAsync("i1", Images))!.Sync);

        await CompleteAsync(["c1"]);
        Assert.Equal(SyncState.Fresh, (await world.FindAsync("c1"))!.Sync);
    }

    private static (SyncState Sync, DateTimeOffset ObservedAt) Freshness(Resource? resource) => (resource!.Sync, resource.ObservedAt);

    private Task<SyncRunId> BeginAsync() => world.InAsync(session => world.Sweep.BeginRunAsync(session, world.Unit(), Ct));

    private Task SeenAsync(SyncRunId run, params string[] ids) => world.InAsync(session => world.Sweep.SeenAsync(session, run, ids, Ct));

    private Task<SweepCandidates?> CandidatesAsync(SyncRunId run, bool complete = true, bool permissionProven = true) =>
        world.InAsync(session => world.Sweep.CandidatesAsync(session, run, complete, permissionProven, Ct));

    private async Task CompleteAsync(string[] seen)
    {
        var run = await BeginAsync();
        await SeenAsync(run, seen);
        Assert.True(await world.InAsync(session => world.Sweep.CompleteRunAsync(session, run, Interval, Ct)));
    }
}
