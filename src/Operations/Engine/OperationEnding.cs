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
    public async Task<Progress> TurnBackAsync(OperationRow operation, CancellationToken ct)
    {
        await store.UnderFenceAsync(
            RunStore.AllTenants,
            operation.Id,
            operation.Seq,
            async (session, row) =>
            {
                var next = row with { State = OperationTransitions.Move(row.State, Undoing), UndoGoal = Cancelled };
                await RunStore.WriteStateAsync(session, next, ct);
                await LogAsync(session, next, "info", new LocalizedText("Cancelled; taking back what was done", "已取消，正在撤销已完成的步骤"), ct);
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
