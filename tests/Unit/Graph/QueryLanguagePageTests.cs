using System.Text.Json.Nodes;
using Npgsql;
using Xunit;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Tests.Peers;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>Every example of docs/query-language.md finds what the page says, in the estate that the page describes.</summary>
public sealed class QueryLanguagePageTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private const string Machines = "compute/instance";
    private static readonly string[] Names = ["web-1", "web-2", "db-1", "node-1", "shop-api", "batch"];
    private readonly GraphWorld world = new(database);

    [Fact]
    public async Task Every_example_finds_what_the_page_says()
    {
        await FillAsync();
        var examples = Rows("examples").Select(cells => (Query: cells[0].Trim('`'), Names: cells[1])).ToArray();
        Assert.True(examples.Length > 70);
        var wrong = new List<string>();
        foreach (var (query, names) in examples)
        {
            var compiled = world.Compiler.Compile(query, world.Scope);
            var found = compiled.Problem is { } problem
                ? problem.DetailIn(Language.English)
                : string.Join(' ', (await world.Search.ListAsync(compiled.Value, null, new PageRequest(100, null), true, Ct)).Value.Items
                    .Select(resource => resource.Name).OrderBy(name => Array.IndexOf(Names, name)));
            if (found != names)
            {
                wrong.Add($"{query}: the page says [{names}], found [{found}]");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_estate_of_the_page_is_the_estate_of_the_test() =>
        Assert.Equal(Names, Rows("estate").Select(cells => cells[0]));

    private static IEnumerable<string[]> Rows(string section)
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "query-language.md"));
        var part = page.Split($"<!-- {section} -->")[1].Split($"<!-- /{section} -->")[0];
        return part.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(row => row.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray());
    }

    private async Task FillAsync()
    {
        var noon = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
        ObservedRelation[] onNode = [new("runs-on", Hosts, "cn-east-1", "node-1")];
        Observation Made(string kind, string region, string name, string lifecycle, string attributes, params (string Key, string Value)[] tags) =>
            new(kind, region, name, name)
            {
                Lifecycle = lifecycle,
                Power = lifecycle is "running" or "online" ? Power.On : Power.Off,
                ProviderStatus = lifecycle == "exited" ? "Exited (137)" : lifecycle,
                CreatedAt = noon,
                Attributes = JsonNode.Parse(attributes)!.AsObject(),
                Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value),
            };

        var shanghai = await AccountAsync("Shanghai");
        var web1 = Made(Machines, "cn-east-1", "web-1", "running", """{"vcpus": 4, "memoryMib": 8192, "osName": "Debian 12", "expiresAt": "2026-06-01T00:00:00Z", "privateAddresses": ["10.0.0.11"], "deletionProtection": true}""", ("env", "prod"), ("cost", "12"), ("owner", "lin"));
        await MergeAsync(
            shanghai, "alibaba",
            web1 with { Zone = "cn-east-1a", CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Relations = onNode },
            Made(Machines, "cn-east-1", "web-2", "stopped", """{"vcpus": 8, "memoryMib": 16384, "osName": "Windows Server 2022", "expiresAt": "2026-07-15T01:00:00+08:00", "privateAddresses": ["10.0.0.12", "192.168.7.2"], "deletionProtection": false}""", ("env", "test"), ("cost", "100")) with { Relations = onNode });
        await MergeAsync(shanghai, "alibaba", Made(Hosts, "cn-east-1", "node-1", "online", """{"vcpus": 64, "managementAddress": "10.0.9.1"}"""));
        await MergeAsync(
            await AccountAsync("Virginia"), "aws",
            Made(Machines, "us-east-1", "db-1", "running", """{"vcpus": 16, "memoryMib": 65536, "osName": "Debian 12"}""", ("env", "prod"), ("aws:name", "db")));
        await MergeAsync(
            await AccountAsync("Engine Room"), "docker",
            Made(Containers, "global", "shop-api", "running", """{"image": "registry/shop:1.27", "command": ["sleep", "60"], "ports": [{"containerPort": 80, "hostPort": 8080, "protocol": "tcp"}, {"containerPort": 53, "hostPort": 5353, "protocol": "udp"}]}""", ("env", "prod")),
            Made(Containers, "global", "batch", "exited", """{"image": "busybox:1", "exitCode": 137, "memoryLimitMib": 512}""", ("note", "late, again")));
        await OwnerAsync(
            """
            update resource set missing_since = now() where tenant_id = $1 and name = 'batch';
            insert into unit_freshness (account_id, kind, region, tenant_id, last_complete_run_at, interval_seconds, failed)
            select distinct account_id, kind, region, tenant_id, null::timestamptz, 600, true from resource where tenant_id = $1 and kind = 'container/container';
            insert into tenant_name (tenant_id, slug, name) values ($1, 'acme', 'Acme');
            insert into project_name (project_id, tenant_id, slug, name) values ('01900000-0000-7000-8000-000000000001', $1, 'shop', 'Web shop');
            update resource set project_id = '01900000-0000-7000-8000-000000000001' where tenant_id = $1 and name = 'web-1'
            """);
    }

    private async Task<AccountId> AccountAsync(string name)
    {
        var account = TypedId.New<AccountId>(TimeProvider.System);
        await world.InAsync(session => AccountNameStore.SetAsync(session, world.Tenant, account, name, Ct));
        return account;
    }

    private Task MergeAsync(AccountId account, string provider, params Observation[] page) =>
        world.InAsync(session => world.Merge.MergeAsync(
            session, new MergeUnit(world.Tenant, account, provider, page[0].Kind, page[0].Region, false), page, Sync, Ct));

    private async Task OwnerAsync(string statements)
    {
        foreach (var sql in statements.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var connection = new NpgsqlConnection(database.Peer.ConnectionString);
            await connection.OpenAsync(Ct);
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new NpgsqlParameter { Value = world.Tenant.Value });
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
