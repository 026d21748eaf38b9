using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Completions;
using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What is proposed at a place of a query; <c>|</c> is the place.</summary>
public sealed class CompletionTests : IClassFixture<GraphDatabase>, IAsyncLifetime
{
    private readonly GraphWorld world;
    private readonly GraphWorld stranger;
    private readonly QueryCompletion completion;

    public CompletionTests(GraphDatabase database)
    {
        world = new GraphWorld(database);
        stranger = new GraphWorld(database);
        completion = new QueryCompletion(new KindRegistry(), new CompletionStore(world.Database), world.Clock);
    }

    public async ValueTask InitializeAsync()
    {
        await world.MergeAsync(
            Container("c1", "web", image: "nginx:1.27") with { Zone = "zone-a", Tags = new Dictionary<string, string> { ["env"] = "prod", ["cost center"] = "a b" } },
            Container("c2", "db", "exited", "postgres:18") with { Zone = "zone-b", Tags = new Dictionary<string, string> { ["env"] = "pre-prod" } });
        await world.MergeAsync(new Observation("compute/instance", Region, "i1", "vm") { Lifecycle = "running", Attributes = new JsonObject { ["osName"] = "Debian 12", ["vcpus"] = 4 } });
        await stranger.MergeAsync(Container("c9", "other", image: "secret:1") with { Zone = "zone-x", Tags = new Dictionary<string, string> { ["envoy"] = "prod-of-others" } });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("|", "kind")]
    [InlineData("ki|", "kind")]
    [InlineData("mem|", "memoryMib")]
    [InlineData("kind:compute/instance me|", "memoryMib")]
    [InlineData("name~web (t|", "tenant")]
    [InlineData("-reg|", "region")]
    [InlineData("ta|", "tag.")]
    [InlineData("tag.e|", "tag.env")]
    [InlineData("tag.co|", "tag.\"cost center\"")]
    [InlineData("rel.ru|", "rel.runs-on(")]
    [InlineData("kind|", ":")]
    [InlineData("vcpus|", ">=")]
    [InlineData("tag.env|", ":")]
    [InlineData("kind:|", "container/container")]
    [InlineData("kind:comp|", "compute/instance")]
    [InlineData("lifecycle:ex|", "exited")]
    [InlineData("zone:zone-|", "zone-a")]
    [InlineData("provider:|", "docker")]
    [InlineData("tag.env:pr|", "prod")]
    [InlineData("tag.\"cost center\":|", "\"a b\"")]
    [InlineData("image:ng|", "nginx:1.27")]
    [InlineData("osName:De|", "\"Debian 12\"")]
    [InlineData("osFamily:|", "linux")]
    [InlineData("simulated:|", "true")]
    [InlineData("createdAt>=|", "2026-05-04")]
    [InlineData("rel.runs-on(kind:compute/i|", "compute/instance")]
    public async Task Proposes_what_may_stand_there(string query, string proposal) =>
        Assert.Contains((await AtAsync(query)).Items, item => item.Text == proposal);

    [Theory]
    [InlineData("\"fr|")]
    [InlineData("tag.envo|")]
    [InlineData("tag.env:prod-of|")]
    [InlineData("image:secret|")]
    [InlineData("zone:zone-x|")]
    [InlineData("nosuchkey:|")]
    public async Task Proposes_nothing_in_free_text_and_nothing_that_is_not_the_tenants(string query) => Assert.Empty((await AtAsync(query)).Items);

    [Fact]
    public async Task Says_what_it_replaces_what_people_call_it_and_how_many_there_are()
    {
        var item = (await AtAsync("name~w kind:cont|ainer tag.env", Language.Chinese)).Items[0];
        Assert.Equal(("container/container", "容器", 12, 21, 2L), (item.Text, item.Title, item.Start, item.End, item.Count));
        var states = (await AtAsync("kind:container/container lifecycle:|")).Items;
        Assert.DoesNotContain(states, state => state.Text == "stoppedReleased");
        Assert.Equal(["Exited", "Running"], states.Where(state => state.Count > 0).Select(state => state.Title).Order());
        Assert.All((await AtAsync("ki|")).Items, key => Assert.Equal((0, 2), (key.Start, key.End)));
    }

    [Fact]
    public async Task Every_value_that_is_proposed_makes_a_query_that_is_understood()
    {
        foreach (var query in (string[])["kind:|", "lifecycle:|", "zone:|", "tag.env:|", "tag.\"cost center\":|", "image:|", "osName:|", "createdAt>=|", "provider:|", "simulated:|", "region:|", "power:|"])
        {
            foreach (var item in (await AtAsync(query)).Items)
            {
                var text = query.Replace("|", "", StringComparison.Ordinal);
                var accepted = text[..item.Start] + item.Text + text[item.End..];
                Assert.True(world.Compiler.Compile(accepted, world.Scope).Ok(out _, out var problem), $"{accepted}: {problem}");
            }
        }
    }

    [Fact]
    public void Any_text_and_any_place_can_be_read()
    {
        var random = new Random(20261126);
        const string letters = "kind:tag.rel(~\"\\*<>=!-) 云😀a1/|\n";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(24)).Select(_ => letters[random.Next(letters.Length)])]);
            var cursor = QueryCursor.Read(text, random.Next(-2, text.Length + 3));
            Assert.InRange(cursor.Start, 0, cursor.End);
            Assert.InRange(cursor.End, cursor.Start, text.Length);
        }
    }

    private Task<Completion> AtAsync(string query, Language language = Language.English)
    {
        var at = query.IndexOf('|', StringComparison.Ordinal);
        return completion.AtAsync(query.Remove(at, 1), at, world.Scope, language, Ct);
    }
}
