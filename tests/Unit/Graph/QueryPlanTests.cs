using System.Text.RegularExpressions;
using Xunit;
using Yunqiao.Graph;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>A database with sixty thousand resources: fifty thousand of a large tenant and ten thousand of three others.</summary>
public sealed class LargeGraph : IAsyncLifetime
{
    internal TestDatabase Peer { get; private set; } = null!;

    internal TenantId Large { get; } = TypedId.New<TenantId>(TimeProvider.System);

    internal TenantId[] Others { get; } = [.. Enumerable.Range(0, 3).Select(_ => TypedId.New<TenantId>(TimeProvider.System))];

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        Peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(GraphFeature.Migrations);
        await GeneratedGraph.WithoutTrigramsAsync(
            Peer.ConnectionString,
            async () =>
            {
                await GeneratedGraph.FillAsync(Peer.ConnectionString, Large, Guid.CreateVersion7(), 50_000, ct);
                foreach (var other in Others)
                {
                    await GeneratedGraph.FillAsync(Peer.ConnectionString, other, Guid.CreateVersion7(), 3_334, ct);
                }
            },
            ct);
    }

    public ValueTask DisposeAsync() => Peer.DisposeAsync();
}

/// <summary>
/// How PostgreSQL answers each form of a predicate as the search role: by an index, never by reading a table of resources,
/// values or tags from end to end.
/// </summary>
public sealed partial class QueryPlanTests(LargeGraph graph) : IClassFixture<LargeGraph>
{
    private readonly QueryCompiler compiler = new(new KindRegistry());

