using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What queries find, in which order and page, and what they refuse.</summary>
public sealed class QueryTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private readonly GraphWorld world = new(database);

    [Theory]
    [InlineData("", "api web-1 web-2 web-3 h1")]
    [InlineData("kind:container/container", "api web-1 web-2 web-3")]
    [InlineData("kind:container/*", "api web-1 web-2 web-3")]
    [InlineData("kind:container/container lifecycle:running", "api web-1 web-2")]
    [InlineData("name:WEB-1", "web-1")]
    [InlineData("name:web-*", "web-1 web-2 web-3")]
    [InlineData("name:\"web-*\"", "")]
    [InlineData("name~EB", "web-1 web-2 web-3")]
    [InlineData("externalId=c1", "web-1")]
    [InlineData("tag.env=prod", "api web-1 web-2")]
    [InlineData("tag.env", "api web-1 web-2 web-3")]
    [InlineData("-tag.env", "h1")]
    [InlineData("tag.env!=prod", "web-3 h1")]
    [InlineData("tag.env:pr*", "api web-1 web-2")]
    [InlineData("tag.env~ES", "web-3")]
    [InlineData("memoryLimitMib>=1024", "web-2 web-3")]
    [InlineData("memoryLimitMib<1024", "web-1")]
    [InlineData("memoryLimitMib!=1024", "api web-1 web-3 h1")]
    [InlineData("image:nginx:*", "web-1 web-2 web-3")]
    [InlineData("image~NGI -lifecycle:exited", "web-1 web-2")]
    [InlineData("command:sleep", "api")]
    [InlineData("web (lifecycle:exited or tag.env=prod)", "web-1 web-2 web-3")]
    [InlineData("power:off", "web-3")]
    [InlineData("sync:fresh", "api web-1 web-2 web-3 h1")]
    [InlineData("sync:stale", "")]
    [InlineData("simulated:false name:api", "api")]
    [InlineData("10.1.2.3", "h1")]
    [InlineData("rel.runs-on(kind:compute/host)", "api web-1")]
    [InlineData("rel.runs-on()", "api web-1")]
    [InlineData("rel.container/container(name:api)", "h1")]
    [InlineData("rel.compute/host(name:h1 rel.container/container(name:web-1))", "api web-1")]
    [InlineData("-rel.runs-on() kind:container/container", "web-2 web-3")]
    [InlineData("createdAt>=2026-01-02 createdAt<2026-01-03", "api")]
    public async Task A_query_finds_what_it_says(string query, string names)
    {
        await FillAsync();
        Assert.Equal(names, await NamesAsync(query, "kind,name"));
    }

    [Theory]
    [InlineData("nme:x", "query.unknownKey", 0, 5)]
    [InlineData("kind:container/container vcpu>=4", "query.unknownKey", 25, 7)]
    [InlineData("memoryLimitMib>=lots", "query.value", 0, 20)]
    [InlineData("memoryLimitMib~5", "query.operator", 0, 16)]
    [InlineData("kind>=a", "query.operator", 0, 7)]
    [InlineData("id:mine", "query.value", 0, 7)]
    [InlineData("project>mine", "query.operator", 0, 12)]
    [InlineData("power:onn", "query.value", 0, 9)]
    [InlineData("sync=gone", "query.value", 0, 9)]
    [InlineData("simulated:yes", "query.value", 0, 13)]
    [InlineData("createdAt>yesterday", "query.value", 0, 19)]
    [InlineData("createdAt~2026", "query.operator", 0, 14)]
    [InlineData("createdAt:2026-02-30", "query.value", 0, 20)]
    [InlineData("deletionProtection>true", "query.operator", 0, 23)]
    [InlineData("expiresAt>soon", "query.value", 0, 14)]
    [InlineData("ports:80", "query.record", 0, 8)]
    [InlineData("ports.nothing:80", "query.unknownKey", 0, 16)]
    public void A_predicate_that_cannot_be_served_says_why_and_where(string query, string code, int start, int length)
    {
        var problem = world.Compiler.Compile(query, world.Scope).Problem!;

        Assert.Equal(code, problem.Type.Code);
        Assert.Equal($"?q#char={start},{start + length}", problem.Errors.Single().Pointer);
        Assert.DoesNotContain("{", problem.DetailIn(Language.English) + problem.DetailIn(Language.Chinese), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_comes_with_the_nearest_ones() =>
        Assert.StartsWith("name,", world.Compiler.Compile("nme:x", world.Scope).Problem!.Arguments["suggestions"], StringComparison.Ordinal);

    [Theory]
    [InlineData("'; drop table resource; --")]
    [InlineData("\\'; select pg_sleep(10); --")]
    [InlineData("@q0 $1 :x {0} %s")]
    [InlineData("a' or '1'='1")]
    [InlineData("%_\\%")]
    [InlineData("a\0b\uD800")]
    [InlineData("🐳 云桥 ﷽")]
    public async Task A_text_is_never_more_than_a_text(string text)
    {
        var clean = text.Replace('\0', '\uFFFD').Replace('\uD800', '\uFFFD');
        await world.MergeAsync(Container("c1", text) with { Tags = new Dictionary<string, string> { [text] = text } }, Container("c2", "other"));
        var quoted = QueryWords.Quote(text);
        string[] queries =
        [
            $"name:{quoted}", $"name={quoted}", $"name~{quoted}", quoted, $"tag.{quoted}", $"tag.{quoted}={quoted}", $"tag.{quoted}~{quoted}",
        ];
        foreach (var query in queries)
        {
            Assert.Equal(clean, await NamesAsync(query));
        }

        string[] none = [$"image:{quoted}", $"zone:{quoted}", $"rel.{quoted}()", $"kind:{quoted}", $"command:{quoted}"];
        foreach (var query in none)
        {
            Assert.Equal("", await NamesAsync(query));
        }
    }

    [Fact]
    public void A_name_of_a_key_that_is_SQL_is_refused() =>
        Assert.Equal("query.unknownKey", world.Compiler.Compile("r.id=1", world.Scope).Problem!.Type.Code);

    [Fact]
    public async Task A_query_sees_its_scope_alone()
    {
        await FillAsync();
        var other = new GraphWorld(database);
        await other.MergeAsync(Container("c1", "web-9") with
        {
            Tags = new Dictionary<string, string> { ["env"] = "prod" },
            Relations = [new ObservedRelation("runs-on", Hosts, Region, "h1")],
        });

        foreach (var query in (string[])["", "web", "tag.env=prod", "image:*", "-name:x", "name:x or -name:x", "sync:fresh", "rel.runs-on()", "kind:container/container"])
        {
            var mine = await NamesAsync(query);
            Assert.DoesNotContain("web-9", mine, StringComparison.Ordinal);
            var found = (await other.Search.ListAsync(other.Compiler.Compile(query, other.Scope).Value, null, new PageRequest(50, null), true, Ct)).Value;
            Assert.All(found.Items, resource => Assert.Equal(other.Tenant, resource.Tenant));
            Assert.Equal(found.Items.Count, found.Total);
        }
    }

    [Theory]
    [InlineData("name", "a B c D e")]
    [InlineData("-name", "e D c B a")]
    [InlineData("lifecycle", "c e a B D")]
    [InlineData("createdAt", "e D c B a")]
    [InlineData("-createdAt", "a B c D e")]
    [InlineData("kind", "a B c D e")]
    [InlineData("-observedAt", "e D c B a")]
    public async Task Pages_of_any_order_hold_everything_once(string sort, string names)
    {
        string[] all = ["a", "B", "c", "D", "e"];
        foreach (var (name, i) in all.Select((name, i) => (name, i)))
        {
            // Ids in order of the list, so that the order of ties is known.
            await world.MergeAsync(Container($"x{i}", name, lifecycle: name is "c" or "e" ? "exited" : "running") with
            {
                CreatedAt = new DateTimeOffset(2026, 1, 20 - i, 0, 0, 0, TimeSpan.Zero),
            });
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var query = world.Compiler.Compile("", world.Scope).Value;
        var read = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await world.Search.ListAsync(query, sort, new PageRequest(2, cursor), true, Ct)).Value;
            Assert.Equal(5, page.Total);
            read.AddRange(page.Items.Select(resource => resource.Name));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(names, string.Join(' ', read));
    }

    [Fact]
    public async Task Pages_neither_repeat_nor_pass_over_what_stays_while_others_come_and_go()
    {
        await world.MergeAsync(Enumerable.Range(0, 20).Select(i => Container($"c{i}", $"n{i:00}")).ToArray());
        var query = world.Compiler.Compile("", world.Scope).Value;
        var first = (await world.Search.ListAsync(query, null, new PageRequest(10, null), false, Ct)).Value;

        await world.MergeAsync(Container("new-before", "n00a"), Container("new-after", "n15a"));
        await world.InAsync(session => world.Sweep.RemoveAsync(session, world.Unit(), ["c3", "c9", "c12"], Event, Ct));

        var second = (await world.Search.ListAsync(query, null, new PageRequest(20, first.Next), false, Ct)).Value;
        Assert.Equal(["n10", "n11", "n13", "n14", "n15", "n15a", "n16", "n17", "n18", "n19"], second.Items.Select(resource => resource.Name));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("not base64!", null)]
    [InlineData("e30", null)]
    [InlineData("eyJzb3J0IjoibmFtZSIsInZhbHVlIjoiYSIsImlkIjoieCJ9", null)]
    public async Task A_cursor_of_another_list_is_refused(string cursor, string? sort)
    {
        var query = world.Compiler.Compile("", world.Scope).Value;
        var answer = await world.Search.ListAsync(query, sort, new PageRequest(2, cursor), false, Ct);
        Assert.Equal("request.cursor", answer.Problem!.Type.Code);
    }

    [Fact]
    public async Task An_unknown_order_is_refused() =>
        Assert.Equal(
            "query.sort",
            (await world.Search.ListAsync(world.Compiler.Compile("", world.Scope).Value, "colour", new PageRequest(2, null), false, Ct)).Problem!.Type.Code);

    [Fact]
    public async Task Facets_count_the_alternatives_of_a_choice()
    {
        await FillAsync();
        var facets = Facet.Parse("kind,lifecycle,sync").Value;
        var query = world.Compiler.Compile("kind:container/container lifecycle:running", world.Scope).Value;

        async Task<string> CountAsync(Facet facet)
        {
            var others = world.Compiler.Compile(facet.Without(query.Node), world.Scope).Value;
            var counts = (await world.Search.CountByAsync(others, facet, Ct)).Value;
            return string.Join(' ', counts.Select(count => $"{count.Value}={count.Count}"));
        }

        Assert.Equal("container/container=3", await CountAsync(facets[0]));
        Assert.Equal("running=3 exited=1", await CountAsync(facets[1]));
        Assert.Equal("fresh=3", await CountAsync(facets[2]));
        Assert.Equal(3, (await world.Search.CountAsync(query, Ct)).Value);
    }

    [Theory]
    [InlineData("kind,provider,lifecycle,account,region")]
    public async Task Counters_and_counting_say_the_same(string by)
    {
        await FillAsync();
        var counted = world.Compiler.Compile("kind:container/container or kind:compute/host", world.Scope).Value;
        var scanned = world.Compiler.Compile("(kind:container/container or kind:compute/host) -name:none", world.Scope).Value;
        Assert.True(counted.OnlyCounted);
        Assert.False(scanned.OnlyCounted);
        foreach (var facet in Facet.Parse(by).Value)
        {
            Assert.Equal((await world.Search.CountByAsync(scanned, facet, Ct)).Value, (await world.Search.CountByAsync(counted, facet, Ct)).Value);
        }
    }

    [Theory]
    [InlineData("ab", "ab", "three letters")]
    [InlineData("kind:container/container name~x", "name~x", "three letters")]
    [InlineData("name:*x", "name:*x", "three letters")]
    [InlineData("command:sleep", "command:sleep", "searchable attributes")]
    [InlineData("-ports.hostPort=80", "ports.hostPort=80", "searchable attributes")]
    [InlineData("tag.env=prod or providerStatus:Up", "providerStatus:Up", "whole value")]
    [InlineData("zone:cn-*", "zone:cn-*", "whole value")]
    [InlineData("sync:fresh", "sync:fresh", "whole value")]
    [InlineData("observedAt<2026-01-01", "observedAt<2026-01-01", "region:")]
    public async Task A_term_that_no_index_serves_is_refused_above_a_number_of_resources(string query, string term, string served)
    {
        await world.MergeAsync(Container("c1"));
        await world.OwnerAsync("with grown as (update resource_count set count = 60000 where tenant_id = $1 returning kind) select kind from grown");
        var compiled = world.Compiler.Compile(query, world.Scope).Value;

        var problem = (await world.Search.ListAsync(compiled, null, new PageRequest(10, null), false, Ct)).Problem!;

        Assert.Equal(("query.tooBroad", term), (problem.Type.Code, problem.Arguments["term"]));
        var start = query.IndexOf(term, StringComparison.Ordinal);
        Assert.Equal($"?q#char={start},{start + term.Length}", problem.Errors.Single().Pointer);
        Assert.Contains(served, problem.Errors.Single().Detail.En, StringComparison.Ordinal);
        Assert.Contains(term, problem.Errors.Single().Detail.Zh, StringComparison.Ordinal);
        var narrower = world.Compiler.Compile($"kind:container/volume ({query})", world.Scope).Value;
        Assert.Null((await world.Search.ListAsync(narrower, null, new PageRequest(10, null), false, Ct)).Problem);
    }

    private async Task FillAsync()
    {
        Dictionary<string, string> prod = new() { ["env"] = "prod" };
        ObservedRelation[] onHost = [new("runs-on", Hosts, Region, "h1")];
        await world.MergeAsync(
            Container("c1", "web-1") with { Tags = prod, Relations = onHost },
            Container("c2", "web-2") with { Tags = prod, Attributes = new JsonObject { ["image"] = "nginx:1.28", ["memoryLimitMib"] = 1024 } },
            Container("c3", "web-3", "exited") with
            {
                Tags = new Dictionary<string, string> { ["env"] = "test" },
                Attributes = new JsonObject { ["image"] = "nginx:1.27", ["memoryLimitMib"] = 4096 },
            },
            Container("c4", "api") with
            {
                Tags = prod,
                Relations = onHost,
                CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                Attributes = new JsonObject { ["image"] = "registry/api", ["command"] = new JsonArray("sleep", "1") },
            });
        await world.MergeAsync(new Observation(Hosts, Region, "h1", "h1")
        {
            Lifecycle = "online",
            Power = Power.On,
            Attributes = new JsonObject { ["vcpus"] = 4, ["managementAddress"] = "10.1.2.3" },
        });
    }

    private async Task<string> NamesAsync(string query, string order = "name")
    {
        var compiled = world.Compiler.Compile(query, world.Scope).Value;
        var found = (await world.Search.ListAsync(compiled, null, new PageRequest(100, null), false, Ct)).Value;
        IEnumerable<Resource> sorted = order == "name" ? found.Items : found.Items.OrderBy(resource => resource.Kind == Hosts).ThenBy(resource => resource.Name, StringComparer.Ordinal);
        return string.Join(' ', sorted.Select(resource => resource.Name));
    }
}
