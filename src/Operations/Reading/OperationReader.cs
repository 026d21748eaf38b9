using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Engine;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Reading;

/// <summary>Reads operations in the caller's scope and language.</summary>
public sealed class OperationReader
{
    private readonly OperationReadStore store;
    private readonly OperationItemStore items;
    private readonly ProblemCatalog problems;

    internal OperationReader(OperationReadStore store, OperationItemStore items, ProblemCatalog problems)
    {
        this.store = store;
        this.items = items;
        this.problems = problems;
    }

    /// <summary>One operation with its steps.</summary>
    public async Task<Result<OperationView>> GetAsync(Caller caller, OperationId id, CancellationToken ct)
    {
        if (await store.FindAsync(caller.Scope, id, ct) is not { } row)
        {
            return NotFound(id);
        }

        var steps = await store.StepsAsync(caller.Scope, id, ct);
        var ahead = row is { State: OperationState.Pending, ConflictKey: { } key } ? await UnderWayAsync(caller.Scope, key, ct) : null;
        return View(row, caller.Language) with
        {
            Steps = [.. steps.Select(step => View(step, caller.Language))],
            WaitingFor = ahead?.Id == id ? null : ahead,
            Items = await items.CountAsync(caller.Scope, id, ct) is { Total: > 0 } counts ? counts : null,
        };
    }

    /// <summary>The operation that a caller started with an idempotency key; null when there is none.</summary>
    public async Task<OperationId?> FindAsync(Caller caller, string idempotencyKey, CancellationToken ct) =>
        (await store.FindAsync(caller, idempotencyKey, ct))?.Id;

    /// <summary>
    /// The operation that holds a conflict key, after which the next of that key begins; null when none does, or none that the
    /// scope sees.
    /// </summary>
    public async Task<OperationAhead?> UnderWayAsync(Scope scope, string conflictKey, CancellationToken ct) =>
        await store.HolderAsync(scope, conflictKey, ct) is { } row ? new OperationAhead(row.Id, row.TitleText) : null;

    /// <summary>A page of operations, the newest first, without their steps.</summary>
    public async Task<Result<Page<OperationView>>> ListAsync(Caller caller, OperationFilter filter, PageRequest page, CancellationToken ct)
    {
        OperationCursor? after = null;
        if (page.Cursor is { } cursor && (after = KeysetCursor.Decode<OperationCursor>(cursor)) is null)
        {
            return KernelProblems.BadCursor;
        }

        var rows = await store.ListAsync(caller.Scope, filter, after?.Id, page.Limit + 1, ct);
        var shown = rows.Take(page.Limit).Select(row => View(row, caller.Language)).ToList();
        return new Page<OperationView>(
            shown, rows.Count > page.Limit ? KeysetCursor.Encode(new OperationCursor(shown[^1].Id)) : null);
    }

    /// <summary>A page of an operation's log, in order.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="id">The operation.</param>
    /// <param name="after">The number of the last line that the reader has; 0 for none.</param>
    /// <param name="limit">1 to 1000.</param>
    /// <param name="ct">Cancels the read.</param>
    public async Task<Result<LogPage>> LogAsync(Caller caller, OperationId id, long after, int limit, CancellationToken ct)
    {
        if (await store.FindAsync(caller.Scope, id, ct) is null)
        {
            return NotFound(id);
        }

        var rows = await store.LogAsync(caller.Scope, id, after, limit + 1, ct);
        var shown = rows.Take(limit)
            .Select(row => new LogLineView(
                row.Seq, row.At, row.Level, caller.Language == Language.Chinese ? row.TextZh ?? row.Text : row.Text, row.Step))
            .ToList();
        return new LogPage(shown, rows.Count > limit ? shown[^1].Seq : null);
    }

