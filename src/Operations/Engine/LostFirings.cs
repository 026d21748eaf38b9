using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// Every active operation has a firing ahead of it, is being fired, or waits for its conflict key. One that has lost its
/// firing (a backup without the schedule was restored, the engine itself threw) gets a new one. One whose time was over before
/// its turn came has failed.
/// </summary>
internal sealed partial class LostFirings(LostFiringStore store, OperationsOptions options, ILogger<LostFirings> logger) : IReconciler
{
    public string Name => "lost-firings";

    public TimeSpan Interval => options.LostFiringInterval;

    public async Task ReconcileAsync(CancellationToken ct)
    {
        foreach (var lost in await store.FindAsync(options.LostFiringInterval, ct))
        {
            if (await store.RestoreAsync(lost, ct))
            {
                LogRestored(logger, lost.Id);
            }
        }

        await store.EndExpiredAsync(ct);
    }

    [LoggerMessage(1307, LogLevel.Warning, "Operation {Operation} had lost its firing; it goes on")]
    private static partial void LogRestored(ILogger logger, OperationId operation);
}
