using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What a page of observations does to the graph.</summary>
public sealed class MergeTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private readonly GraphWorld world = new(database);

    [Fact]
    public async Task An_observed_thing_becomes_a_resource_with_all_that_was_said()
    {
        var made = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));
        var outcome = await world.MergeAsync(Container("c1", "web") with
        {
            Zone = "z1",
            CreatedAt = made,
            Tags = new Dictionary<string, string> { ["env"] = "prod" },
        });

        Assert.Equal((1, 0, 0), (outcome.Created, outcome.Changed, outcome.Unchanged));
        var resource = (await world.Resources.GetAsync(world.Scope, outcome.ResourcesByExternalId["c1"], Ct))!;
        Assert.Equal(("web", "c1", "z1", "running", "running"), (resource.Name, resource.ExternalId, resource.Zone, resource.Lifecycle, resource.ProviderStatus));
        Assert.Equal((Power.On, SyncState.Fresh, "docker", Region), (resource.Power, resource.Sync, resource.Provider, resource.Region));
        Assert.Equal("prod", resource.Tags["env"]);
        Assert.Equal("""{"image":"nginx:1.27","memoryLimitMib":512}""", resource.Attributes.ToJsonString());
        Assert.Equal((made.ToUniversalTime(), world.Clock.GetUtcNow()), (resource.CreatedAt, resource.ObservedAt));
    }

    [Fact]
    public async Task An_unchanged_page_of_a_listing_writes_no_row()
    {
        var page = Enumerable.Range(0, 30).Select(i => Container($"c{i}") with
        {
            Tags = new Dictionary<string, string> { ["env"] = "prod" },
            Relations = [new ObservedRelation("runs-on", Hosts, Region, "h1")],
        }).ToArray();
        await world.MergeAsync(page);
        var before = await world.RowVersionsAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(5));

        var outcome = await world.MergeAsync(page);

        Assert.Equal((0, 0, 30), (outcome.Created, outcome.Changed, outcome.Unchanged));
        Assert.Equal(30, outcome.ResourcesByExternalId.Count);
        Assert.Equal(before, await world.RowVersionsAsync());
    }

    [Fact]
    public async Task The_order_of_members_tags_and_edges_is_no_change()
    {
        ObservedRelation[] edges = [new("mounts", "container/volume", Region, "v1"), new("mounts", "container/volume", Region, "v2")];
        await world.MergeAsync(Container("c1") with
        {
            Attributes = new JsonObject { ["image"] = "a", ["exitCode"] = 0 },
            Relations = edges,
            Tags = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
        });
        var before = await world.RowVersionsAsync();

        await world.MergeAsync(Container("c1") with
        {
            Attributes = new JsonObject { ["exitCode"] = 0, ["image"] = "a" },
            Relations = edges.Reverse().ToArray(),
            Tags = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
        });

        Assert.Equal(before, await world.RowVersionsAsync());
    }

    [Fact]
    public async Task Every_field_that_changes_leaves_a_row_with_both_values_and_the_cause()
    {
        var outcome = await world.MergeAsync(Container("c1") with
        {
            Tags = new Dictionary<string, string> { ["env"] = "prod", ["old"] = "1" },
            Relations = [new ObservedRelation("runs-on", Hosts, Region, "h1")],
        });
        var id = outcome.ResourcesByExternalId["c1"];
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        var second = await world.MergeAsync(Event, Container("c1", lifecycle: "exited") with
        {
            Attributes = new JsonObject { ["image"] = "nginx:1.28", ["exitCode"] = 137 },
            Tags = new Dictionary<string, string> { ["env"] = "test", ["new"] = "1" },
            Relations = [new ObservedRelation("runs-on", Hosts, Region, "h2")],
        });

        Assert.Equal((0, 1, 0), (second.Created, second.Changed, second.Unchanged));
        var changes = (await world.ChangesAsync(id)).Where(change => change.Type == ChangeType.Changed).ToArray();
        var texts = changes.Select(change => $"{change.Field}: {Text(change.Before)} -> {Text(change.After)}").Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "attributes.exitCode: - -> 137",
                "attributes.image: \"nginx:1.27\" -> \"nginx:1.28\"",
                "attributes.memoryLimitMib: 512 -> -",
                "lifecycle: \"running\" -> \"exited\"",
                "power: \"on\" -> \"off\"",
                "providerStatus: \"running\" -> \"exited\"",
                "relations.runs-on: [{\"kind\":\"compute/host\",\"region\":\"global\",\"externalId\":\"h1\"}] -> [{\"kind\":\"compute/host\",\"region\":\"global\",\"externalId\":\"h2\"}]",
                "tags.env: \"prod\" -> \"test\"",
                "tags.new: - -> \"1\"",
                "tags.old: \"1\" -> -",
            ],
            texts);
        Assert.All(changes, change => Assert.Equal(new ChangeCause("event", "event-1", null, null), change.Cause));
        Assert.All(changes, change => Assert.Equal(world.Clock.GetUtcNow(), change.At));
        var resource = (await world.FindAsync("c1"))!;
        Assert.False(resource.Attributes.ContainsKey("memoryLimitMib"));
        Assert.Equal(["env", "new"], resource.Tags.Keys.Order());
    }

    [Fact]
    public async Task A_listing_tells_of_a_page_and_an_event_tells_of_each_resource()
    {
        await world.MergeAsync(Container("c1"), Container("c2"));
        await world.MergeAsync(Event, Container("c1", lifecycle: "exited"), Container("c2"));

        var events = await world.EventsAsync();
        Assert.Equal(2, events.Count);
        Assert.StartsWith("unit.synced", events[0], StringComparison.Ordinal);
        Assert.Contains("\"created\": 2", events[0], StringComparison.Ordinal);
        Assert.StartsWith("resource.changed", events[1], StringComparison.Ordinal);
        Assert.Contains("\"change\": \"changed\"", events[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_one_id_twice_in_a_page_the_later_observation_counts()
    {
        var outcome = await world.MergeAsync(Container("c1", lifecycle: "created"), Container("c1", lifecycle: "running"));

        Assert.Equal((1, 0, 0), (outcome.Created, outcome.Changed, outcome.Unchanged));
        Assert.Equal("running", (await world.FindAsync("c1"))!.Lifecycle);
    }

    [Fact]
    public async Task One_id_in_two_pages_is_one_resource()
    {
        await world.MergeAsync(Container("c1"), Container("c2"));
        await world.MergeAsync(Container("c2"), Container("c3"));

        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(["container/container running 3"], counted);
        Assert.Equal(counted, kept);
    }

    [Fact]
    public async Task Runs_of_one_unit_at_once_end_with_every_thing_once()
    {
        var pages = Enumerable.Range(0, 8).Select(run =>
            Enumerable.Range(0, 40).OrderBy(i => (i * 7 + run * 13) % 40).Select(i => Container($"c{i}") with
            {
                Relations = [new ObservedRelation("attached-to", "container/network", Region, $"n{i % 5}")],
            }).ToArray());

        await Task.WhenAll(pages.SelectMany(page => page.Chunk(10)).Select(page => Task.Run(() => world.MergeAsync(page))));

        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(["container/container running 40"], counted);
        Assert.Equal(counted, kept);
        Assert.Equal(40, (await world.ChangesAsync()).Count(change => change.Type == ChangeType.Created));
    }

    [Fact]
    public async Task Counters_follow_the_lifecycle()
    {
        await world.MergeAsync(Container("c1"), Container("c2"));
        await world.MergeAsync(Container("c1", lifecycle: "exited"), Container("c2"));

        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(["container/container exited 1", "container/container running 1"], kept);
        Assert.Equal(counted, kept);
        var units = await world.Resources.CountByUnitAsync(world.Scope, [world.Account], Ct);
        Assert.Equal([(Containers, 2L)], units.Select(unit => (unit.Kind, unit.Count)));
    }

    [Fact]
    public async Task A_dangling_edge_holds_when_its_target_appears_and_dangles_again_when_that_goes()
    {
        await world.MergeAsync(Container("c1") with { Relations = [new ObservedRelation("uses-image", Images, Region, "i1")] });
        Assert.Equal(["-"], await TargetsAsync());

        var image = await world.MergeAsync(new Observation(Images, Region, "i1", "nginx") { Lifecycle = "available" });
        Assert.Equal([image.ResourcesByExternalId["i1"].ToString()], await TargetsAsync());

        await world.InAsync(session => world.Sweep.RemoveAsync(session, world.Unit(Images), ["i1"], Event, Ct));
        Assert.Equal(["-"], await TargetsAsync());
    }

    [Fact]
    public async Task An_older_answer_does_not_take_a_resource_back()
    {
        await world.MergeAsync(Container("c1"));
        var asked = world.Clock.GetUtcNow().AddSeconds(1);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.MergeAsync(Event, Container("c1", lifecycle: "exited"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        var outcome = await world.MergeAsync(Sync with { AskedAt = asked }, Container("c1", lifecycle: "running"));

        Assert.Equal((0, 0, 1), (outcome.Created, outcome.Changed, outcome.Unchanged));
        Assert.Equal("exited", (await world.FindAsync("c1"))!.Lifecycle);
    }

    [Fact]
    public async Task A_single_look_at_an_unchanged_thing_dates_it_anew()
    {
        await world.MergeAsync(Container("c1"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await world.MergeAsync(Event, Container("c1"));

        Assert.Equal(world.Clock.GetUtcNow(), (await world.FindAsync("c1"))!.ObservedAt);
        Assert.Single(await world.ChangesAsync());
    }

    [Fact]
    public async Task Text_that_PostgreSQL_refuses_is_cleaned_and_not_the_end_of_the_page()
    {
        const string Odd = "a\0b\uD800c";
        await world.MergeAsync(Container("c1", Odd) with
        {
            Attributes = new JsonObject { ["image"] = Odd, ["ports"] = new JsonArray(new JsonObject { [Odd] = Odd }) },
            Tags = new Dictionary<string, string> { [Odd] = Odd },
        });

        var resource = (await world.FindAsync("c1"))!;
        Assert.Equal("a\uFFFDb\uFFFDc", resource.Name);
        Assert.Equal("a\uFFFDb\uFFFDc", resource.Tags["a\uFFFDb\uFFFDc"]);
    }

    [Fact]
    public async Task Names_and_tags_of_any_length_and_kind_are_kept()
    {
        var name = "'; drop table resource; -- \" \\ %_ 云桥 🐳";
        var value = new string('值', 5000);
        await world.MergeAsync(
            Container("c1", name) with { Tags = new Dictionary<string, string> { ["'; delete from resource; --"] = value } },
            Container("c2", new string('名', 3000)));

        Assert.Equal(name, (await world.FindAsync("c1"))!.Name);
        Assert.Equal(value, (await world.FindAsync("c1"))!.Tags["'; delete from resource; --"]);
        Assert.Equal(512, (await world.FindAsync("c2"))!.Name.Length);
    }

    [Fact]
    public async Task An_observation_of_another_unit_is_a_bug_that_is_told() =>
        await Assert.ThrowsAsync<ArgumentException>(() => world.InAsync(session =>
            world.Merge.MergeAsync(session, world.Unit(Images), [Container("c1")], Sync, Ct)));

    [Fact]
    public async Task Tenants_read_none_of_each_other()
    {
        var other = new GraphWorld(database);
        var mine = (await world.MergeAsync(Container("c1"))).ResourcesByExternalId["c1"];
        await other.MergeAsync(Container("c1"));

        Assert.Null(await world.Resources.GetAsync(other.Scope, mine, Ct));
        Assert.Empty(await world.Resources.GetManyAsync(other.Scope, [mine], Ct));
        Assert.Null(await world.Resources.FindAsync(other.Scope, world.Account, Containers, Region, "c1", Ct));
        Assert.Null(await world.Resources.RecordsAsync(other.Scope, mine, Ct));
        Assert.Empty(await world.Resources.CountByUnitAsync(other.Scope, [world.Account], Ct));
        Assert.Empty((await world.Changes.ListAsync(other.Scope, mine, new PageRequest(10, null), Ct)).Value.Items);
        Assert.Single((await world.Changes.ListAsync(other.Scope, null, new PageRequest(10, null), Ct)).Value.Items);
        var changed = await other.Database.TransactAsync(
            other.Scope, session => other.Resources.ChangeOwnAsync(session, mine, new OwnFields("x", null), Event, Ct), Ct);
        Assert.False(changed);
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "-";

    private Task<IReadOnlyList<string>> TargetsAsync() =>
        world.OwnerAsync("select coalesce(target_id::text, '-') from relation where tenant_id = $1");
}
