using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>What a firing reads and writes. Every write happens in a transaction that first locks the row at its fence.</summary>
internal sealed class RunStore(Database database)
{
    /// <summary>Engine transactions that cross tenants: ending an operation may start another tenant's.</summary>
    public static readonly Scope AllTenants = Scope.System("operations");

    /// <summary>The operation and its steps; null when there is none, or when it is at another firing.</summary>
    public async Task<OperationSnapshot?> ReadAsync(OperationId id, long seq, CancellationToken ct)
    {
        var operation = await database.QueryFirstAsync<OperationRow>(
            AllTenants, $"select {OperationRow.Columns} from operation o where o.id = @id and o.seq = @seq", new { id, seq }, ct);
        return operation is null
            ? null
            : new OperationSnapshot(
                operation,
                await database.QueryAsync<StepRow>(
                    AllTenants, $"select {StepRow.Columns} from operation_step s where s.operation_id = @id order by s.position", new { id }, ct));
    }

    /// <summary>Runs writes of a firing in one transaction; throws when the operation has moved on.</summary>
    public Task<T> UnderFenceAsync<T>(
        Scope scope, OperationId id, long seq, Func<DbSession, OperationRow, Task<T>> work, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            async session =>
            {
                var row = await LockAsync(session, id, ct);
                return row is not null && row.Seq == seq ? await work(session, row) : throw new FenceLostException(id, seq);
            },
            ct);

    /// <summary>The row, locked until the transaction ends.</summary>
    public static Task<OperationRow?> LockAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.QueryFirstAsync<OperationRow>(
            $"select {OperationRow.Columns} from operation o where o.id = @id for update of o", new { id }, ct);

    public static Task WriteStateAsync(DbSession session, OperationRow row, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update operation
               set state = @state, undo_goal = @undoGoal, seq = @seq, round = @round, progress = @progress, error = @error::jsonb,
                   cancel_requested = @cancelRequested, started_at = @startedAt, ended_at = @endedAt, unknown_since = @unknownSince
             where id = @id
            """,
            new
            {
                row.Id,
                state = row.State,
                undoGoal = row.UndoGoal is { } goal ? (object)goal : null,
                seq = row.Seq,
                round = row.Round,
                progress = row.Progress,
                error = (JsonNode?)row.Error,
                cancelRequested = row.CancelRequested,
                startedAt = row.StartedAt,
                endedAt = row.EndedAt,
                unknownSince = row.UnknownSince,
            },
            ct);

    public static Task WriteStepAsync(DbSession session, StepRow row, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update operation_step
               set state = @state, intent_at = @intentAt, outcome = @outcome, failed = @failed, attempt = @attempt,
                   undo_attempt = @undoAttempt, started_at = @startedAt, ended_at = @endedAt, undo_started_at = @undoStartedAt,
                   undone_at = @undoneAt, detail = @detail, output = @output::jsonb, state_data = @stateData::jsonb,
                   error = @error::jsonb
             where operation_id = @operation and position = @position
            """,
            new
            {
                operation = row.OperationId,
                position = row.Position,
                state = row.State,
                intentAt = row.IntentAt,
                outcome = row.Outcome is { } outcome ? (object)outcome : null,
                failed = row.Failed,
                attempt = row.Attempt,
                undoAttempt = row.UndoAttempt,
                startedAt = row.StartedAt,
                endedAt = row.EndedAt,
                undoStartedAt = row.UndoStartedAt,
                undoneAt = row.UndoneAt,
                detail = row.Detail,
                output = (JsonNode?)row.Output,
                stateData = (JsonNode?)row.StateData,
                error = (JsonNode?)row.Error,
            },
            ct);

    /// <summary>Closes the steps that were not done when the operation ended.</summary>
    public static Task SkipRestAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.ExecuteAsync(
            "update operation_step set state = @skipped where operation_id = @id and state = any (@open)",
            new
            {
                id,
                skipped = StepState.Skipped,
                open = new[] { StepState.Pending, StepState.Running, StepState.Waiting, StepState.Undoing },
            },
            ct);

    /// <summary>Makes the steps that do not stand begin anew.</summary>
    public static Task ResetStepsAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            update operation_step
               set state = @pending, intent_at = null, outcome = null, failed = false, attempt = 0, undo_attempt = 0,
                   started_at = null, ended_at = null, undo_started_at = null, undone_at = null, detail = null, output = null,
                   state_data = null, error = null
             where operation_id = @id and state <> @succeeded
            """,
            new { id, pending = StepState.Pending, succeeded = StepState.Succeeded },
            ct);

    /// <summary>Gives undoing its tries and its time anew.</summary>
    public static Task ResetUndoAsync(DbSession session, OperationId id, CancellationToken ct) =>
        session.ExecuteAsync(
            "update operation_step set undo_attempt = 0, undo_started_at = null where operation_id = @id and undone_at is null",
            new { id },
            ct);

    /// <summary>Appends lines; their numbers have no gaps. Null when there are none, else the last number.</summary>
    public static async Task<long?> AppendLogAsync(DbSession session, OperationRow row, IReadOnlyList<LogLine> lines, CancellationToken ct)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        var counter = await session.QueryFirstAsync<LogCounter>(
            """
            with counter as (
                update operation set log_seq = log_seq + cardinality(@texts) where id = @id returning log_seq
            ), lines as (
                insert into operation_log (operation_id, tenant_id, seq, at, level, text, text_zh, step)
                select @id, @tenant, counter.log_seq - cardinality(@texts) + l.n, l.at, l.level, l.text, l.text_zh, l.step
                  from counter, unnest(@times, @levels, @texts, @textsZh, @steps) with ordinality l (at, level, text, text_zh, step, n)
            )
            select log_seq from counter
            """,
            new
            {
                id = row.Id,
                tenant = row.TenantId,
                times = lines.Select(line => line.At.UtcDateTime).ToArray(),
                levels = lines.Select(line => line.Level).ToArray(),
                texts = lines.Select(line => line.Text).ToArray(),
                textsZh = lines.Select(line => line.TextZh).ToArray(),
                steps = lines.Select(line => line.Step).ToArray(),
            },
            ct);
        return counter?.LogSeq;
    }

    private sealed record LogCounter
    {
        public long LogSeq { get; init; }
    }
}
