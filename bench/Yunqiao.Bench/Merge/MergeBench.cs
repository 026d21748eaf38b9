using Yunqiao.Bench.Graph;
using Yunqiao.Graph;
using Yunqiao.Storage;

namespace Yunqiao.Bench.Merge;

/// <summary>Taking in what a cloud lists: all of it new, none of it changed, some of it changed.</summary>
internal static class MergeBench
{
    private const string Title = "The merge (`bench/merge.sh`)";
    private static readonly string[] Untouched = ["record", "resource", "relation", "change", "resource_tag", "resource_value", "resource_count"];

    internal static async Task<int> RunAsync(BenchOptions options)
    {
        await using var installation = await Installation.OpenAsync(options.DataFolder, builder => builder.Services.AddGraph());
        var blocks = Math.Max(2, options.Of(100_000) / EstateBlock.Size + 1);
        var count = blocks * EstateBlock.Size;
        var listing = new Listing(installation, blocks);
        var report = new Report(Title, Machine.Describe(installation.PostgresVersion));
        report.Say(
            $"An account of {count:#,0} things of five kinds with tags, attributes and relations, listed in pages of {Listing.PageSize} as the sync does: one transaction a page, "
            + "what was seen noted, the run completed. The database is durable; the merge runs in this process, PostgreSQL beside it.");
        report.Table("Listing", "Took", "CPU merge", "CPU PostgreSQL", "a second", "page p50", "page p99", "Heap after", "RSS peak", "Target", "");
        await new Listing(installation, 2).RunAsync(Edit.None);

        var first = await RowAsync(report, listing, "all new", Edit.None, count, TimeSpan.FromSeconds(30));
        var floor = await PlainSql.CopyAsync(installation, listing.Account);
        var before = await WritesAsync(installation);
        var unchanged = new List<ListingResult> { await RowAsync(report, listing, "nothing changed", Edit.None, count, TimeSpan.FromSeconds(10)) };
        unchanged.Add(await RowAsync(report, listing, "nothing changed, again", Edit.None, count, TimeSpan.FromSeconds(10)));
        unchanged.Add(await RowAsync(report, listing, "nothing changed, a third time", Edit.None, count, TimeSpan.FromSeconds(10)));
        var written = (await WritesAsync(installation)).Select(table => (table.Table, Rows: table.Rows - before.First(old => old.Table == table.Table).Rows)).ToList();
        await RowAsync(report, listing, "one in a hundred changed", Edit.OneInAHundred, count, null);
        await RowAsync(report, listing, "all changed", Edit.All, count, null);

        var inAll = written.Sum(table => table.Rows);
        report.Say(
            $"Rows that three unchanged listings wrote to {string.Join(", ", written.Select(table => $"{table.Table} {table.Rows:#,0}"))} "
            + $"(pg_stat_user_tables): {report.Verdict(inAll == 0)}.");
        var growth = unchanged[^1].HeapBytes - unchanged[0].HeapBytes;
        report.Say(
            $"Managed heap after the first and the third unchanged listing: {Mib(unchanged[0].HeapBytes)} and {Mib(unchanged[^1].HeapBytes)}; "
            + $"flat within 8 MiB: {report.Verdict(growth < 8 * 1024 * 1024)}.");
        report.Say(
            $"The same rows written by plain `insert … select` into copies of the five tables with their indexes: {floor.TotalSeconds:0.0} s; "
            + $"the merge takes {Report.Ratio(first.Elapsed.TotalSeconds, floor.TotalSeconds)} of that, with reading, hashing, comparing, history and events.");
        if (options.Write)
        {
            await report.SaveAsync();
        }

        return 0;
    }

    private static async Task<ListingResult> RowAsync(Report report, Listing listing, string name, Edit edit, int count, TimeSpan? target)
    {
        var result = await listing.RunAsync(edit);
        report.Row(
            name, Seconds(result.Elapsed), Seconds(result.OwnProcessor), Seconds(result.PostgresProcessor), Report.Number(count / result.Elapsed.TotalSeconds), Report.Ms(result.Pages.Median), Report.Ms(result.Pages.P99),
            Mib(result.HeapBytes), Mib(result.ResidentPeakBytes), target is { } limit ? $"≤ {limit.TotalSeconds:0} s" : "",
            target is { } most ? report.Verdict(result.Elapsed <= most) : "");
        return result;
    }

    /// <summary>Rows that were inserted, updated or deleted so far. Backends tell the last of it when they end.</summary>
    private static async Task<IReadOnlyList<(string Table, long Rows)>> WritesAsync(Installation installation)
    {
        installation.Get<DatabaseRoles>().Clear();
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, CancellationToken.None);
        return await installation.OwnAsync(
            """
            select wanted, (
                select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint from pg_stat_user_tables
                where relname = wanted or (wanted = 'change' and relname like 'change\_%'))
            from unnest($1) wanted
            """,
            row => (row.GetString(0), row.GetInt64(1)), (object)Untouched);
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";

    private static string Mib(long bytes) => $"{bytes / 1024 / 1024} MiB";
}