    /// <summary>A page of the things of an operation on many, in order; empty for another operation.</summary>
    public async Task<Result<Page<OperationItemView>>> ItemsAsync(
        Caller caller, OperationId id, OperationItemState? state, PageRequest page, CancellationToken ct)
    {
        ItemCursor? after = null;
        if (page.Cursor is { } cursor && (after = KeysetCursor.Decode<ItemCursor>(cursor)) is null)
        {
            return KernelProblems.BadCursor;
        }

        if (await store.FindAsync(caller.Scope, id, ct) is null)
        {
            return NotFound(id);
        }

        var rows = await items.ListAsync(caller.Scope, id, state, after?.Position ?? -1, page.Limit + 1, ct);
        var shown = rows.Take(page.Limit)
            .Select(row => new OperationItemView(
                new OperationResource(row.ResourceId, row.Kind, row.Name), row.State, row.ChildId, Error(row.Error, caller.Language), row.EndedAt))
            .ToList();
        return new Page<OperationItemView>(
            shown, rows.Count > page.Limit ? KeysetCursor.Encode(new ItemCursor(rows[page.Limit - 1].Position)) : null);
    }

    private static Problem NotFound(OperationId id) =>
        KernelProblems.NotFound.With(("noun", "operation"), ("id", id.ToString()));

    private OperationView View(OperationRow row, Language language) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        Title = row.TitleText.In(language),
        TitleText = row.TitleText,
        State = row.State,
        Progress = row.Progress,
        RequestedBy = new OperationRequester(row.RequestedBy, row.RequestedByName),
        CreatedAt = row.CreatedAt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        DeadlineAt = row.DeadlineAt,
        Account = row.AccountId,
        Attempt = row.Round,
        Abandoned = row.Abandoned,
        Parent = row.ParentId,
        CancelRequested = row.CancelRequested && OperationTransitions.Active.Contains(row.State),
        Resources = row.Resources,
        Error = Error(row.Error, language),
    };

    private StepView View(StepRow row, Language language) => new()
    {
        Name = row.Name,
        Title = row.TitleText,
        State = row.State,
        Attempt = row.Attempt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        Detail = row.Detail,
        Error = Error(row.Error, language),
    };

    private ErrorView? Error(JsonObject? stored, Language language) =>
        stored is null ? null : ErrorView.From(problems.Restore(stored.Deserialize<StoredProblem>(Json.Options)!), language);

    private sealed record OperationCursor(OperationId Id);

    private sealed record ItemCursor(int Position);
}

/// <summary>Which operations of a list.</summary>
/// <param name="States">In one of these states; empty for all.</param>
/// <param name="Resource">About this resource; null for all.</param>
/// <param name="Parent">Started by this operation on many; null for those that nobody but a caller started, unless a resource is named.</param>
public sealed record OperationFilter(IReadOnlyList<OperationState> States, ResourceId? Resource, OperationId? Parent = null);

/// <summary>One of the many things of an operation.</summary>
/// <param name="Resource">The thing, as it was called then.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Operation">The operation that carries it out; null before, and when it was refused.</param>
/// <param name="Error">Why it was refused or failed.</param>
/// <param name="EndedAt">When that was decided.</param>
public sealed record OperationItemView(
    OperationResource Resource, OperationItemState State, OperationId? Operation, ErrorView? Error, DateTimeOffset? EndedAt);

/// <summary>A line of an operation's log.</summary>
/// <param name="Seq">Its number in the operation: 1, 2, 3 without a gap.</param>
/// <param name="At">When it was written.</param>
/// <param name="Level">info, intent, warn or error.</param>
/// <param name="Text">In the reader's language where the engine wrote it.</param>
/// <param name="Step">The step that it belongs to; null for the operation as a whole.</param>
public sealed record LogLineView(long Seq, DateTimeOffset At, string Level, string Text, string? Step);

/// <summary>A page of a log.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">What to send as <c>after</c> for more; null when these are the last lines for now.</param>
public sealed record LogPage(IReadOnlyList<LogLineView> Items, long? Next);
