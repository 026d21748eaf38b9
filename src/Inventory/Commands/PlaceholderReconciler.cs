using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Commands;

/// <summary>
/// Keeps true that a placeholder has an operation which may still fulfil it. One that was cancelled before its first step ran
/// has nothing to undo, and so leaves its placeholder behind.
/// </summary>
internal sealed class PlaceholderReconciler(Database database, ResourceStore resources, TimeProvider clock) : IReconciler
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private static readonly Scope Worker = Scope.System("placeholders");

    public string Name => "placeholders";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public Task ReconcileAsync(CancellationToken ct) => DropAsync(clock.GetUtcNow() - Grace, ct);

    /// <summary>Drops abandoned placeholders that were made before a moment; how many.</summary>
    internal Task<int> DropAsync(DateTimeOffset madeBefore, CancellationToken ct) =>
        database.TransactAsync(
            Worker,
            async session =>
            {
                var dropped = 0;
                foreach (var id in await AbandonedPlaceholderStore.ListAsync(session, madeBefore, ct))
                {
                    dropped += await resources.RemovePlaceholderAsync(session, id, new MergeCause("operation", null, null), ct) ? 1 : 0;
                }

                return dropped;
            },
            ct);
}
