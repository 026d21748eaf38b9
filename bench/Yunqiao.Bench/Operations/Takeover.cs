namespace Yunqiao.Bench.Operations;

/// <summary>What becomes of operations whose node dies or freezes in the middle of a call.</summary>
internal sealed class Takeover(Installation installation, Report report, BenchOptions options)
{
    private static readonly TimeSpan Call = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    internal async Task RunAsync()
    {
        report.Say("Sixty operations on two nodes, calls of 400 ms; one node is lost in the middle. Until every one of them has gone on, its next or repeated call begun; seconds.");
        report.Table("", "Runs", "median", "worst", "Target", "");
        await MeasureAsync("kill -9", TimeSpan.FromSeconds(6), node => node.Kill(), _ => { });
        await MeasureAsync("frozen (SIGSTOP)", TimeSpan.FromSeconds(10), node => node.Freeze(), node => node.Thaw());
    }

    private async Task MeasureAsync(string name, TimeSpan target, Action<NodeProcess> lose, Action<NodeProcess> giveBack)
    {
        var worst = new List<double>();
        for (var run = 0; run < options.Of(5); run++)
        {
            await using var survivor = await NodeProcess.StartAsync(installation.DataFolder);
            var victim = await NodeProcess.StartAsync(installation.DataFolder);
            var batch = await OperationBatch.StartAsync(installation, 60, Call);

            // In the middle of the second call.
            await Task.Delay(Call * 1.5, TimeProvider.System, CancellationToken.None);
            var moment = TimeProvider.System.GetUtcNow();
            lose(victim);
            try
            {
                await batch.EndAsync(Patience);
            }
            finally
            {
                giveBack(victim);
            }

            worst.Add((await batch.GoneOnAfterAsync(moment)).Maximum / 1000);
            await victim.DisposeAsync();
        }

        var latencies = new Latencies(worst);
        report.Row(
            name, worst.Count.ToString(), $"{latencies.Median:0.0}", $"{latencies.Maximum:0.0}", $"≤ {target.TotalSeconds:0}",
            report.Verdict(latencies.Maximum <= target.TotalSeconds));
    }
}
