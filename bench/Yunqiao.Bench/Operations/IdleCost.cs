using System.Globalization;

namespace Yunqiao.Bench.Operations;

/// <summary>What two servers with nothing to do cost.</summary>
internal static class IdleCost
{
    internal static async Task MeasureAsync(Installation installation, Report report, BenchOptions options)
    {
        var one = await installation.StartServerAsync();
        var two = await installation.StartServerAsync();
        var time = TimeSpan.FromSeconds(options.Of(60, 10));
        await Task.Delay(TimeSpan.FromSeconds(options.Of(20, 8)), TimeProvider.System, CancellationToken.None);
        var before = (One: CpuMs(one.ProcessId), Two: CpuMs(two.ProcessId), Database: DatabaseMs(installation), Transactions: await TransactionsAsync(installation));
        await Task.Delay(time, TimeProvider.System, CancellationToken.None);
        var after = (One: CpuMs(one.ProcessId), Two: CpuMs(two.ProcessId), Database: DatabaseMs(installation), Transactions: await TransactionsAsync(installation));
        report.Say($"Two servers on one database with nothing to do, over {time.TotalSeconds:0} s.");
        report.Table("", "Processor time a second", "Resident memory");
        report.Row("first server", Share(after.One - before.One, time), Mib(one.ResidentBytes()));
        report.Row("second server", Share(after.Two - before.Two, time), Mib(two.ResidentBytes()));
        report.Row("PostgreSQL", Share(after.Database - before.Database, time), "");
        report.Say($"{Report.Number((after.Transactions - before.Transactions) / time.TotalSeconds)} transactions a second, nearly all of them of one statement (pg_stat_database).");
    }

    private static async Task<long> TransactionsAsync(Installation installation) => (await installation.OwnAsync(
        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()", row => row.GetInt64(0)))[0];

    /// <summary>Of the postmaster, of its processes, and of those that it had and that have ended.</summary>
    private static long DatabaseMs(Installation installation)
    {
        var file = Directory.EnumerateFiles(installation.DataFolder, "postmaster.pid", SearchOption.AllDirectories).First();
        var postmaster = File.ReadLines(file).First();
        return Directory.EnumerateDirectories("/proc")
            .Select(folder => (Name: Path.GetFileName(folder), Stat: Stat(Path.GetFileName(folder))))
            .Where(process => process.Stat is not null && (process.Name == postmaster || process.Stat[1] == postmaster))
            .Sum(process => Ticks(process.Stat!, process.Name == postmaster ? 4 : 2)) * 10;
    }

    private static long CpuMs(int process) => Stat($"{process}") is { } stat ? Ticks(stat, 2) * 10 : 0;

    /// <summary>User and system time, and with four fields those of ended children.</summary>
    private static long Ticks(string[] stat, int fields) => stat[11..(11 + fields)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));

    /// <summary>What follows the name of the program, which may hold spaces; null when it is no process or gone.</summary>
    private static string[]? Stat(string process)
    {
        try
        {
            var text = char.IsAsciiDigit(process[0]) ? File.ReadAllText($"/proc/{process}/stat") : "";
            return text.Length == 0 ? null : text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Share(long milliseconds, TimeSpan time) => $"{milliseconds / time.TotalSeconds:0.0} ms";

    private static string Mib(long bytes) => $"{bytes / 1024 / 1024} MiB";
}
