using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Changes;

/// <summary>
/// Makes the history's partitions ahead of time and drops what is older than it is kept. Every server does it; a second one
/// finds nothing to do.
/// </summary>
internal sealed partial class GraphUpkeep(Database database, TimeProvider clock, ILogger<GraphUpkeep> log) : BackgroundService
{
    /// <summary>How long the history is kept.</summary>
    internal static readonly TimeSpan HistoryRetention = TimeSpan.FromDays(400);

    /// <summary>How long a resource that is gone comes back under its id.</summary>
    internal static readonly TimeSpan TombstoneRetention = TimeSpan.FromDays(30);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(12);

    /// <summary>Does it once.</summary>
    internal Task RunOnceAsync(CancellationToken ct) =>
        database.TransactAsync(
            Scope.System("upkeep"),
            session => UpkeepStore.RunAsync(session, session.Now - HistoryRetention, session.Now - TombstoneRetention, ct),
            ct);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                // The default partition takes what has none of its own, so the next round is soon enough.
                Failed(log, error);
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "The upkeep of the history failed; it is tried again in twelve hours")]
    private static partial void Failed(ILogger log, Exception error);
}
