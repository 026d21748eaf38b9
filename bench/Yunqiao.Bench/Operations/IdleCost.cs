using Yunqiao.Tests.Peers;

namespace Yunqiao.Bench.Operations;

/// <summary>What two servers with nothing to do cost.</summary>
internal static class IdleCost
{
    internal static async Task MeasureAsync(Installation installation, Report report, BenchOptions options)
    {
        var one = await installation.StartServerAsync();
        var two = await installation.StartServerAsync();
        var time = TimeSpan.FromSeconds(options.Of(60, 10));
        await Task.Delay(TimeSpan.FromSeconds(options.Of(20, 12)), TimeProvider.System, CancellationToken.None);
        var before = Read(installation, one, two, await TransactionsAsync(installation));
        await Task.Delay(time, TimeProvider.System, CancellationToken.None);
        var after = Read(installation, one, two, await TransactionsAsync(installation));
        report.Say($"Two servers on one database with nothing to do, over {time.TotalSeconds:0} s.");
        report.Table("", "Processor time a second", "Resident memory");
        report.Row("first server", Share(after.One - before.One, time), Mib(one.ResidentBytes()));
        report.Row("second server", Share(after.Two - before.Two, time), Mib(two.ResidentBytes()));
        report.Row("PostgreSQL", Share(after.Postgres - before.Postgres, time), "");
        report.Say($"{Report.Number((after.Transactions - before.Transactions) / time.TotalSeconds)} transactions a second, nearly all of them of one statement (pg_stat_database).");
    }

    private static async Task<long> TransactionsAsync(Installation installation) => (await installation.OwnAsync(
        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()", row => row.GetInt64(0)))[0];

    private static Reading Read(Installation installation, ServerProcess one, ServerProcess two, long transactions) =>
        new(ProcessorTime.Of(one.ProcessId), ProcessorTime.Of(two.ProcessId), ProcessorTime.OfPostgres(installation.DataFolder), transactions);

    private static string Share(TimeSpan used, TimeSpan time) => $"{used.TotalMilliseconds / time.TotalSeconds:0.0} ms";

    private static string Mib(long bytes) => $"{bytes / 1024 / 1024} MiB";

    private sealed record Reading(TimeSpan One, TimeSpan Two, TimeSpan Postgres, long Transactions);
}
