using System.Collections.Concurrent;

namespace Yunqiao.Providers;

/// <summary>The buckets of one process, in its memory.</summary>
public sealed class LocalBudgetStore(TimeProvider clock) : IBudgetStore
{
    private readonly ConcurrentDictionary<BudgetKey, Slot> slots = new();

    /// <inheritdoc />
    public ValueTask<BudgetGrant> BorrowAsync(BudgetKey key, RateLimit limit, int wanted, CancellationToken ct)
    {
        var slot = SlotOf(key, limit);
        lock (slot)
        {
            (slot.State, var grant) = slot.State.Borrow(limit, wanted, clock.GetUtcNow());
            return ValueTask.FromResult(grant);
        }
    }

    /// <inheritdoc />
    public ValueTask ThrottledAsync(BudgetKey key, RateLimit limit, TimeSpan pause, CancellationToken ct)
    {
        var slot = SlotOf(key, limit);
        lock (slot)
        {
            slot.State = slot.State.Throttled(clock.GetUtcNow(), pause);
            return ValueTask.CompletedTask;
        }
    }

    private Slot SlotOf(BudgetKey key, RateLimit limit) =>
        slots.GetOrAdd(key, (_, arg) => new Slot { State = TokenBucket.Full(arg.limit, arg.now) }, (limit, now: clock.GetUtcNow()));

    private sealed class Slot
    {
        public required TokenBucket State { get; set; }
    }
}
