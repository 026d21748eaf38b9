using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Steering;

/// <summary>Writes that only people cause.</summary>
internal static class SteerStore
{
    /// <summary>Puts the operation behind those that already wait for its conflict key.</summary>
    public static Task QueueLastAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.ExecuteAsync("update operation set queued_at = @now where id = @id", new { id, now = session.Now }, ct);
}
