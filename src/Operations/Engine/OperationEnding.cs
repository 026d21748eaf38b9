using System.Globalization;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.States;
using Yunqiao.Storage;
using static Yunqiao.Operations.States.OperationState;

namespace Yunqiao.Operations.Engine;

/// <summary>Turns an operation back, and ends it: the ending and the start of the next one of its conflict key are one transaction.</summary>
internal sealed class OperationEnding(RunStore store, ConflictQueueStore conflicts, TenantGateStore gate)
{
    public async Task<Progress> EndAsync(OperationSnapshot snapshot, OperationState state, CancellationToken ct)
    {
        var error = state == Failed
            ? snapshot.Steps.FirstOrDefault(step => step.Failed)?.Error ?? snapshot.Operation.Error
            : null;
        await store.UnderFenceAsync(
            RunStore.AllTenants,
            snapshot.Operation.Id,
            snapshot.Operation.Seq,
            async (session, row) =>
            {
                await CloseAsync(session, row, state, error, TextOf(state), ct);
                return default(Unit);
            },
            ct);
        return Progress.Parked;
    }

    /// <summary>Somebody asked to stop; nothing more is begun, and what was done is taken back.</summary>
    public Task<Progress> TurnBackAsync(OperationRow operation, CancellationToken ct) =>
        TurnBackAsync(
            operation,
            row => row with { UndoGoal = Cancelled },
            "info",
            new LocalizedText("Cancelled; taking back what was done", "已取消，正在撤销已完成的步骤"),
            ct);

    /// <summary>Its time is over; nothing more is begun, and what was done is taken back.</summary>
    public Task<Progress> ExpireAsync(OperationRow operation, CancellationToken ct) =>
        TurnBackAsync(
            operation,
            row => row with { UndoGoal = Failed, Error = Settlement.ToJson(Expired(row)) },
            "error",
            new LocalizedText("Its time is over; taking back what was done", "已超过期限，正在撤销已完成的步骤"),
            ct);

    /// <summary>Ends an operation whose time is over before it began. The session has locked it and sees all tenants.</summary>
    public Task CloseExpiredAsync(DbSession session, OperationRow row, CancellationToken ct) =>
        CloseAsync(
            session,
            row with { State = OperationTransitions.Move(row.State, Undoing), UndoGoal = Failed },
            Failed,
            Settlement.ToJson(Expired(row)),
            new LocalizedText("Its time was over before its turn came", "在轮到执行之前已超过期限"),
            ct);

    /// <summary>That an operation took longer than it may.</summary>
    public static Problem Expired(OperationRow row) =>
        OperationProblems.Expired.With(("deadline", row.DeadlineAt!.Value.ToString("u", CultureInfo.InvariantCulture)));

    private async Task<Progress> TurnBackAsync(
        OperationRow operation, Func<OperationRow, OperationRow> turn, string level, LocalizedText text, CancellationToken ct)
    {
        await store.UnderFenceAsync(
            RunStore.AllTenants,
            operation.Id,
            operation.Seq,
            async (session, row) =>
            {
                var next = turn(row) with { State = OperationTransitions.Move(row.State, Undoing) };
                await RunStore.WriteStateAsync(session, next, ct);
                await LogAsync(session, next, level, text, ct);
                session.PublishChanged(next);
                return default(Unit);
            },
            ct);
        return Progress.Continue;
    }

    /// <summary>
    /// Neither forward nor back: a person must look. The conflict key is given up, because what comes next on the same
    /// resource may be the very thing that mends it; resuming queues again.
    /// </summary>
    public Task NeedAttentionAsync(OperationId id, long seq, Problem problem, CancellationToken ct) =>
        store.UnderFenceAsync(
            RunStore.AllTenants,
            id,
            seq,
            async (session, row) =>
            {
                await CloseAsync(session, row, NeedsAttention, Settlement.ToJson(problem), TextOf(NeedsAttention), ct);
                return default(Unit);
            },
            ct);

    /// <summary>Ends a row that the session has locked; the session sees all tenants.</summary>
    public async Task CloseAsync(
        DbSession session, OperationRow row, OperationState state, JsonObject? error, LocalizedText text, CancellationToken ct)
    {
        var ended = row with
        {
            State = OperationTransitions.Move(row.State, state),
            Progress = state == Succeeded ? 1 : row.Progress,
            Error = error,
            Seq = row.Seq + 1,
            EndedAt = session.Now,
        };
        if (state != NeedsAttention)
        {
            await RunStore.SkipRestAsync(session, row.Id, ct);
        }

        await RunStore.WriteStateAsync(session, ended, ct);
        await LogAsync(session, ended, state is Succeeded or Cancelled ? "info" : "error", text, ct);
        await conflicts.LeaveAsync(session, row.Id, row.ConflictKey, ct);
        await gate.LeaveAsync(session, row.Id, row.TenantId, ct);
        session.PublishChanged(ended);
        session.AfterCommit(() => OperationTelemetry.Ended(ended));
    }

    private static async Task LogAsync(DbSession session, OperationRow row, string level, LocalizedText text, CancellationToken ct)
    {
        var last = await RunStore.AppendLogAsync(session, row, [LogLine.Of(session.Now, level, text, null)], ct);
        session.PublishLogged(row, last!.Value);
    }

    private static LocalizedText TextOf(OperationState state) => state switch
    {
        Succeeded => new("Succeeded", "已成功"),
        Failed => new("Failed; what was done has been taken back", "已失败，已完成的步骤均已撤销"),
        Cancelled => new("Cancelled; what was done has been taken back", "已取消，已完成的步骤均已撤销"),
        _ => new("Needs attention: it could be neither finished nor taken back", "需要处理：既未能完成，也未能撤销"),
    };
}
