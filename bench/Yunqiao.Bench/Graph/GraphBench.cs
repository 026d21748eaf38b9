using System.Net.Http.Headers;
using Yunqiao.Graph;

namespace Yunqiao.Bench.Graph;

/// <summary>Reading a million resources.</summary>
internal static class GraphBench
{
    private const string Title = "The graph (`bench/graph.sh`)";
    private const int People = 24;

    internal static async Task<int> RunAsync(BenchOptions options)
    {
        await using var installation = await Installation.OpenAsync(options.DataFolder, builder => builder.Services.AddGraph());
        var server = await installation.StartServerAsync();
        var tenants = await new GraphEstate(installation, options).PrepareAsync();
        var report = new Report(Title, Machine.Describe(installation.PostgresVersion));
        report.Say(
            $"{tenants[^1].Resources:#,0} resources in {options.Of(2_000, 8):#,0} tenants; the largest has {tenants[0].Resources:#,0}, the middle one {tenants[1].Resources:#,0}, "
            + $"a small one {tenants[2].Resources:#,0}; *all tenants* is a provider's person who sees every one of them. Server, PostgreSQL and clients share the machine; everything is warm.");

        report.Say("Over HTTP, a mix of queries; milliseconds.");
        report.Table("Request", "Tenant", "Clients", "p50", "p95", "p99", "max", "a second", "Target", "");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = server.Address };
        await WarmAsync(installation, tenants[1], http);
        foreach (var tenant in tenants)
        {
            var requests = new GraphRequests(http, await TokenHolders.AddAsync(installation, tenant.Id, People), await QueryMix.OfAsync(installation, tenant));
            foreach (var measure in GraphRequests.Measures)
            {
                await MeasureAsync(report, options, tenant, measure, requests);
            }
        }

        await ShapesAsync(report, options, installation, tenants, http);
        await new StoreBench(installation, options, report).RunAsync([.. tenants.Where(tenant => tenant.Name != "small")]);
        report.Say(report.Missed == 0 ? "All targets were met." : $"{report.Missed} targets were missed.");
        if (options.Write)
        {
            await report.SaveAsync();
        }

        return 0;
    }

    /// <summary>Code that the runtime has not compiled to the end yet is not what a running server has.</summary>
    private static async Task WarmAsync(Installation installation, MeasuredTenant tenant, HttpClient http)
    {
        var requests = new GraphRequests(http, await TokenHolders.AddAsync(installation, tenant.Id, People), await QueryMix.OfAsync(installation, tenant));
        for (var round = 0; round < 3; round++)
        {
            foreach (var measure in GraphRequests.Measures)
            {
                await Load.RunAsync(4, 60, number => measure.Send(requests, number));
            }
        }
    }

    private static async Task MeasureAsync(Report report, BenchOptions options, MeasuredTenant tenant, GraphMeasure measure, GraphRequests requests)
    {
        await Load.RunAsync(2, 40, number => measure.Send(requests, number));
        foreach (var clients in new[] { 1, 8 })
        {
            var result = await Load.RunAsync(clients, options.Of(600, 60), number => measure.Send(requests, number));
            var latencies = result.Latencies;
            var target = measure.TargetFor(tenant);
            report.Row(
                measure.Name, tenant.Name, clients.ToString(), Report.Ms(latencies.Median), Report.Ms(latencies.P95), Report.Ms(latencies.P99),
                Report.Ms(latencies.Maximum), Report.Number(result.PerSecond),
                target is { } limit && clients == 1 ? $"p99 ≤ {limit}" : "",
                target is { } most && clients == 1 ? report.Verdict(latencies.P99 <= most) : "");
        }
    }

    /// <summary>Which query costs what: the mix above, taken apart.</summary>
    private static async Task ShapesAsync(
        Report report, BenchOptions options, Installation installation, IReadOnlyList<MeasuredTenant> tenants, HttpClient http)
    {
        report.Say("The queries of the mix one by one, over HTTP, one client: median and p99 in milliseconds.");
        report.Table(["Query", .. tenants.Select(tenant => tenant.Name)]);
        var requests = new List<GraphRequests>();
        foreach (var tenant in tenants)
        {
            requests.Add(new GraphRequests(http, await TokenHolders.AddAsync(installation, tenant.Id, People), await QueryMix.OfAsync(installation, tenant)));
        }

        foreach (var number in Enumerable.Range(0, QueryMix.Shapes))
        {
            var cells = new List<string> { requests[0].Mix.Any(number).Shape };
            foreach (var ask in requests)
            {
                var result = await Load.RunAsync(1, options.Of(40, 10), turn => ask.ListAsync(ask.Mix.Any(number + turn * QueryMix.Shapes), turn));
                cells.Add($"{Report.Ms(result.Latencies.Median)} / {Report.Ms(result.Latencies.P99)}");
            }

            report.Row([.. cells]);
        }
    }
}

/// <summary>One kind of request and what is promised about it.</summary>
internal sealed record GraphMeasure(string Name, double? TargetMs, Func<GraphRequests, int, Task> Send)
{
    /// <summary>The targets are about tenants; a provider's view of all has none. Facets are promised for 50,000 resources.</summary>
    internal double? TargetFor(MeasuredTenant tenant) =>
        tenant.Name == "all tenants" || (Name.StartsWith("facet", StringComparison.Ordinal) && tenant.Name == "largest") ? null : TargetMs;
}

/// <summary>Sends requests as the people of a tenant in turn.</summary>
internal sealed class GraphRequests(HttpClient http, IReadOnlyList<string> tokens, QueryMix mix)
{
    internal static readonly GraphMeasure[] Measures =
    [
        new("page of 50 by query", 20, (requests, number) => requests.ListAsync(requests.Mix.List(number), number)),
        new("resource by id", 5, (requests, number) => requests.GetAsync($"resources/{requests.Mix.Id(number)}", number)),
        new("substring search, page of 50", 20, (requests, number) => requests.ListAsync(requests.Mix.Search(number), number)),
        new("facets of everything", 50, (requests, number) => requests.GetAsync("resources/facets", number)),
        new("facets of a kind", 50, (requests, number) => requests.GetAsync("resources/facets?q=kind:compute/instance", number)),
        new("facets of a tag", 50, (requests, number) => requests.GetAsync("resources/facets?q=tag.env=dev", number)),
        new("neighbourhood of 3 relations", 50, (requests, number) => requests.GetAsync($"resources/{requests.Mix.Id(number)}/neighbourhood?depth=3", number)),
    ];

    internal QueryMix Mix => mix;

    internal Task ListAsync((string Shape, string Query, string? Sort) list, int number) =>
        GetAsync($"resources?limit=50&q={Uri.EscapeDataString(list.Query)}{(list.Sort is null ? "" : "&sort=" + list.Sort)}", number);

    internal async Task GetAsync(string path, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[number % tokens.Count]);
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"GET {path}: {answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
        }
    }
}
