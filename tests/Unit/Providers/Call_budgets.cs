using Xunit;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Unit.Providers;

public sealed class Call_budgets
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly BudgetKey Key = new(null, "GET /things");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_refill()
    {
        var limit = new RateLimit(2, 3);
        var (next, grant) = TokenBucket.Full(limit, Start).Borrow(limit, 10, Start);
        Assert.Equal(3, grant.Tokens);
        (next, grant) = next.Borrow(limit, 10, Start);
        Assert.Equal(0, grant.Tokens);
        Assert.Equal(TimeSpan.FromSeconds(0.5), grant.RetryAfter);
        (_, grant) = next.Borrow(limit, 10, Start.AddSeconds(1));
        Assert.Equal(2, grant.Tokens);
    }

    [Fact]
    public void A_throttled_bucket_pauses_then_refills_at_half_speed_and_recovers()
    {
        var limit = new RateLimit(10, 10);
        var bucket = TokenBucket.Full(limit, Start).Throttled(Start, TimeSpan.FromSeconds(5));
        var (paused, grant) = bucket.Borrow(limit, 1, Start.AddSeconds(4));
        Assert.Equal(new BudgetGrant(0, TimeSpan.FromSeconds(1)), grant);
        (var slow, grant) = paused.Borrow(limit, 100, Start.AddSeconds(7));
        Assert.InRange(grant.Tokens, 9, 10);
        Assert.Equal(0.5, slow.Speed);
        (var healed, _) = slow.Borrow(limit, 1, Start.AddSeconds(36));
        Assert.Equal(1, healed.Speed);
    }

    [Fact]
    public void Calls_that_are_throttled_together_count_as_one_sign()
    {
        var bucket = TokenBucket.Full(new RateLimit(10, 10), Start);
        var once = bucket.Throttled(Start, TimeSpan.FromSeconds(1));
        Assert.Equal(once.Speed, once.Throttled(Start.AddMilliseconds(10), TimeSpan.FromSeconds(1)).Speed);
        Assert.Equal(once.Speed / 2, once.Throttled(Start.AddSeconds(2), TimeSpan.FromSeconds(1)).Speed);
    }

    [Fact]
    public async Task When_tokens_are_short_the_earlier_lane_goes_first()
    {
        var store = new HeldStore();
        var budgets = new CallBudgets(store, TimeProvider.System);
        var order = new System.Collections.Concurrent.ConcurrentQueue<CallLane>();
        var calls = new[] { CallLane.Timer, CallLane.Event, CallLane.PostAction, CallLane.User }
            .Select(async lane =>
            {
                await budgets.AcquireAsync(Key, new RateLimit(1, 1), lane, TimeSpan.FromSeconds(20), Ct);
                order.Enqueue(lane);
                store.Release();
            })
            .ToArray();
        store.Release();
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20), Ct);
        Assert.Equal([CallLane.User, CallLane.PostAction, CallLane.Event, CallLane.Timer], order);
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_told_that_nothing_was_sent()
    {
        var budgets = new CallBudgets(new HeldStore(), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ProviderException>(() =>
            budgets.AcquireAsync(Key, null, CallLane.User, TimeSpan.FromMilliseconds(50), Ct));
        Assert.Equal(FaultKind.Throttled, fault.Kind);
        Assert.True(fault.NothingSent);
    }

    [Fact]
    public async Task A_store_that_fails_fails_the_call_and_is_asked_again_by_the_next()
    {
        var store = new BrokenOnceStore();
        var budgets = new CallBudgets(store, TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ProviderException>(() => budgets.AcquireAsync(Key, null, CallLane.User, TimeSpan.FromSeconds(5), Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
        await budgets.AcquireAsync(Key, null, CallLane.User, TimeSpan.FromSeconds(5), Ct);
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_the_queue()
    {
        var store = new HeldStore();
        var budgets = new CallBudgets(store, TimeProvider.System);
        using var cancel = new CancellationTokenSource();
        var first = budgets.AcquireAsync(Key, null, CallLane.User, TimeSpan.FromSeconds(5), cancel.Token);
        var second = budgets.AcquireAsync(Key, null, CallLane.Timer, TimeSpan.FromSeconds(5), Ct);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        store.Release();
        await second;
    }

    [Fact]
    public async Task One_caller_after_the_other_shares_a_chunk_and_what_is_left_of_it_lapses()
    {
        var clock = new SteppedClock();
        var store = new CountingStore();
        var budgets = new CallBudgets(store, clock);
        var limit = new RateLimit(10, 50);
        for (var call = 0; call < 5; call++)
        {
            await budgets.AcquireAsync(Key, limit, CallLane.User, TimeSpan.FromSeconds(5), Ct);
        }

        Assert.Equal([5], store.Asked);
        await budgets.AcquireAsync(Key, limit, CallLane.User, TimeSpan.FromSeconds(5), Ct);
        clock.Step(TimeSpan.FromSeconds(3));
        await budgets.AcquireAsync(Key, limit, CallLane.User, TimeSpan.FromSeconds(5), Ct);
        Assert.Equal([5, 5, 5], store.Asked);
    }

    /// <summary>Gives all that is wanted and notes it.</summary>
    private sealed class CountingStore : IBudgetStore
    {
        public List<int> Asked { get; } = [];

        public ValueTask<BudgetGrant> BorrowAsync(BudgetKey key, RateLimit limit, int wanted, CancellationToken ct)
        {
            Asked.Add(wanted);
            return ValueTask.FromResult(new BudgetGrant(wanted, TimeSpan.Zero));
        }

        public ValueTask ThrottledAsync(BudgetKey key, RateLimit limit, TimeSpan pause, CancellationToken ct) => ValueTask.CompletedTask;
    }

    /// <summary>Its timestamps move when told to; its timers are the system's.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref ticks);
    }

    /// <summary>Gives one token for each release.</summary>
    private sealed class HeldStore : IBudgetStore
    {
        private int tokens;

        public void Release() => Interlocked.Increment(ref tokens);

        public ValueTask<BudgetGrant> BorrowAsync(BudgetKey key, RateLimit limit, int wanted, CancellationToken ct)
        {
            if (Volatile.Read(ref tokens) == 0)
            {
                return ValueTask.FromResult(new BudgetGrant(0, TimeSpan.FromMilliseconds(5)));
            }

            Interlocked.Decrement(ref tokens);
            return ValueTask.FromResult(new BudgetGrant(1, TimeSpan.Zero));
        }

        public ValueTask ThrottledAsync(BudgetKey key, RateLimit limit, TimeSpan pause, CancellationToken ct) => ValueTask.CompletedTask;
    }

    private sealed class BrokenOnceStore : IBudgetStore
    {
        private bool broken;

        public ValueTask<BudgetGrant> BorrowAsync(BudgetKey key, RateLimit limit, int wanted, CancellationToken ct)
        {
            if (!broken)
            {
                broken = true;
                throw new InvalidOperationException("down");
            }

            return ValueTask.FromResult(new BudgetGrant(wanted, TimeSpan.Zero));
        }

        public ValueTask ThrottledAsync(BudgetKey key, RateLimit limit, TimeSpan pause, CancellationToken ct) => ValueTask.CompletedTask;
    }
}
