using Yunqiao.Kernel;
using Yunqiao.Operations.Engine;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Steering;

/// <summary>What only people cause.</summary>
internal static class SteerStore
{
    /// <summary>The titles of the steps that began, or may have, and were not taken back.</summary>
    public static async Task<IReadOnlyList<LocalizedText>> LeftAsync(DbSession session, OperationId id, CancellationToken ct) =>
        [.. (await session.QueryAsync<StepRow>(
                $"select {StepRow.Columns} from operation_step s where s.operation_id = @id and s.started_at is not null and s.undone_at is null order by s.position",
                new { id },
                ct))
            .Select(step => step.TitleText)];

    /// <summary>Puts the operation behind those that already wait for its conflict key.</summary>
    public static Task QueueLastAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.ExecuteAsync("update operation set queued_at = @now, admitted = false where id = @id", new { id, now = session.Now }, ct);
}
