using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Relations;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>Placeholders, what is ours of a resource, forgetting, and edges as they are read.</summary>
public sealed class ResourceTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private readonly GraphWorld world = new(database);

    [Fact]
    public async Task A_placeholder_is_a_resource_that_the_cloud_does_not_know()
    {
        var id = await AddAsync();

        var resource = (await world.Resources.GetAsync(world.Scope, id, Ct))!;
        Assert.Equal(("", "creating", "web", SyncState.Fresh), (resource.ExternalId, resource.Lifecycle, resource.Name, resource.Sync));
        Assert.Equal(1, (await world.Search.CountAsync(world.Compiler.Compile("lifecycle:creating image:nginx", world.Scope).Value, Ct)).Value);
        Assert.Contains("\"change\": \"created\"", (await world.EventsAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bound_placeholder_takes_its_observation_and_keeps_its_id()
    {
        var id = await AddAsync();
        Assert.True(await BindAsync(id, "c1"));
        Assert.True(await BindAsync(id, "c1"));

        var outcome = await world.MergeAsync(Event, Container("c1", "web"));

        Assert.Equal(id, outcome.ResourcesByExternalId["c1"]);
        Assert.Equal("running", (await world.FindAsync("c1"))!.Lifecycle);
        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(["container/container running 1"], counted);
        Assert.Equal(counted, kept);
        await Assert.ThrowsAsync<InvalidOperationException>(() => BindAsync(id, "c2"));
    }

    [Fact]
    public async Task A_sync_that_was_faster_than_the_bind_does_not_double_the_thing()
    {
        await world.MergeAsync(new Observation(Hosts, Region, "h1", "h1") { Lifecycle = "online" });
        await world.MergeAsync(new Observation("container/volume", Region, "v1", "v1")
        {
            Lifecycle = "available",
            Relations = [new ObservedRelation("used-by", Containers, Region, "c1")],
        });
        var id = await AddAsync();
        var twin = (await world.MergeAsync(Container("c1", "web") with
        {
            Tags = new Dictionary<string, string> { ["env"] = "prod" },
            Relations = [new ObservedRelation("runs-on", Hosts, Region, "h1")],
        })).ResourcesByExternalId["c1"];
        Assert.NotEqual(id, twin);

        Assert.True(await BindAsync(id, "c1"));

        Assert.Null(await world.Resources.GetAsync(world.Scope, twin, Ct));
        var resource = (await world.FindAsync("c1"))!;
        Assert.Equal((id, "running", "prod", "nginx:1.27"), (resource.Id, resource.Lifecycle, resource.Tags["env"], resource.Attributes["image"]!.GetValue<string>()));
        Assert.Equal(["in used-by v1", "out runs-on h1"], (await EdgesAsync(id)).Order());
        Assert.Equal(1, (await world.Search.CountAsync(world.Compiler.Compile("tag.env=prod image:nginx:*", world.Scope).Value, Ct)).Value);
        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(counted, kept);
        Assert.Equal(id, (await world.MergeAsync(Container("c1", "web"))).ResourcesByExternalId["c1"]);
        Assert.Empty(await world.ChangesAsync(twin));
    }

    [Fact]
    public async Task Binding_and_a_sync_at_once_end_with_one_resource()
    {
        for (var i = 0; i < 10; i++)
        {
            var (id, external) = (await AddAsync(), $"c{i}");
            await Task.WhenAll(
                Task.Run(() => BindAsync(id, external)),
                Task.Run(() => world.MergeAsync(Container(external))));
            Assert.Equal(id, (await world.FindAsync(external))!.Id);
        }

        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(counted, kept);
    }

    [Fact]
    public async Task A_placeholder_of_a_failed_creation_goes_and_a_bound_one_stays()
    {
        var failed = await AddAsync();
        var bound = await AddAsync();
        await BindAsync(bound, "c1");

        Assert.True(await world.InAsync(session => world.Resources.RemovePlaceholderAsync(session, failed, Event, Ct)));
        Assert.False(await world.InAsync(session => world.Resources.RemovePlaceholderAsync(session, failed, Event, Ct)));
        Assert.False(await world.InAsync(session => world.Resources.RemovePlaceholderAsync(session, bound, Event, Ct)));

        Assert.Null(await world.Resources.GetAsync(world.Scope, failed, Ct));
        Assert.NotNull(await world.Resources.GetAsync(world.Scope, bound, Ct));
    }

    [Fact]
    public async Task A_lifecycle_on_its_way_stays_until_the_next_observation()
    {
        var id = (await world.MergeAsync(Container("c1"))).ResourcesByExternalId["c1"];
        Assert.True(await world.InAsync(session => world.Resources.SetLifecycleAsync(session, id, "removing", Event, Ct)));
        Assert.Equal("removing", (await world.FindAsync("c1"))!.Lifecycle);

        // The removal failed, and the cloud says what it said before.
        await world.MergeAsync(Container("c1"));

        Assert.Equal("running", (await world.FindAsync("c1"))!.Lifecycle);
        var (kept, counted) = await world.CountsAsync();
        Assert.Equal(counted, kept);
    }

    [Fact]
    public async Task What_is_forgotten_stays_away()
    {
        var id = (await world.MergeAsync(Container("c1"), Container("c2"))).ResourcesByExternalId["c1"];
        Assert.True(await world.InAsync(session => world.Resources.ForgetAsync(session, id, Event, Ct)));

        var before = await world.RowVersionsAsync();
        var outcome = await world.MergeAsync(Container("c1", lifecycle: "exited"), Container("c2"));

        Assert.Equal(["c2"], outcome.ResourcesByExternalId.Keys);
        Assert.Null(await world.FindAsync("c1"));
        Assert.Equal(before, await world.RowVersionsAsync());
    }

    [Fact]
    public async Task A_forgotten_account_leaves_history_and_nothing_else()
    {
        await world.MergeAsync(Enumerable.Range(0, 1200).Select(i => Container($"c{i}")).ToArray());
        await world.MergeAsync(new Observation(Images, Region, "i1", "nginx") { Lifecycle = "available" });

        Assert.Equal(1201, await world.InAsync(session => world.Resources.ForgetAccountAsync(session, world.Account, Event, Ct)));

        Assert.Equal(0, (await world.Search.CountAsync(world.Compiler.Compile("", world.Scope).Value, Ct)).Value);
        var left = await world.OwnerAsync(
            """
            select (select count(*) from resource where tenant_id = $1) + (select count(*) from record where tenant_id = $1)
                 + (select count(*) from tombstone where tenant_id = $1) + (select count(*) from resource_count where tenant_id = $1) || ''
            """);
        Assert.Equal(["0"], left);
        Assert.Equal(["1201"], await world.OwnerAsync("select count(*)::text from change where tenant_id = $1 and type = 'deleted'"));
    }

    [Fact]
    public async Task Our_own_name_and_tags_lie_over_the_clouds_and_survive_a_sync()
    {
        var id = (await world.MergeAsync(Container("c1", "cloud-name") with
        {
            Tags = new Dictionary<string, string> { ["env"] = "prod", ["team"] = "a" },
        })).ResourcesByExternalId["c1"];
        await OwnAsync(id, "our-name", ("env", "test"), ("owner", "me"), ("team", "a"));

        await world.MergeAsync(Container("c1", "cloud-name-2", "exited") with
        {
            Tags = new Dictionary<string, string> { ["env"] = "prod", ["team"] = "b" },
        });

        var resource = (await world.FindAsync("c1"))!;
        Assert.Equal("our-name", resource.Name);
        Assert.Equal([("env", "test"), ("owner", "me"), ("team", "b")], resource.Tags.Select(tag => (tag.Key, tag.Value)).Order());
        Assert.Equal([("env", "test"), ("owner", "me")], resource.OwnTags.Select(tag => (tag.Key, tag.Value)).Order());
        Assert.Equal(1, (await world.Search.CountAsync(world.Compiler.Compile("tag.env=test our-name", world.Scope).Value, Ct)).Value);

        await OwnAsync(id, "", ("env", null), ("owner", null));

        resource = (await world.FindAsync("c1"))!;
        Assert.Equal("cloud-name-2", resource.Name);
        Assert.Equal([("env", "prod"), ("team", "b")], resource.Tags.Select(tag => (tag.Key, tag.Value)).Order());
        var fields = (await world.ChangesAsync(id)).Select(change => change.Field).OfType<string>().ToHashSet();
        Assert.Superset(new HashSet<string> { "name", "tags.env", "tags.owner", "tags.team" }, fields);
    }

    [Fact]
    public async Task Edges_are_read_both_ways_page_by_page_and_dangling_ones_by_the_clouds_id()
    {
        var id = (await world.MergeAsync(Container("c1") with
        {
            Relations =
            [
                new ObservedRelation("uses-image", Images, Region, "i1"), new ObservedRelation("runs-on", Hosts, Region, "h1"),
                new ObservedRelation("mounts", "container/volume", Region, "v1"), new ObservedRelation("mounts", "container/volume", Region, "v2"),
            ],
        })).ResourcesByExternalId["c1"];
        await world.MergeAsync(new Observation(Images, Region, "i1", "nginx") { Lifecycle = "available" });

        Assert.Equal(["out mounts v1", "out mounts v2", "out runs-on h1", "out uses-image nginx"], await EdgesAsync(id));
        var image = (await world.FindAsync("i1", Images))!;
        var back = (await world.Relations.ListAsync(world.Scope, image.Id, new PageRequest(10, null), Ct)).Value.Items.Single();
        Assert.Equal((RelationDirection.In, "被使用", id), (back.Direction, back.Label.Zh, back.Resource!.Id));
        var other = new GraphWorld(database);
        Assert.Empty((await world.Relations.ListAsync(other.Scope, id, new PageRequest(10, null), Ct)).Value.Items);
    }

    [Fact]
    public async Task Records_say_what_the_account_said()
    {
        var id = (await world.MergeAsync(Container("c1", "cloud-name"))).ResourcesByExternalId["c1"];
        await OwnAsync(id, "our-name");

        var record = Assert.Single((await world.Resources.RecordsAsync(world.Scope, id, Ct))!);

        Assert.Equal(("cloud-name", "c1", world.Account), (record.Name, record.ExternalId, record.Account));
        Assert.Equal(512, record.Attributes["memoryLimitMib"]!.GetValue<int>());
    }

    [Fact]
    public async Task History_pages_newest_first_without_a_gap()
    {
        var id = (await world.MergeAsync(Container("c1"))).ResourcesByExternalId["c1"];
        for (var i = 0; i < 6; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.MergeAsync(Event, Container("c1", image: $"nginx:{i}"));
        }

        var read = new List<ChangeView>();
        string? cursor = null;
        do
        {
            var page = (await world.Changes.ListAsync(world.Scope, id, new PageRequest(3, cursor), Ct)).Value;
            read.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(7, read.Count);
        Assert.Equal(Enumerable.Range(0, 6).Reverse().Select(i => $"nginx:{i}"), read.Take(6).Select(change => change.After!.GetValue<string>()));
        Assert.Equal(ChangeType.Created, read[^1].Type);
    }

    [Fact]
    public async Task History_has_partitions_ahead_and_loses_whole_months_that_are_old()
    {
        world.Clock.Advance(TimeSpan.FromDays(3650));
        var month = world.Clock.GetUtcNow();
        await world.InAsync(session => UpkeepStore.RunAsync(session, month.AddYears(-20), month, Ct));
        await world.InAsync(session => UpkeepStore.RunAsync(session, month.AddYears(-20), month, Ct));
        await world.MergeAsync(Container("c1"));

        Assert.Equal([$"change_{month:yyyyMM}"], await world.OwnerAsync("select tableoid::regclass::text from change where tenant_id = $1"));

        await world.InAsync(session => UpkeepStore.RunAsync(session, month.AddMonths(2), month, Ct));
        Assert.Empty(await world.ChangesAsync());
    }

    private Task<ResourceId> AddAsync() =>
        world.InAsync(session => world.Resources.AddPlaceholderAsync(
            session, world.Unit(), new Placeholder("web", null, new JsonObject { ["image"] = "nginx" }, new Dictionary<string, string>()), Event, Ct));

    private Task<bool> BindAsync(ResourceId id, string externalId) =>
        world.InAsync(session => world.Resources.BindPlaceholderAsync(session, id, world.Unit(), externalId, Event, Ct));

    private Task OwnAsync(ResourceId id, string? name, params (string Key, string? Value)[] tags) =>
        world.InAsync(session => world.Resources.ChangeOwnAsync(
            session, id, new OwnFields(name, tags.ToDictionary(tag => tag.Key, tag => tag.Value)), Event, Ct));

    private async Task<IReadOnlyList<string>> EdgesAsync(ResourceId id)
    {
        var read = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await world.Relations.ListAsync(world.Scope, id, new PageRequest(1, cursor), Ct)).Value;
            read.AddRange(page.Items.Select(edge => $"{(edge.Direction == RelationDirection.In ? "in" : "out")} {edge.Type} {edge.Resource?.Name ?? edge.ExternalId}"));
            cursor = page.Next;
        }
        while (cursor is not null);

        return read;
    }
}
