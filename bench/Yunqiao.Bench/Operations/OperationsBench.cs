using System.Diagnostics;

namespace Yunqiao.Bench.Operations;

/// <summary>The durable engine: how much it gets done, how soon it begins, and how soon it goes on after a node is lost.</summary>
internal static class OperationsBench
{
    private const string Title = "Operations (`bench/operations.sh`)";
    private const int NodeThreads = 50;
    private static readonly TimeSpan Call = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static async Task<int> RunAsync(BenchOptions options)
    {
        await using var installation = await Installation.OpenAsync(options.DataFolder, builder => OperationsNode.Compose(builder, worker: false));
        var report = new Report(Title, Machine.Describe(installation.PostgresVersion));
        report.Say(
            "Every operation has five steps of one call of 50 ms each; a node runs 50 at a time. Operations are started by another process, for twenty tenants, while "
            + "the nodes work; nodes, starter and PostgreSQL share the machine. *Bare* is the same calls in a loop of the same width without an engine.");
        report.Table("Work", "Nodes", "Started in", "Done in", "a second", "Bare", "CPU nodes", "CPU starter", "CPU PostgreSQL", "Target", "");
        await using (var first = await NodeProcess.StartAsync(installation.DataFolder))
        {
            await WorkAsync(installation, report, options.Of(100, 20), [first], null);
            await WorkAsync(installation, report, options.Of(1_000, 20), [first], TimeSpan.FromSeconds(15));
            await using var second = await NodeProcess.StartAsync(installation.DataFolder);
            await WorkAsync(installation, report, options.Of(1_000, 20), [first, second], TimeSpan.FromSeconds(15));
            await WorkAsync(installation, report, options.Of(10_000, 40), [first, second], TimeSpan.FromMinutes(2));
            await FirstStepsAsync(installation, report, options);
        }

        await new Takeover(installation, report, options).RunAsync();
        await IdleCost.MeasureAsync(installation, report, options);
        report.Say(report.Missed == 0 ? "All targets were met." : $"{report.Missed} targets were missed.");
        if (options.Write)
        {
            await report.SaveAsync();
        }

        return 0;
    }

    private static async Task WorkAsync(Installation installation, Report report, int count, NodeProcess[] nodes, TimeSpan? target)
    {
        var bare = await BareAsync(count, nodes.Length * NodeThreads);
        var before = Used(installation, nodes);
        var batch = await OperationBatch.StartAsync(installation, count, Call);
        await batch.EndAsync(Patience);
        var after = Used(installation, nodes);
        var elapsed = await batch.ElapsedAsync();
        report.Row(
            $"{count:#,0} operations", nodes.Length.ToString(), Seconds(batch.StartedIn), Seconds(elapsed), Report.Number(count / elapsed.TotalSeconds),
            Seconds(bare), Seconds(after.Nodes - before.Nodes), Seconds(after.Starter - before.Starter), Seconds(after.Postgres - before.Postgres),
            target is { } limit ? $"≤ {limit.TotalSeconds:0} s" : "warm-up", target is { } most ? report.Verdict(elapsed <= most) : "");
    }

    private static (TimeSpan Nodes, TimeSpan Starter, TimeSpan Postgres) Used(Installation installation, NodeProcess[] nodes) => (
        nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + ProcessorTime.Of(node.ProcessId)),
        ProcessorTime.Of(Environment.ProcessId),
        ProcessorTime.OfPostgres(installation.DataFolder));

    private static async Task FirstStepsAsync(Installation installation, Report report, BenchOptions options)
    {
        var batch = await OperationBatch.StartAsync(installation, options.Of(200, 20), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(150));
        await batch.EndAsync(Patience);
        var latencies = await batch.FirstStepsAsync();
        report.Say("From asking, in a process that runs none, to the intent of the first step on one of two idle nodes; milliseconds.");
        report.Table("", "p50", "p95", "p99", "max", "Target", "");
        report.Row(
            $"{latencies.Count} operations, one after the other", Report.Ms(latencies.Median), Report.Ms(latencies.P95), Report.Ms(latencies.P99), Report.Ms(latencies.Maximum),
            "p95 ≤ 300", report.Verdict(latencies.P95 <= 300));
    }

    private static async Task<TimeSpan> BareAsync(int count, int width)
    {
        var watch = Stopwatch.StartNew();
        await Load.RunAsync(width, count, async _ =>
        {
            for (var step = 0; step < BenchOperation.StepCount; step++)
            {
                await Task.Delay(Call, TimeProvider.System, CancellationToken.None);
            }
        });
        return watch.Elapsed;
    }

    internal static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
