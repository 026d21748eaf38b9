using System.Globalization;
using Microsoft.Extensions.Hosting;
using Quartz.Extensibility;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Scheduling;

/// <summary>
/// Tells every node of the cluster that something has been scheduled, so that it starts within milliseconds and not when a
/// node looks by itself. A hint: while notifications are missed, the node's own looking goes on.
/// </summary>
internal sealed class ScheduleNotification(NotificationListener listener, ISchedulerSignaler signaler) : IHostedService
{
    private const string Channel = "yunqiao_schedule";
    private IDisposable? subscription;

    /// <summary>Sent when the session's transaction commits. The payload is the time at which the new trigger is due.</summary>
    public static Task SendAsync(DbSession session, DateTimeOffset due, CancellationToken ct) =>
        session.ExecuteAsync(
            $"select pg_notify('{Channel}', @due)",
            new { due = due.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) },
            ct);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The signal only sets a flag that the scheduler's loop waits for.
        subscription = listener.Subscribe(Channel, payload => _ = signaler.SignalSchedulingChange(ReadDue(payload), CancellationToken.None).AsTask());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Null when notifications may have been missed: then the scheduler looks at once.</summary>
    private static DateTimeOffset? ReadDue(string payload) =>
        long.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