    private ResourceSearchStore Search { get; } =
        new(graph.Peer.Database, new ResourceStore(graph.Peer.Database, new KindRegistry(), TimeProvider.System), TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms => new(
        "", "kind:compute/instance", "kind:compute/host", "kind:compute/*", "kind~host", "kind!=compute/host", "rare", "\"web-00\"", "web", "10.0.7",
        "name:rare-0000500", "name:RA*", "name:ra*", "name:*0500", "name~rare", "name!=x", "externalId:i-abc", "externalId~abcdef", "provider:zstack", "provider:a*",
        "account:nobody", "account~body", "region:eu-west-1", "region:eu-*", "zone:cn-north-1-a", "lifecycle:error", "lifecycle:running", "lifecycle~err", "power:suspended", "power:off",
        "sync:missing", "sync:stale", "tenant:nobody", "project:nobody", "-project:*", "id:01900000-0000-7000-8000-000000000001",
        "createdAt:2024-01-02", "createdAt>2024-01-20", "createdAt<2024-01-02", "simulated:true", "simulated:false",
        "vcpus=4", "vcpus>=32", "vcpus<0", "vcpus!=4", "vcpus:*", "osName:Debian*", "osName:De*", "osName:\"Debian 12\"", "osName~server", "instanceType:*odd", "osName>W", "instanceType>=9",
        "tag.note", "tag.owner", "-tag.owner", "-tag.nothing", "tag.env=prod", "tag.env!=prod", "tag.env:p*", "tag.env~ro", "tag.owner:team-7", "tag.owner:t*", "tag.cost>5", "tag.env>x",
        "rel.runs-on()", "-rel.runs-on()", "rel.runs-on(name:rare-0000500)", "rel.compute/host(name~0009)", "rel.compute/instance(tag.note)",
        "tag.note or name~rare", "lifecycle:error or tag.note=odd", "vcpus=64 or rel.runs-on(name:x)", "kind:compute/host or region:eu-west-1", "tag.note or -tag.owner",
        "tag.env=prod vcpus>=32 region:cn-north-1", "-(tag.env=prod or vcpus<16)", "kind:compute/instance -vcpus=4 name~rare", "(osName:De* or osName~server) -tag.owner lifecycle:running");

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_page_is_found_by_an_index(string query)
    {
        await HoldsAsync(query, Scope.Of(graph.Large), "name", null);
        await HoldsAsync(query, Scope.Of(graph.Large), "-createdAt", null);
        await HoldsAsync(query, Scope.Of(graph.Others[0]), "name", null);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("kind")]
    [InlineData("-kind")]
    [InlineData("lifecycle")]
    [InlineData("createdAt")]
    public async Task Every_order_of_a_large_tenant_is_walked_from_wherever_a_cursor_stands(string sort)
    {
        var scope = Scope.Of(graph.Large);
        var query = compiler.Compile("", scope).Value;
        string? cursor = null;
        foreach (var limit in new[] { 10, 500 })
        {
            // The first way that is tried meets a page at once.
            var plan = (await PlansAsync(query, sort, cursor))[0];
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            cursor = (await Search.ListAsync(query, sort, new PageRequest(limit, cursor), false, Ct)).Value.Next;
            Assert.NotNull(cursor);
        }
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-lifecycle")]
    [InlineData("createdAt")]
    public async Task Pages_of_many_tenants_are_those_of_all_their_resources_in_one_order(string sort)
    {
        var scope = Scope.Of(graph.Large, graph.Others);
        var walked = compiler.Compile("-tag.nothing", scope).Value;
        var statement = Assert.Single(await Search.StatementsAsync(walked, sort, null, 50, Ct));
        Assert.Contains("lateral", statement.Sql, StringComparison.Ordinal);

        var all = await graph.Peer.Database.SearchAsync<ResourceId>(
            scope, $"select r.id from resource r order by {ResourceSort.Parse(sort).Value.Sql} limit 210", null, Ct);
        Assert.Equal(all, await PagesAsync(walked, sort, 70, 3));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("name:rare*")]
    [InlineData("tag.env=prod")]
    [InlineData("tag.owner:team-7")]
    [InlineData("region:eu-west-1")]
    [InlineData("kind:compute/instance vcpus>=8")]
    [InlineData("-tag.env")]
    [InlineData("lifecycle:error or tag.note=odd")]
    public async Task Whichever_way_a_page_is_found_it_is_the_same(string text)
    {
        foreach (var sort in new[] { "name", "-createdAt", "kind" })
        {
            var query = compiler.Compile(text, Scope.Of(graph.Large)).Value;
            var order = ResourceSort.Parse(sort).Value;
            var arguments = new Dictionary<string, object?>(query.Arguments) { ["now"] = TimeProvider.System.GetUtcNow() };
            var all = await graph.Peer.Database.SearchAsync<ResourceId>(
                query.Scope, $"select r.id from resource r where r.tenant_id = (@tenants)[1] and {query.Condition} order by {order.Sql} limit 90", arguments, Ct);
            Assert.Equal(all, await PagesAsync(query, sort, 30, 3));
        }
    }

    private async Task<IReadOnlyList<ResourceId>> PagesAsync(CompiledQuery query, string sort, int size, int pages)
    {
        var read = new List<ResourceId>();
        string? cursor = null;
        for (var i = 0; i < pages && (i == 0 || cursor is not null); i++)
        {
            var page = (await Search.ListAsync(query, sort, new PageRequest(size, cursor), false, Ct)).Value;
            read.AddRange(page.Items.Select(resource => resource.Id));
            cursor = page.Next;
        }

        return read;
    }

    [Fact]
    public async Task What_the_counters_rule_out_is_not_looked_for()
    {
        var nothing = compiler.Compile("region:nowhere -name:x web", Scope.Of(graph.Large)).Value;
        Assert.Empty((await Search.ListAsync(nothing, null, new PageRequest(10, null), true, Ct)).Value.Items);

        // Over the limit in the tenant, but not in the region.
        var narrowed = compiler.Compile("region:eu-west-1 ports.hostPort=80", Scope.Of(graph.Large)).Value;
        Assert.Equal(0, (await Search.CountAsync(narrowed, Ct)).Value);
    }

    private async Task HoldsAsync(string text, Scope scope, string sort, string? cursor)
    {
        foreach (var plan in await PlansAsync(compiler.Compile(text, scope).Value, sort, cursor))
        {
            Assert.False(WholeTable().IsMatch(plan), $"{text} sorted by {sort}:\n{plan}");
        }
    }

    /// <summary>How each of the ways to find a page would be gone.</summary>
    private async Task<IReadOnlyList<string>> PlansAsync(CompiledQuery query, string sort, string? cursor)
    {
        var plans = new List<string>();
        foreach (var statement in await Search.StatementsAsync(query, sort, cursor, 51, Ct))
        {
            plans.Add(string.Join('\n', await graph.Peer.Database.SearchAsync<string>(query.Scope, "explain " + statement.Sql, statement.Arguments, Ct)));
        }

        return plans;
    }

    [GeneratedRegex(@"Seq Scan on (resource|resource_value|resource_tag|relation)\b(?!_)")]
    private static partial Regex WholeTable();
}
