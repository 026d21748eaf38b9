using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Scheduling;

namespace Yunqiao.Inventory.Recycling;

/// <summary>
/// Keeps true that what has been in the recycle bin for its time is destroyed at the cloud. What cannot be is tried again the
/// next day, in the name of who recycled it.
/// </summary>
internal sealed partial class RecycleBinReconciler(RecycleBinStore bin, RecycleBin commands, TimeProvider clock, ILogger<RecycleBinReconciler> logger) : IReconciler
{
    private static readonly Scope Worker = Scope.System("recycle-bin");

    public string Name => "recycle-bin";

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task ReconcileAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var due in await bin.DueAsync(Worker, now, ct))
        {
            var caller = new Caller(due.RecycledBy, due.RecycledByName, Scope.Of(due.Tenant), new HashSet<Permission>(), Language.English);
            var started = await commands.StartAsync(caller, due, PurgeResource.OperationKind, $"purge/{due.Id}/{now:yyyy-MM-dd}", OperationPriority.Background, ct);
            if (started.Problem is { } problem)
            {
                LogNotPurged(logger, due.Id, problem.Type.Code);
            }
        }
    }

    [LoggerMessage(1420, LogLevel.Warning, "What was recycled as {Resource} could not be purged: {Code}")]
    private static partial void LogNotPurged(ILogger logger, ResourceId resource, string code);
}
