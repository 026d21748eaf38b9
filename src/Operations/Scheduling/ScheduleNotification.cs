using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz.Extensibility;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Scheduling;

/// <summary>
/// Tells every node of the cluster that something has been scheduled, so that it starts within milliseconds and not when a
/// node looks by itself. A hint: when the connection is lost, the node's own looking goes on.
/// </summary>
internal sealed partial class ScheduleNotification(
    DatabaseRoles roles, ISchedulerSignaler signaler, TimeProvider clock, ILogger<ScheduleNotification> logger) : BackgroundService
{
    private const string Channel = "yunqiao_schedule";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    /// <summary>Sent when the session's transaction commits. The payload is the time at which the new trigger is due.</summary>
    public static Task SendAsync(DbSession session, DateTimeOffset due, CancellationToken ct) =>
        session.ExecuteAsync(
            $"select pg_notify('{Channel}', @due)",
            new { due = due.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) },
            ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (StorageFault.IsUnavailable(error))
            {
                LogLost(logger, error.Message);
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await roles.Application.OpenConnectionAsync(ct);
        var due = new List<DateTimeOffset?>();
        connection.Notification += (_, notification) => due.Add(ReadDue(notification.Payload));
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        // Whatever was scheduled before this connection listened has not been announced to it.
        await signaler.SignalSchedulingChange(null, ct);
        while (true)
        {
            if (!await connection.WaitAsync(Heartbeat, ct))
            {
                // A connection that a firewall dropped looks idle for ever; a statement finds out.
                await using var alive = new NpgsqlCommand("select 1", connection);
                await alive.ExecuteNonQueryAsync(ct);
            }

            if (due.Count > 0)
            {
                var earliest = due.Contains(null) ? null : due.Min();
                due.Clear();
                await signaler.SignalSchedulingChange(earliest, ct);
            }
        }
    }

    private static DateTimeOffset? ReadDue(string payload) =>
        long.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    [LoggerMessage(1310, LogLevel.Warning, "Lost the connection that announces new work; looking by polling until it is back: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);
}
