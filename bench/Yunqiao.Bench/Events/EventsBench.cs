using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Bench.Events;

/// <summary>From the commit of a fact to everybody who listens, on two servers.</summary>
internal static class EventsBench
{
    private const string Title = "Events (`bench/events.sh`)";

    // A server keeps to thirty streams of one token.
    private const int StreamsPerToken = 25;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    internal static async Task<int> RunAsync(BenchOptions options)
    {
        await using var installation = await Installation.OpenAsync(options.DataFolder, _ => { });
        var servers = new[] { await installation.StartServerAsync(), await installation.StartServerAsync() };
        var root = new TenantId((await installation.OwnAsync("select id from tenant where parent_id is null", row => row.GetGuid(0)))[0]);
        var report = new Report(Title, Machine.Describe(installation.PostgresVersion));
        report.Say(
            "Server-sent events over HTTP, half of the listeners on each of two servers, every one of which hears every event. From the moment before the commit to the line read by "
            + "the listener, in milliseconds; servers, PostgreSQL and all listeners share the machine.");
        report.Table("Listeners", "Events", "Deliveries", "p50", "p95", "p99", "max", "Target", "");
        var alone = await MeasureAsync(installation, servers, root, 2, options.Of(60, 20), Pause, report, null);
        var many = await MeasureAsync(installation, servers, root, options.Of(1_000, 40), options.Of(60, 20), Pause, report, 500);
        await MeasureAsync(installation, servers, root, options.Of(1_000, 40), 20, TimeSpan.Zero, report, null);
        report.Say($"The median with all listeners is {Report.Ratio(many.Median, alone.Median)} of that with one on each server. The last row is twenty events without a pause.");
        if (options.Write)
        {
            await report.SaveAsync();
        }

        return 0;
    }

    private static async Task<Latencies> MeasureAsync(
        Installation installation, IReadOnlyList<ServerProcess> servers, TenantId tenant, int listeners, int events, TimeSpan pause, Report report, double? target)
    {
        var tokens = await TokenHolders.AddAsync(installation, tenant, listeners / StreamsPerToken + 1);
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var committed = new ConcurrentDictionary<string, long>();
        var delivered = new ConcurrentBag<double>();
        using var done = new CancellationTokenSource();
        var streams = new List<EventStreamReader>();
        foreach (var number in Enumerable.Range(0, listeners))
        {
            streams.Add(await EventStreamReader.OpenAsync(
                http, servers[number % servers.Count].Address, tokens[number / StreamsPerToken],
                subject => delivered.Add(Stopwatch.GetElapsedTime(committed[subject]).TotalMilliseconds), done.Token));
        }

        // The first is for the code that nobody ran before.
        for (var number = -3; number < events; number++)
        {
            if (number == 0)
            {
                await Eventually.TrueAsync("the first events", () => Task.FromResult(delivered.Count >= 3 * listeners), Patience);
                delivered.Clear();
            }

            await CommitAsync(installation, tenant, committed);
            await Task.Delay(number < 0 ? Pause : pause, TimeProvider.System, CancellationToken.None);
        }

        await Eventually.TrueAsync("all deliveries", () => Task.FromResult(delivered.Count >= events * listeners), Patience);
        await done.CancelAsync();
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        var latencies = new Latencies(delivered);
        report.Row(
            $"{listeners:#,0}", $"{events}", $"{latencies.Count:#,0}", Report.Ms(latencies.Median), Report.Ms(latencies.P95), Report.Ms(latencies.P99), Report.Ms(latencies.Maximum),
            target is { } limit ? $"p95 ≤ {limit:0}" : "", target is { } most ? report.Verdict(latencies.P95 <= most) : "");
        return latencies;
    }

    private static Task CommitAsync(Installation installation, TenantId tenant, ConcurrentDictionary<string, long> committed)
    {
        var subject = TypedId.New<ResourceId>(TimeProvider.System).ToString();
        return installation.Get<Database>().TransactAsync(
            Scope.Of(tenant),
            session =>
            {
                session.Publish(new DomainEvent("resource.changed", tenant, subject, new JsonObject { ["kind"] = "compute/instance", ["change"] = "changed" }));
                committed[subject] = Stopwatch.GetTimestamp();
                return Task.CompletedTask;
            },
            CancellationToken.None);
    }
}
