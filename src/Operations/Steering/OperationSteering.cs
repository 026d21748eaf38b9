using System.Text.Json;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Admission;
using Yunqiao.Operations.Engine;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.Starting;
using Yunqiao.Operations.States;
using Yunqiao.Storage;
using static Yunqiao.Operations.States.OperationState;

namespace Yunqiao.Operations.Steering;

/// <summary>What people do to an operation that exists: cancel, retry, resume, abandon.</summary>
public sealed class OperationSteering
{
    private readonly Database database;
    private readonly OperationReader reader;
    private readonly AdmissionChain chain;
    private readonly ConflictQueueStore conflicts;
    private readonly FiringSchedule schedule;
    private readonly OperationEnding ending;

    internal OperationSteering(
        Database database, OperationReader reader, AdmissionChain chain, ConflictQueueStore conflicts, FiringSchedule schedule, OperationEnding ending)
    {
        this.database = database;
        this.reader = reader;
        this.chain = chain;
        this.conflicts = conflicts;
        this.schedule = schedule;
        this.ending = ending;
    }

    /// <summary>
    /// Stops an operation: at once when nothing has been done, else at the next border between two steps, or at once when it
    /// waits; then what was done is taken back. Asking again is no error.
    /// </summary>
    public Task<Result<OperationView>> CancelAsync(Caller caller, OperationId id, CancellationToken ct) =>
        SteerAsync(caller, id, async (session, row) =>
        {
            if (row.State == Cancelled || row.UndoGoal == Cancelled)
            {
                return null;
            }

            if (row.UndoGoal is not null || row.State is not (Planned or AwaitingApproval or Pending or Running or Waiting))
            {
                return Refuse(OperationProblems.NotCancellable, row);
            }

            if (row.State is Planned or AwaitingApproval || (row.State == Pending && row.StartedAt is null))
            {
                var text = new LocalizedText($"Cancelled by {caller.Name} before it began", $"{caller.Name} 在开始前取消了操作");
                await ending.CloseAsync(session, row with { CancelRequested = true }, Cancelled, null, text, ct);
                return null;
            }

            var next = row with { CancelRequested = true };
            if (row.State == Waiting || (row.State == Pending && await ConflictQueueStore.HoldsAsync(session, id, row.ConflictKey, ct)))
            {
                next = next with { Seq = row.Seq + 1 };
                await schedule.AddAsync(session, id, next.Seq, session.Now, ct);
            }

            await RunStore.WriteStateAsync(session, next, ct);
            await LogAsync(session, next, new LocalizedText($"{caller.Name} asked to cancel", $"{caller.Name} 请求取消"), ct);
            return null;
        }, ct);

    /// <summary>
    /// Tries a failed operation again, as the next attempt of the same operation, from the first step that does not stand: what
    /// was done and not taken back is not done a second time.
    /// </summary>
    public Task<Result<OperationView>> RetryAsync(Caller caller, OperationId id, CancellationToken ct) =>
        SteerAsync(caller, id, async (session, row) =>
        {
            if (row.State != Failed)
            {
                return Refuse(OperationProblems.NotRetryable, row);
            }

            if (row.Abandoned)
            {
                return OperationProblems.Abandoned.New() with { Operation = id };
            }

            // What was admitted then may be forbidden now: its resource may have been protected since.
            var admission = await chain.AskAsync(
                new AdmissionRequest(caller.Scope, caller.Principal, row.Kind, [.. row.Resources.Select(resource => resource.Id)], row.Input), ct);
            if (admission.Veto is { } veto)
            {
                return veto with { Operation = id };
            }

            await RunStore.ResetStepsAsync(session, id, ct);
            var attempt = row.Round + 1;
            var text = new LocalizedText($"Attempt {attempt}: {caller.Name} tries it again", $"第 {attempt} 次尝试：{caller.Name} 重试此操作");
            await QueueAgainAsync(session, row with { UndoGoal = null, Round = attempt }, text, ct);
            await SteerStore.EndByAsync(session, id, admission.EndBy, ct);
            return null;
        }, ct);

    /// <summary>Goes on with an operation that needed attention, in the direction it had: forward or back.</summary>
    public Task<Result<OperationView>> ResumeAsync(Caller caller, OperationId id, CancellationToken ct) =>
        SteerAsync(caller, id, async (session, row) =>
        {
            if (row.State != NeedsAttention)
            {
                return Refuse(OperationProblems.NotResumable, row);
            }

            await RunStore.ResetUndoAsync(session, id, ct);
            await QueueAgainAsync(session, row, new LocalizedText($"{caller.Name} resumes it", $"{caller.Name} 继续此操作"), ct);
            return null;
        }, ct);

    /// <summary>
    /// Gives an operation up that needed attention: a person has looked, and settles what is left at the cloud by hand. It counts
    /// as failed, with the error it had; nothing more is taken back, and it is not tried again, which could make a second of
    /// what it left.
    /// </summary>
    public Task<Result<OperationView>> AbandonAsync(Caller caller, OperationId id, CancellationToken ct) =>
        SteerAsync(caller, id, async (session, row) =>
        {
            if (row.State != NeedsAttention)
            {
                return Refuse(OperationProblems.NotAbandonable, row);
            }

            var left = await SteerStore.LeftAsync(session, id, ct);
            var text = new LocalizedText(
                $"{caller.Name} gave it up. Not taken back: {string.Join(", ", left.Select(step => step.In(Language.English)))}",
                $"{caller.Name} 放弃了此操作。未撤销：{string.Join("、", left.Select(step => step.In(Language.Chinese)))}");
            await SteerStore.AbandonAsync(session, id, ct);
            await ending.CloseAsync(session, row, Failed, row.Error, text, ct);
            return null;
        }, ct);

    private async Task QueueAgainAsync(DbSession session, OperationRow row, LocalizedText text, CancellationToken ct)
    {
        var next = row with
        {
            State = OperationTransitions.Move(row.State, Pending),
            Seq = row.Seq + 1,
            CancelRequested = false,
            Error = null,
            EndedAt = null,
            UnknownSince = null,
        };
        await RunStore.WriteStateAsync(session, next, ct);
        await SteerStore.QueueLastAsync(session, row.Id, ct);
        await LogAsync(session, next, text, ct);
        await conflicts.EnterAsync(session, row.Id, next.Seq, row.TenantId, row.ConflictKey, ct);
    }

    private async Task<Result<OperationView>> SteerAsync(
        Caller caller, OperationId id, Func<DbSession, OperationRow, Task<Problem?>> act, CancellationToken ct)
    {
        // Read in the caller's scope first: whether it exists for the caller is row security's to say. The change itself may
        // start an operation of another tenant that waits for the same conflict key.
        if (!(await reader.GetAsync(caller, id, ct)).Ok(out _, out var missing))
        {
            return missing;
        }

        var problem = await database.TransactAsync(
            RunStore.AllTenants, async session => await act(session, (await RunStore.LockAsync(session, id, ct))!), ct);
        return problem ?? await reader.GetAsync(caller, id, ct);
    }

    private static async Task LogAsync(DbSession session, OperationRow row, LocalizedText text, CancellationToken ct)
    {
        var last = await RunStore.AppendLogAsync(session, row, [LogLine.Of(session.Now, "info", text, null)], ct);
        session.PublishLogged(row, last!.Value);
        session.PublishChanged(row);
    }

    private static Problem Refuse(ProblemType type, OperationRow row) =>
        type.With(("state", JsonNamingPolicy.CamelCase.ConvertName(row.State.ToString()))) with { Operation = row.Id };
}
