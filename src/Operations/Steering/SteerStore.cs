using Yunqiao.Kernel;
using Yunqiao.Operations.Engine;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Steering;

/// <summary>What only people cause.</summary>
internal static class SteerStore
{
    /// <summary>The steps that began, or may have, and were not taken back.</summary>
    public static async Task<IReadOnlyList<LeftStep>> LeftAsync(DbSession session, OperationId id, CancellationToken ct) =>
        [.. (await session.QueryAsync<StepRow>(
                $"select {StepRow.Columns} from operation_step s where s.operation_id = @id and s.started_at is not null and s.undone_at is null order by s.position",
                new { id },
                ct))
            .Select(step => new LeftStep(step.TitleText, step.Detail))];

    /// <summary>Marks the operation as given up; a step whose way back did not end has failed.</summary>
    public static async Task AbandonAsync(DbSession session, OperationId id, CancellationToken ct)
    {
        await session.ExecuteAsync("update operation set abandoned = true where id = @id", new { id }, ct);
        await session.ExecuteAsync(
            "update operation_step set state = @failed, failed = true where operation_id = @id and state = @undoing",
            new { id, failed = StepState.Failed, undoing = StepState.Undoing },
            ct);
    }

    /// <summary>Brings the deadline forward; null leaves it.</summary>
    public static Task EndByAsync(DbSession session, OperationId id, DateTimeOffset? endBy, CancellationToken ct) =>
        endBy is not { } moment
            ? Task.CompletedTask
            : session.ExecuteAsync("update operation set deadline_at = least(deadline_at, @moment) where id = @id", new { id, moment }, ct);

    /// <summary>Puts the operation behind those that already wait for its conflict key, with its time anew.</summary>
    public static Task QueueLastAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.ExecuteAsync(
            "update operation set deadline_at = @now + (deadline_at - queued_at), queued_at = @now, admitted = false where id = @id",
            new { id, now = session.Now },
            ct);
}

/// <summary>A step that left something at the cloud, or may have.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Detail">What it observed: the cloud's id of what it made, for example.</param>
internal sealed record LeftStep(LocalizedText Title, string? Detail)
{
    public string In(Language language) => Detail is null ? Title.In(language) : $"{Title.In(language)} ({Detail})";
}
