using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// One firing of an operation: takes it as far as it goes without waiting. Everything it knows is read from the tables, so
/// that a firing after a crash goes on where the last commit left off.
/// </summary>
internal sealed partial class OperationRunner(
    RunStore store,
    StepRunner steps,
    OperationEnding ending,
    Handover handover,
    OperationCatalog catalog,
    TimeProvider clock,
    ILogger<OperationRunner> logger)
{
    private static readonly TimeSpan UnknownKindPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnknownKindPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    /// <summary>Runs the firing of this number. A firing whose number is old returns at once.</summary>
    /// <param name="id">The operation.</param>
    /// <param name="seq">The number of the firing.</param>
    /// <param name="recovering">An earlier firing of this number was interrupted by a crash or a shutdown.</param>
    /// <param name="ct">Cancelled when the node shuts down; the firing then throws, and another node takes over.</param>
    public async Task RunAsync(OperationId id, long seq, bool recovering, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (recovering)
                {
                    await handover.TakeOverAsync(id, seq, ct);
                    return;
                }

                await AdvanceAsync(id, seq, ct);
                return;
            }
            catch (FenceLostException)
            {
                LogStale(logger, id, seq);
                return;
            }
            catch (Exception error) when (DatabaseOutage.Is(error) && !ct.IsCancellationRequested)
            {
                // What was not committed did not happen, what was is found again: the same firing begins anew.
                LogOutage(logger, id, error.Message);
                await Task.Delay(OutagePause, clock, ct);
            }
        }
    }

    private async Task AdvanceAsync(OperationId id, long seq, CancellationToken ct)
    {
        while (await store.ReadAsync(id, seq, ct) is { } snapshot && OperationTransitions.Active.Contains(snapshot.Operation.State))
        {
            var operation = snapshot.Operation;
            using var activity = OperationTelemetry.Start(operation);
            var definition = StepsOf(operation, snapshot.Steps);
            if (definition is null)
            {
                await WaitForUpgradeAsync(operation, ct);
                return;
            }

            var parked = NextAction.Decide(snapshot, definition, clock.GetUtcNow()) switch
            {
                NextAction.End end => await ending.EndAsync(snapshot, end.State, ct),
                NextAction.TurnBack => await ending.TurnBackAsync(operation, ct),
                NextAction.Expire => await ending.ExpireAsync(operation, ct),
                NextAction.Undo undo => await steps.UndoAsync(snapshot, undo.Position, definition, ct),
                NextAction.Run { LookUp: true } run => await steps.LookUpAsync(snapshot, run.Position, definition, ct),
                NextAction.Run run => await steps.RunAsync(snapshot, run.Position, definition, ct),
                var other => throw new UnreachableException(other.ToString()),
            };
            if (parked == Progress.Parked)
            {
                return;
            }
        }
    }

    private Dictionary<string, OperationStep>? StepsOf(OperationRow operation, IReadOnlyList<StepRow> rows)
    {
        var byName = catalog.Find(operation.Kind, operation.Version)?.Steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
        return byName is not null && rows.All(row => byName.ContainsKey(row.Name)) ? byName : null;
    }

    /// <summary>In a rolling upgrade a new kind meets an old server: it leaves the operation to others, for a while.</summary>
    private async Task WaitForUpgradeAsync(OperationRow operation, CancellationToken ct)
    {
        // The old servers of an upgrade have longer than this one pause; counted from when the first of them met it, because an
        // operation may have waited for its cloud for hours before.
        var now = clock.GetUtcNow();
        if (now - (operation.UnknownSince ?? now) < UnknownKindPatience)
        {
            await handover.PostponeAsync(operation, UnknownKindPause, ct);
            return;
        }

        LogUnknownKind(logger, operation.Kind, operation.Version, operation.Id);
        await ending.NeedAttentionAsync(
            operation.Id,
            operation.Seq,
            OperationProblems.KindUnknown.With(("kind", operation.Kind), ("version", operation.Version.ToString())),
            ct);
    }

    [LoggerMessage(1303, LogLevel.Debug, "Operation {Operation} has moved on from firing {Seq}")]
    private static partial void LogStale(ILogger logger, OperationId operation, long seq);

    [LoggerMessage(1304, LogLevel.Warning, "Operation {Operation} waits for the database: {Reason}")]
    private static partial void LogOutage(ILogger logger, OperationId operation, string reason);

    [LoggerMessage(1305, LogLevel.Error, "No server knows operations of kind {Kind} in version {Version}; operation {Operation} needs attention")]
    private static partial void LogUnknownKind(ILogger logger, string kind, int version, OperationId operation);
}

/// <summary>Whether a firing goes on.</summary>
internal enum Progress
{
    /// <summary>There is more to do at once.</summary>
    Continue,

    /// <summary>A later firing is scheduled, or the operation has ended.</summary>
    Parked,
}
