using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Storage.Outbox;

/// <summary>
/// Reads the outbox in the order of (transaction, id), and only below the oldest transaction that still runs: what is above it
/// could be overtaken by events of a slower transaction, which a reader would then pass over for ever. Every entry is delivered
/// at least once; a server has one reader and hands its entries on to those who listen.
/// </summary>
public sealed class OutboxReader(Database database, NotificationListener listener, TimeProvider clock)
{
    /// <summary>The position before everything that is kept.</summary>
    public const string Oldest = "0.0";

    private const int PageSize = 500;
    private const int TrimSize = 10_000;
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // While a slow transaction holds events back, no notification says when it ends.
    private static readonly TimeSpan HeldBackPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// All entries after a position, for ever: it waits for more until it is cancelled, and through a restart of the database.
    /// </summary>
    /// <param name="afterPosition">Of the last entry that was handled; null for what comes from now on. When it is older than what
    /// is kept, or of another database, the first entry is a reset and the rest is what comes from now on.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<OutboxEntry> ReadAsync(string? afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        using var woken = new SemaphoreSlim(0, 1);
        using var subscription = listener.Subscribe(OutboxAnnouncer.Channel, _ => Wake(woken));
        var edge = await ThroughRestartsAsync(() => EdgeAsync(ct), ct);
        var position = edge.Start;
        if (afterPosition is not null)
        {
            if (edge.Resume(afterPosition) is { } resumed)
            {
                position = resumed;
            }
            else
            {
                yield return new OutboxEntry(position.ToString(), OutboxEntry.ResetType, default, "", [], clock.GetUtcNow());
            }
        }

        while (true)
        {
            var page = await ThroughRestartsAsync(() => PageAsync(position, ct), ct);
            foreach (var row in page.Where(row => !row.HeldBack))
            {
                position = new OutboxPosition(ulong.Parse(row.Transaction!), row.Id);
                yield return row.Entry(position);
            }

            if (page.Count < PageSize)
            {
                await woken.WaitAsync(page.Any(row => row.HeldBack) ? HeldBackPoll : SlowPoll, ct);
            }
        }
    }

    /// <summary>The position of now: what comes after it has not been read by anybody yet.</summary>
    public async Task<string> CurrentPositionAsync(CancellationToken ct) =>
        (await ThroughRestartsAsync(() => EdgeAsync(ct), ct)).Start.ToString();

    /// <summary>
    /// The entries after a position that can be read now, then the end. For a listener that comes back: it reads what it missed
    /// here and the rest from the server's one reader. The first entry is a reset when the position cannot be resumed from.
    /// </summary>
    /// <param name="afterPosition">Of the last entry that was handled.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<OutboxEntry> ReadBacklogAsync(string afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        var edge = await ThroughRestartsAsync(() => EdgeAsync(ct), ct);
        if (edge.Resume(afterPosition) is not { } position)
        {
            yield return new OutboxEntry(edge.Start.ToString(), OutboxEntry.ResetType, default, "", [], clock.GetUtcNow());
            yield break;
        }

        var more = true;
        while (more)
        {
            var page = await ThroughRestartsAsync(() => PageAsync(position, ct), ct);
            foreach (var row in page.Where(row => !row.HeldBack))
            {
                position = new OutboxPosition(ulong.Parse(row.Transaction!), row.Id);
                yield return row.Entry(position);
            }

            more = page.Count >= PageSize;
        }
    }

    /// <summary>Removes what is older than the retention; a reader that resumes from before it gets a reset.</summary>
    /// <returns>How many entries went.</returns>
    internal async Task<int> TrimAsync(TimeSpan retention, CancellationToken ct)
    {
        // Events above every transaction that this database has seen came with a restored copy of another database.
        await database.QueryAsync<int>(
            Scope.System("outboxRetention"),
            "delete from outbox_event where transaction >= pg_snapshot_xmax(pg_current_snapshot())",
            null,
            ct);
        var all = 0;
        while (true)
        {
            var gone = await database.QueryAsync<int>(
                Scope.System("outboxRetention"),
                """
                with old as (select id from outbox_event where at < @before order by at limit @limit),
                     gone as (delete from outbox_event e using old where e.id = old.id returning e.transaction, e.id),
                     last as (select transaction, id from gone order by transaction desc, id desc limit 1),
                     noted as (
                        update outbox_trim t set transaction = last.transaction, id = last.id from last
                        where (last.transaction, last.id) > (t.transaction, t.id) returning 1)
                select count(*)::int from gone
                """,
                new { before = clock.GetUtcNow() - retention, limit = TrimSize },
                ct);
            all += gone[0];
            if (gone[0] < TrimSize)
            {
                return all;
            }
        }
    }

    private static void Wake(SemaphoreSlim woken)
    {
        try
        {
            if (woken.CurrentCount == 0)
            {
                woken.Release();
            }
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // Woken already, or the reader has just left.
        }
    }

    private async Task<T> ThroughRestartsAsync<T>(Func<Task<T>> read, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (Exception error) when (StorageFault.IsUnavailable(error))
            {
                await Task.Delay(RetryDelay, clock, ct);
            }
        }
    }

    private async Task<Edge> EdgeAsync(CancellationToken ct) =>
        (await database.QueryFirstAsync<Edge>(
            Scope.System("outbox"),
            """
            select pg_snapshot_xmin(pg_current_snapshot())::text as running, pg_snapshot_xmax(pg_current_snapshot())::text as ceiling,
                   transaction::text as trimmed_transaction, id as trimmed_id
            from outbox_trim
            """,
            null,
            ct))!;

    // The last row of a page may only say that more is there, above the oldest transaction that runs.
    private Task<IReadOnlyList<Row>> PageAsync(OutboxPosition after, CancellationToken ct) =>
        database.QueryAsync<Row>(
            Scope.System("outbox"),
            """
            (select transaction::text as transaction, id, type, tenant_id, subject, data, at, false as held_back
             from outbox_event
             where (transaction, id) > (@transaction::text::xid8, @id) and transaction < pg_snapshot_xmin(pg_current_snapshot())
             order by outbox_event.transaction, id
             limit @limit)
            union all
            (select null, 0, null, null, null, null, null, true
             from outbox_event
             where (transaction, id) > (@transaction::text::xid8, @id) and transaction >= pg_snapshot_xmin(pg_current_snapshot())
             limit 1)
            """,
            new { transaction = after.Transaction.ToString(), id = after.Id, limit = PageSize },
            ct);

    private sealed record Edge(string Running, string Ceiling, string TrimmedTransaction, long TrimmedId)
    {
        // Everything of the transactions that run now is still to come.
        internal OutboxPosition Start => new(ulong.Parse(Running) - 1, long.MaxValue);

        internal OutboxPosition? Resume(string text)
        {
            if (text == Oldest)
            {
                return default(OutboxPosition);
            }

            var trimmed = new OutboxPosition(ulong.Parse(TrimmedTransaction), TrimmedId);
            return OutboxPosition.Parse(text) is { } position
                && position.CompareTo(trimmed) >= 0
                && position.Transaction < ulong.Parse(Ceiling)
                ? position
                : null;
        }
    }

    private sealed record Row(
        string? Transaction, long Id, string? Type, TenantId? TenantId, string? Subject, JsonObject? Data, DateTimeOffset? At, bool HeldBack)
    {
        internal OutboxEntry Entry(OutboxPosition position) =>
            new(position.ToString(), Type!, TenantId!.Value, Subject!, Data!, At!.Value);
    }
}
