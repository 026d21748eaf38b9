using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Definitions;

/// <summary>
/// A kind of operation: its steps, in order. Definitions are singletons without state of their own; all that an operation
/// knows is in its input and in what its steps wrote.
/// </summary>
public interface IOperationDefinition
{
    /// <summary>Stable: it is kept in rows that an upgraded server resumes. Noun and verb: <c>resource.create</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// The version of the input and step data that it writes. It reads its own and the one before, so that it goes on with what a
    /// server of the release before began; what it writes to an operation of the one before is in that one's form, because such a
    /// server may take it over. It keeps the steps of the one before.
    /// </summary>
    int Version { get; }

    /// <summary>
    /// How long an operation may take in all, from when it is asked for, or asked for again: then it has failed, and what was
    /// done is taken back.
    /// </summary>
    TimeSpan Deadline => TimeSpan.FromHours(24);

    /// <summary>The steps. Names are stable; adding one in the middle needs a new version.</summary>
    IReadOnlyList<OperationStep> Steps { get; }
}

/// <summary>
/// One step. Its intent is committed before <paramref name="Run"/> is called and its outcome afterwards, so it may run twice:
/// it must be idempotent by <see cref="StepContext.Key"/>.
/// </summary>
/// <param name="Name">Stable, camel case.</param>
/// <param name="Title">What people read, in the present tense: "Create container".</param>
/// <param name="Run">Acts, and says how it went.</param>
public sealed record OperationStep(
    string Name,
    LocalizedText Title,
    Func<StepContext, CancellationToken, Task<StepOutcome>> Run)
{
    /// <summary>Takes it back; null when there is nothing to take back. May run twice, and after a step that only half happened.</summary>
    public Func<StepContext, CancellationToken, Task<StepOutcome>>? Undo { get; init; }

    /// <summary>
    /// Finds out what became of a call whose answer was lost, or that was in flight when its server died:
    /// <see cref="StepOutcome.Done"/> or <see cref="StepOutcome.Wait"/> when it happened, <see cref="StepOutcome.Retry"/> when
    /// it certainly did not and may be sent again, <see cref="StepOutcome.Ambiguous"/> when that cannot be found out now. Null
    /// when sending again is always safe.
    /// </summary>
    public Func<StepContext, CancellationToken, Task<StepOutcome>>? LookUp { get; init; }

    /// <summary>How often a retryable failure is tried again before it counts as permanent.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long the step may take, waiting included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What a step knows.</summary>
public abstract class StepContext
{
    /// <summary>The operation.</summary>
    public abstract OperationId Operation { get; }

    /// <summary>The scope it acts in: that of the person who asked.</summary>
    public abstract Scope Scope { get; }

    /// <summary>Who asked.</summary>
    public abstract PrincipalId Principal { get; }

    /// <summary>The name of who asked, as it was then.</summary>
    public abstract string PrincipalName { get; }

    /// <summary>
    /// The idempotency key of this step, a UUID: the same however often it runs and when it is taken back; another one when a
    /// person tries the failed operation again.
    /// </summary>
    public abstract string Key { get; }

    /// <summary>1 for the first try.</summary>
    public abstract int Attempt { get; }

    /// <summary>
    /// The version of the definition that the operation was started under, and so of <see cref="Input"/>, <see cref="State"/>
    /// and <see cref="Output"/>: that of the definition that runs, or the one before.
    /// </summary>
    public abstract int Version { get; }

    /// <summary>What was asked for.</summary>
    public abstract JsonObject Input { get; }

    /// <summary>The account that it works on, if one.</summary>
    public abstract AccountId? Account { get; }

    /// <summary>The resources that the operation is about.</summary>
    public abstract IReadOnlyList<OperationResource> Resources { get; }

    /// <summary>What this step kept when it waited last; null on the first call, and on the first call of its undo.</summary>
    public abstract JsonObject? State { get; }

    /// <summary>What an earlier step put out; null when it put out nothing.</summary>
    public abstract JsonObject? Output(string step);

    /// <summary>Adds a line to the operation's log; <paramref name="level"/> is info, intent, warn or error. Never a secret.</summary>
    public abstract void Log(string level, string text);
}

/// <summary>How a step went.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>It is done.</summary>
    /// <param name="Output">For later steps and for undo.</param>
    /// <param name="Detail">The grey words behind the step: what was observed.</param>
    public sealed record Done(JsonObject? Output = null, string? Detail = null) : StepOutcome
    {
        /// <summary>Writes that commit together with the outcome, under the operation's fence.</summary>
        public Func<DbSession, CancellationToken, Task>? Commit { get; init; }
    }

    /// <summary>The cloud needs time. No thread is held; the step is called again with <paramref name="State"/>.</summary>
    public sealed record Wait(TimeSpan After, JsonObject? State = null, double? Progress = null, string? Detail = null) : StepOutcome;

    /// <summary>It failed for now; it is tried again with backoff, not before <paramref name="After"/>.</summary>
    public sealed record Retry(Problem Problem, TimeSpan? After = null) : StepOutcome;

    /// <summary>The answer was lost; <see cref="OperationStep.LookUp"/> decides.</summary>
    public sealed record Ambiguous(Problem Problem) : StepOutcome;

    /// <summary>It failed for good; what was done is undone.</summary>
    public sealed record Failed(Problem Problem) : StepOutcome;
}
