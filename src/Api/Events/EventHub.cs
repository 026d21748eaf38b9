using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Storage.Outbox;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Api.Events;

/// <summary>
/// Reads the outbox once for this node and hands every entry to all open streams. Also asks once a second whether the sessions
/// behind the streams are still valid, in one statement for all of them.
/// </summary>
internal sealed partial class EventHub(
    OutboxReader outbox, SignIn signIn, ServerRoles roles, TimeProvider clock, ILogger<EventHub> log) : BackgroundService
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<EventListener, byte> listeners = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string position = "";
    private long lagTicks;

    /// <summary>How many streams are open on this node.</summary>
    internal int Count => listeners.Count;

    /// <summary>How old the last entry was when it was handed over.</summary>
    internal TimeSpan Lag => new(Interlocked.Read(ref lagTicks));

    /// <summary>Everything up to here was handed to the listeners.</summary>
    internal string Position => position;

    /// <summary>Opens a stream: from here on it misses nothing.</summary>
    internal async Task JoinAsync(EventListener listener, CancellationToken ct)
    {
        await started.Task.WaitAsync(ct);
        listeners.TryAdd(listener, 0);
    }

    internal int CountOf(Guid credential) => listeners.Keys.Count(listener => listener.Credential == credential);

    internal void Leave(EventListener listener) => listeners.TryRemove(listener, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!roles.Api)
        {
            return;
        }

        // The host waits for the synchronous part of every service; the database may be slow to answer.
        await Task.Yield();
        using var onStop = stoppingToken.Register(CloseAll);
        await Task.WhenAll(DeliverAsync(stoppingToken), WatchAsync(stoppingToken));
    }

    private async Task DeliverAsync(CancellationToken ct)
    {
        position = await outbox.CurrentPositionAsync(ct);
        started.TrySetResult();
        while (true)
        {
            try
            {
                await foreach (var entry in outbox.ReadAsync(position, ct))
                {
                    foreach (var listener in listeners.Keys)
                    {
                        listener.Offer(entry);
                    }

                    position = entry.Position;
                    Interlocked.Exchange(ref lagTicks, Math.Max(0, (clock.GetUtcNow() - entry.At).Ticks));
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // It resumes where it was; streams that stay silent for ever would be worse than a repeated entry.
                ReadingFailed(log, error);
                await Task.Delay(WatchInterval, clock, ct);
            }
        }
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(WatchInterval, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var open = listeners.Keys.ToList();
            if (open.Count == 0)
            {
                continue;
            }

            try
            {
                var valid = await signIn.StillValidAsync([.. open.Select(listener => listener.Credential).Distinct()], ct);
                foreach (var listener in open.Where(listener => !valid.Contains(listener.Credential)))
                {
                    listener.Close(EndReason.SessionEnded);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Without the database there is nothing to hear either; the next second asks again.
                WatchFailed(log, error);
            }
        }
    }

    private void CloseAll()
    {
        foreach (var listener in listeners.Keys)
        {
            listener.Close(EndReason.Stopping);
        }
    }

    [LoggerMessage(1720, LogLevel.Error, "Reading events failed; it goes on after a second")]
    private static partial void ReadingFailed(ILogger log, Exception error);

    [LoggerMessage(1721, LogLevel.Warning, "The sessions of open event streams could not be checked")]
    private static partial void WatchFailed(ILogger log, Exception error);
}
