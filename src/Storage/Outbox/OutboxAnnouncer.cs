using Npgsql;

namespace Yunqiao.Storage.Outbox;

/// <summary>
/// Wakes the readers of the outbox on all servers after commits. A notification inside a transaction would make PostgreSQL
/// commit one transaction after the other, each with a write to disk of its own; so it is sent afterwards, and one stands for
/// all commits since the one before. It is a hint: one that is lost costs a reader the time until it looks by itself.
/// </summary>
internal sealed class OutboxAnnouncer(DatabaseRoles roles)
{
    /// <summary>The channel that readers listen to.</summary>
    internal const string Channel = "yunqiao_outbox";

    private const int TimeoutSeconds = 5;
    private int commits;

    /// <summary>There is something new. Returns at once.</summary>
    internal void Announce()
    {
        if (Interlocked.Increment(ref commits) == 1)
        {
            _ = Task.Run(SendAsync);
        }
    }

    private async Task SendAsync()
    {
        int announced;
        do
        {
            announced = Volatile.Read(ref commits);
            try
            {
                await NotifyAsync();
            }
            catch (Exception error) when (StorageFault.IsUnavailable(error) || error is NpgsqlException or ObjectDisposedException or InvalidOperationException)
            {
                // The database restarts, or this server stops: the readers look by themselves.
            }
        }
        while (Interlocked.Add(ref commits, -announced) > 0);
    }

    private async Task NotifyAsync()
    {
        await using var connection = await roles.Application.OpenConnectionAsync(CancellationToken.None);

        // Nothing is lost with it in a crash of the database, so it need not wait for the disk.
        await using var command = new NpgsqlCommand($"select set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', '')", connection);
        command.CommandTimeout = TimeoutSeconds;
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
