using Yunqiao.Storage;

namespace Yunqiao.Graph.Changes;

/// <summary>Partitions and retention.</summary>
internal static class UpkeepStore
{
    internal static async Task RunAsync(DbSession session, DateTimeOffset historyFrom, DateTimeOffset tombstonesFrom, CancellationToken ct)
    {
        await session.ExecuteAsync(
            "select change_ensure_partition(@now + make_interval(months => ahead)) from generate_series(0, 2) ahead", new { now = session.Now }, ct);
        await session.ExecuteAsync("select change_drop_before(@historyFrom)", new { historyFrom }, ct);
        await session.ExecuteAsync("delete from tombstone where not forgotten and deleted_at < @tombstonesFrom", new { tombstonesFrom }, ct);
    }
}
