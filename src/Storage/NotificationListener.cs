using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Yunqiao.Storage;

/// <summary>
/// Hears PostgreSQL's notifications on one connection for the whole process. A notification is a hint that there is something
/// to read: it can be missed while the connection is down, and every subscriber is woken once it is up again.
/// </summary>
public sealed partial class NotificationListener(DatabaseRoles roles, TimeProvider clock, ILogger<NotificationListener> log) : BackgroundService
{
    // Long enough to cost nothing; a link that died in silence is noticed by the statement that follows.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private readonly Lock changing = new();
    private ImmutableDictionary<string, ImmutableList<Action<string>>> subscribers = ImmutableDictionary<string, ImmutableList<Action<string>>>.Empty;
    private CancellationTokenSource channelsChanged = new();

    /// <summary>
    /// Calls back, on the listener's thread and therefore briefly, with the payload of every notification of a channel, and with
    /// an empty one whenever some may have been missed.
    /// </summary>
    /// <param name="channel">A name of lower-case letters and underscores.</param>
    /// <param name="heard">What to do.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(string channel, Action<string> heard)
    {
        lock (changing)
        {
            var known = subscribers.TryGetValue(channel, out var others);
            subscribers = subscribers.SetItem(channel, (others ?? []).Add(heard));
            if (!known)
            {
                channelsChanged.Cancel();
            }
        }

        return new Subscription(this, channel, heard);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await roles.OpenDedicatedAsync("listener", stoppingToken);
                connection.Notification += (_, notification) => Tell(notification.Channel, notification.Payload);
                await ListenAsync(connection, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (StorageFault.IsUnavailable(error))
            {
                LogReconnecting(error.Message);
                await Task.Delay(ReconnectDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var listening = ImmutableHashSet<string>.Empty;
        while (true)
        {
            CancellationToken changed;
            IEnumerable<string> wanted;
            lock (changing)
            {
                channelsChanged.Dispose();
                channelsChanged = new CancellationTokenSource();
                changed = channelsChanged.Token;
                wanted = subscribers.Keys;
            }

            foreach (var channel in wanted.Except(listening))
            {
                await using var command = new NpgsqlCommand($"listen \"{channel}\"", connection);
                await command.ExecuteNonQueryAsync(ct);
                listening = listening.Add(channel);
                Tell(channel, "");
            }

            await WaitAsync(connection, changed, ct);
        }
    }

    private static async Task WaitAsync(NpgsqlConnection connection, CancellationToken changed, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(changed, ct);
        try
        {
            while (await connection.WaitAsync(ProbeInterval, either.Token))
            {
            }

            await using var probe = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
            await probe.ExecuteScalarAsync(ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A channel more: the caller listens to it.
        }
    }

    private void Tell(string channel, string payload)
    {
        foreach (var heard in subscribers.GetValueOrDefault(channel) ?? [])
        {
            heard(payload);
        }
    }

    private void Remove(string channel, Action<string> heard)
    {
        lock (changing)
        {
            // The channel stays listened to: another subscriber will come, and an unheard notification costs nothing.
            subscribers = subscribers.SetItem(channel, subscribers[channel].Remove(heard));
        }
    }

    [LoggerMessage(1021, LogLevel.Warning, "The connection that listens for notifications is gone and is made again: {Reason}")]
    private partial void LogReconnecting(string reason);

    private sealed class Subscription(NotificationListener owner, string channel, Action<string> heard) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                owner.Remove(channel, heard);
            }
        }
    }
}
