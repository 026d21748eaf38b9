using System.Diagnostics;
using Yunqiao.Bench.Graph;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Storage;

namespace Yunqiao.Bench.Merge;

/// <summary>What differs from the listing before.</summary>
internal enum Edit
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The status of every hundredth thing.</summary>
    OneInAHundred,

    /// <summary>The status of everything.</summary>
    All,
}

/// <summary>One account that is listed again and again, unit by unit and page by page, as the sync lists it.</summary>
internal sealed class Listing(Installation installation, int blocks)
{
    internal const int PageSize = 500;
    private const string Region = "cn-north";
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);
    private readonly TenantId tenant = TypedId.New<TenantId>(TimeProvider.System);
    private int edits;

    internal AccountId Account { get; } = TypedId.New<AccountId>(TimeProvider.System);

    private static CancellationToken Ct => CancellationToken.None;

    /// <summary>Lists all of it once.</summary>
    internal async Task<ListingResult> RunAsync(Edit edit)
    {
        edits += edit == Edit.None ? 0 : 1;
        var pages = new List<double>();
        var peak = 0L;
        var before = Used();
        var watch = Stopwatch.StartNew();
        foreach (var kind in EstateBlock.Kinds)
        {
            var unit = new MergeUnit(tenant, Account, "docker", kind, Region, false);
            var run = await InTransactionAsync(session => installation.Get<UnitSweep>().BeginRunAsync(session, unit, Ct));
            foreach (var page in Observations(kind, edit).Chunk(PageSize))
            {
                var begin = Stopwatch.GetTimestamp();
                await InTransactionAsync(async session =>
                {
                    await installation.Get<UnitSweep>().SeenAsync(session, run, [.. page.Select(item => item.ExternalId)], Ct);
                    return await installation.Get<ObservationMerge>().MergeAsync(session, unit, page, MergeCause.Sync(run), Ct);
                });
                pages.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                peak = Math.Max(peak, Environment.WorkingSet);
            }

            await InTransactionAsync(async session =>
            {
                _ = await installation.Get<UnitSweep>().CandidatesAsync(session, run, complete: true, permissionProven: true, Ct);
                return await installation.Get<UnitSweep>().CompleteRunAsync(session, run, Interval, Ct);
            });
        }

        var elapsed = watch.Elapsed;
        var after = Used();
        return new ListingResult(
            elapsed, after.Own - before.Own, after.Postgres - before.Postgres, new Latencies(pages), GC.GetTotalMemory(forceFullCollection: true), peak);
    }

    private (TimeSpan Own, TimeSpan Postgres) Used() => (ProcessorTime.Of(Environment.ProcessId), ProcessorTime.OfPostgres(installation.DataFolder));

    private IEnumerable<Observation> Observations(string kind, Edit edit)
    {
        var number = 0;
        for (var block = 0; block < blocks; block++)
        {
            foreach (var observation in new EstateBlock($"{block:x6}", Region).Of(kind))
            {
                yield return edit == Edit.All || (edit == Edit.OneInAHundred && number++ % 100 == 0)
                    ? observation with { ProviderStatus = $"EDIT-{edits}" }
                    : observation;
            }
        }
    }

    private Task<T> InTransactionAsync<T>(Func<DbSession, Task<T>> work) =>
        installation.Get<Database>().TransactAsync(Scope.System("sync"), work, Ct);
}

/// <summary>How a listing went.</summary>
/// <param name="Elapsed">All of it, the making of the observations included.</param>
/// <param name="OwnProcessor">Processor time of this process.</param>
/// <param name="PostgresProcessor">Processor time of PostgreSQL.</param>
/// <param name="Pages">Milliseconds of the pages.</param>
/// <param name="HeapBytes">What lives on the managed heap afterwards.</param>
/// <param name="ResidentPeakBytes">The most memory of this process, seen after a page.</param>
internal sealed record ListingResult(
    TimeSpan Elapsed, TimeSpan OwnProcessor, TimeSpan PostgresProcessor, Latencies Pages, long HeapBytes, long ResidentPeakBytes);
