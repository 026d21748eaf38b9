using Npgsql;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Relations;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;

namespace Yunqiao.Bench.Graph;

/// <summary>
/// The same questions to the stores themselves, without HTTP: as the product asks them, with row security also for the search
/// role, and with none at all; and beside them plain SQL that a person would write.
/// </summary>
internal sealed class StoreBench(Installation installation, BenchOptions options, Report report)
{
    private readonly ResourceSearchStore search = installation.Get<ResourceSearchStore>();
    private readonly ResourceStore resources = installation.Get<ResourceStore>();
    private readonly NeighbourhoodStore neighbourhoods = installation.Get<NeighbourhoodStore>();
    private readonly QueryCompiler compiler = installation.Get<QueryCompiler>();

    private static CancellationToken Ct => CancellationToken.None;

    internal async Task RunAsync(IReadOnlyList<MeasuredTenant> tenants)
    {
        report.Say(
            "The stores alone, one client: median and p99 in milliseconds. *Product*: ids by the search role, rows by the application role under row security. "
            + "*All secured*: row security for the search role too. *None*: nobody under row security. *Plain*: one prepared statement of the same meaning by the owner.");
        report.Table("Question", "Tenant", "Product", "All secured", "None", "Plain", "product / none", "secured / product", "product / plain");
        foreach (var tenant in tenants)
        {
            var scope = await ScopeOfAsync(tenant);
            var mix = await QueryMix.OfAsync(installation, tenant);
            await MeasureAsync("page of 50 by query", tenant, number => ListAsync(scope, mix.List(number)), PlainPage(tenant));
            await MeasureAsync("resource by id", tenant, async number => _ = await resources.GetAsync(scope, mix.Id(number), Ct), PlainId(mix));
            await MeasureAsync("substring search, page of 50", tenant, number => ListAsync(scope, mix.Search(number)), PlainSearch(tenant, mix));
            await MeasureAsync("count by tag", tenant, async number => _ = await search.CountAsync(Compile(scope, "tag.env=dev"), Ct), PlainCount(tenant));
            await MeasureAsync(
                "neighbourhood of 3 relations", tenant, async number => _ = await neighbourhoods.WalkAsync(scope, mix.Id(number), 3, 200, Ct), PlainWalk(mix));
        }
    }

    private async Task MeasureAsync(string name, MeasuredTenant tenant, Func<int, Task> ask, PlainQuestion plain)
    {
        var product = await TimeAsync(ask);
        await RowSecurity.SecureSearchAsync(installation);
        var secured = await TimeAsync(ask);
        await RowSecurity.RestoreAsync(installation);
        await RowSecurity.BypassAsync(installation);
        var none = await TimeAsync(ask);
        await RowSecurity.RestoreAsync(installation);
        Latencies? raw = null;
        if (tenant.Name != "all tenants" || plain.AlsoOfAll)
        {
            await using var connection = await installation.Owner.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(plain.Sql, connection);
            command.Parameters.AddRange(plain.Arguments(0).Select(value => new NpgsqlParameter { Value = value }).ToArray());
            await command.PrepareAsync();
            raw = await TimeAsync(async number =>
            {
                foreach (var (value, at) in plain.Arguments(number).Select((value, at) => (value, at)))
                {
                    command.Parameters[at].Value = value;
                }

                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                }
            });
        }

        report.Row(
            name, tenant.Name, Cell(product), Cell(secured), Cell(none), raw is null ? "" : Cell(raw),
            Report.Ratio(product.Median, none.Median), Report.Ratio(secured.Median, product.Median),
            raw is null ? "" : Report.Ratio(product.Median, raw.Median));
    }

    private async Task<Latencies> TimeAsync(Func<int, Task> ask)
    {
        // A question that takes a second is not asked three hundred times.
        var warm = await Load.RunAsync(1, 24, ask);
        var count = (int)Math.Clamp(options.Of(300, 24), 24, Math.Max(24, 6_000 / warm.Latencies.Median));
        return (await Load.RunAsync(1, count, ask)).Latencies;
    }

    private async Task ListAsync(Scope scope, (string Shape, string Query, string? Sort) list)
    {
        var page = PageRequest.From(50, null).Value;
        _ = (await search.ListAsync(Compile(scope, list.Query), list.Sort, page, count: false, Ct)).Value;
    }

    private CompiledQuery Compile(Scope scope, string query) => compiler.Compile(query, scope).Value;

    private async Task<Scope> ScopeOfAsync(MeasuredTenant tenant)
    {
        var below = await installation.OwnAsync("select id from tenant where parent_id = $1", row => new TenantId(row.GetGuid(0)), tenant.Id.Value);
        return Scope.Of(tenant.Id, below);
    }

    private static string Cell(Latencies latencies) => $"{Report.Ms(latencies.Median)} / {Report.Ms(latencies.P99)}";

    private static PlainQuestion PlainPage(MeasuredTenant tenant) => new(
        "select * from resource where tenant_id = $1 and kind = 'compute/instance' order by lower(name), id limit 50", _ => [tenant.Id.Value]);

    private static PlainQuestion PlainId(QueryMix mix) => new("select * from resource where id = $1", number => [mix.Id(number).Value]) { AlsoOfAll = true };

    private static PlainQuestion PlainSearch(MeasuredTenant tenant, QueryMix mix) => new(
        "select * from resource where tenant_id = $1 and search_text ilike '%' || $2 || '%' order by lower(name), id limit 50",
        number => [tenant.Id.Value, mix.Search(number).Query.Split(' ')[0]]);

    private static PlainQuestion PlainCount(MeasuredTenant tenant) => new(
        "select count(*) from resource_tag where tenant_id = $1 and key = 'env' and value = 'dev'", _ => [tenant.Id.Value]);

    private static PlainQuestion PlainWalk(QueryMix mix) => new(
        """
        with recursive walk (id, distance) as (
            select $1::uuid, 0
            union
            select case when e.source_id = w.id then e.target_id else e.source_id end, w.distance + 1
            from walk w join relation e on (e.source_id = w.id or e.target_id = w.id) and e.target_id is not null
            where w.distance < 3)
        select r.id, r.kind, r.name, r.lifecycle, r.provider, w.distance
        from (select id, min(distance) as distance from walk group by id order by 2, 1 limit 200) w join resource r on r.id = w.id
        """,
        number => [mix.Id(number).Value])
    { AlsoOfAll = true };

    private sealed record PlainQuestion(string Sql, Func<int, object[]> Arguments)
    {
        internal bool AlsoOfAll { get; init; }
    }
}
