using System.Collections.Concurrent;

namespace Yunqiao.Providers;

/// <summary>
/// Hands out the tokens of API budgets to the calls of this process, the earliest lane first and within a lane in the order of
/// asking. Tokens are borrowed from the store in chunks of a tenth of the budget, at most <see cref="Chunk"/>, so that not every
/// call asks the store; what is not used within <see cref="KeptFor"/> lapses, so that nodes do not hoard what others need.
/// </summary>
public sealed class CallBudgets(IBudgetStore store, TimeProvider clock)
{
    private const int Chunk = 10;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2);

    /// <summary>The budget of a call for which the vendor publishes no limit.</summary>
    public static readonly RateLimit Unpublished = new(50, 100);

    private readonly ConcurrentDictionary<BudgetKey, Queue> queues = new();

    /// <summary>
    /// Waits for the right to make one call. Fails with <see cref="FaultKind.Throttled"/>, nothing sent, when there is none within
    /// <paramref name="patience"/>.
    /// </summary>
    public async Task AcquireAsync(BudgetKey key, RateLimit? limit, CallLane lane, TimeSpan patience, CancellationToken ct)
    {
        var queue = queues.GetOrAdd(key, _ => new Queue());
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool pump;
        lock (queue)
        {
            if (queue.Tokens > 0 && clock.GetElapsedTime(queue.BorrowedAt) > KeptFor)
            {
                queue.Tokens = 0;
            }

            if (queue.Tokens > 0 && queue.Waiters.Count == 0)
            {
                queue.Tokens--;
                return;
            }

            queue.Waiters.Enqueue(waiter, ((int)lane, queue.Asked++));
            pump = !queue.Pumping;
            queue.Pumping = true;
        }

        if (pump)
        {
            _ = PumpAsync(key, limit ?? Unpublished, queue);
        }

        try
        {
            await waiter.Task.WaitAsync(patience, clock, ct);
        }
        catch (TimeoutException)
        {
            if (Abandon(queue, waiter))
            {
                throw new ProviderException(FaultKind.Throttled, $"The API budget of {key.Api} is used up.") { NothingSent = true, Action = key.Api };
            }
        }
        catch (OperationCanceledException)
        {
            if (!Abandon(queue, waiter))
            {
                // It got its token at the same moment: the next one takes it.
                lock (queue)
                {
                    queue.Tokens++;
                }
            }

            throw;
        }
    }

    /// <summary>Tells the store that the cloud throttled a call.</summary>
    public ValueTask ThrottledAsync(BudgetKey key, RateLimit? limit, TimeSpan? retryAfter, CancellationToken ct)
    {
        if (queues.TryGetValue(key, out var queue))
        {
            lock (queue)
            {
                queue.Tokens = 0;
            }
        }

        return store.ThrottledAsync(key, limit ?? Unpublished, retryAfter ?? TimeSpan.FromSeconds(1), ct);
    }

    private static bool Abandon(Queue queue, TaskCompletionSource waiter)
    {
        lock (queue)
        {
            return waiter.TrySetCanceled();
        }
    }

    private async Task PumpAsync(BudgetKey key, RateLimit limit, Queue queue)
    {
        while (true)
        {
            int wanted;
            lock (queue)
            {
                while (queue.Waiters.Count > 0 && queue.Waiters.Peek().Task.IsCompleted)
                {
                    queue.Waiters.Dequeue();
                }

                if (queue.Waiters.Count == 0)
                {
                    queue.Pumping = false;
                    return;
                }

                wanted = Math.Min(Chunk, Math.Max(queue.Waiters.Count, limit.Burst / 10));
            }

            BudgetGrant grant;
            try
            {
                grant = await store.BorrowAsync(key, limit, wanted, CancellationToken.None);
            }
            catch (Exception e)
            {
                Fail(queue, e);
                return;
            }

            if (grant.Tokens == 0)
            {
                await Task.Delay(Clamp(grant.RetryAfter), clock, CancellationToken.None);
                continue;
            }

            lock (queue)
            {
                queue.Tokens += grant.Tokens;
                queue.BorrowedAt = clock.GetTimestamp();
                while (queue.Tokens > 0 && queue.Waiters.TryDequeue(out var waiter, out _))
                {
                    queue.Tokens -= waiter.TrySetResult() ? 1 : 0;
                }
            }
        }
    }

    private static void Fail(Queue queue, Exception cause)
    {
        lock (queue)
        {
            queue.Pumping = false;
            while (queue.Waiters.TryDequeue(out var waiter, out _))
            {
                waiter.TrySetException(
                    new ProviderException(FaultKind.Unavailable, "The store of API budgets does not answer.", cause) { NothingSent = true });
            }
        }
    }

    /// <summary>A long pause is looked at again every second, so that an abandoned queue does not keep its pump.</summary>
    private static TimeSpan Clamp(TimeSpan wait) =>
        TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 5, 1000));

    private sealed class Queue
    {
        public int Tokens { get; set; }

        public long BorrowedAt { get; set; }

        public bool Pumping { get; set; }

        public long Asked { get; set; }

        public PriorityQueue<TaskCompletionSource, (int Lane, long Asked)> Waiters { get; } = new();
    }
}
