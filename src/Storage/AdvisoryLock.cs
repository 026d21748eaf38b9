using Microsoft.Extensions.Logging;
using Npgsql;

namespace Yunqiao.Storage;

/// <summary>
/// Locks that one server of an installation holds at a time, for work that must have one owner: an event feed, say. They are
/// session locks of PostgreSQL on one connection of this process, so that a thousand of them cost no more than one; they end
/// with the connection, and a server that freezes loses them within half a minute.
/// </summary>
public sealed partial class AdvisoryLock(DatabaseRoles roles, TimeProvider clock, ILogger<AdvisoryLock> log) : IAsyncDisposable
{
    private const int BeatSeconds = 5;

    // The server ends the session after this long without a beat; the process gives its locks up a little earlier.
    private const int SessionSeconds = 30;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(SessionSeconds - BeatSeconds);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, AdvisoryLockHold> holds = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private NpgsqlConnection? connection;
    private long lastBeat;
    private Task beating = Task.CompletedTask;

    /// <summary>The lock, or null when another holder, in this process or elsewhere, has it.</summary>
    /// <param name="name">Stable, and unique in the installation: <c>feed/ID</c>.</param>
    /// <param name="ct">Cancels the attempt.</param>
    public async Task<AdvisoryLockHold?> TryAcquireAsync(string name, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (holds.ContainsKey(name))
            {
                return null;
            }

            await ConnectAsync(ct);
            if (!await AskAsync("select pg_try_advisory_lock($1)", name, ct))
            {
                return null;
            }

            var hold = new AdvisoryLockHold(this, name);
            holds.Add(name, hold);
            if (beating.IsCompleted)
            {
                beating = Task.Run(BeatAsync, CancellationToken.None);
            }

            return hold;
        }
        catch (Exception error) when (connection is { FullState: not System.Data.ConnectionState.Open })
        {
            await LoseAllAsync(error);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await beating;
        await gate.WaitAsync();
        await LoseAllAsync(null);
        gate.Release();
        stopping.Dispose();
        gate.Dispose();
    }

    internal async Task ReleaseAsync(AdvisoryLockHold hold)
    {
        await gate.WaitAsync();
        try
        {
            // One that was lost may be held anew, under another hold.
            if (holds.TryGetValue(hold.Name, out var current) && ReferenceEquals(current, hold))
            {
                holds.Remove(hold.Name);
                await AskAsync("select pg_advisory_unlock($1)", hold.Name, stopping.Token);
            }
        }
        catch (Exception error) when (StorageFault.IsUnavailable(error) || error is OperationCanceledException or InvalidOperationException)
        {
            await LoseAllAsync(error);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        if (connection is not null)
        {
            return;
        }

        connection = await roles.OpenDedicatedAsync("locks", ct);
        await using var command = new NpgsqlCommand($"set idle_session_timeout = '{SessionSeconds}s'", connection);
        await command.ExecuteNonQueryAsync(ct);
        lastBeat = clock.GetTimestamp();
    }

    private async Task<bool> AskAsync(string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            CommandTimeout = BeatSeconds,
            Parameters = { new() { Value = AdvisoryLockKey.Of(name) } },
        };
        var answer = await command.ExecuteScalarAsync(ct) is true;
        lastBeat = clock.GetTimestamp();
        return answer;
    }

    private async Task BeatAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(BeatSeconds), clock, stopping.Token);
                await gate.WaitAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                if (holds.Count == 0)
                {
                    await LoseAllAsync(null);
                    return;
                }

                if (clock.GetElapsedTime(lastBeat) > LongestSilence)
                {
                    throw new TimeoutException("The process was frozen for longer than its locks last.");
                }

                await using var beat = new NpgsqlCommand("select 1", connection) { CommandTimeout = BeatSeconds };
                await beat.ExecuteScalarAsync(stopping.Token);
                lastBeat = clock.GetTimestamp();
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or InvalidOperationException or OperationCanceledException)
            {
                await LoseAllAsync(error);
                return;
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private async Task LoseAllAsync(Exception? reason)
    {
        if (reason is not null && holds.Count > 0)
        {
            LogLost(reason, holds.Count);
        }

        var lost = holds.Values.ToList();
        holds.Clear();
        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }

        // On other threads: a listener must not run inside the gate.
        foreach (var hold in lost)
        {
            _ = Task.Run(hold.Lose, CancellationToken.None);
        }
    }

    [LoggerMessage(1020, LogLevel.Warning, "Lost {Count} locks with their connection")]
    private partial void LogLost(Exception reason, int count);
}

/// <summary>A lock that is held until it is disposed or lost.</summary>
public sealed class AdvisoryLockHold : IAsyncDisposable
{
    private readonly AdvisoryLock owner;
    private readonly CancellationTokenSource lost = new();

    internal AdvisoryLockHold(AdvisoryLock owner, string name)
    {
        this.owner = owner;
        Name = name;
        Lost = lost.Token;
    }

    /// <summary>The name that it was taken by.</summary>
    public string Name { get; }

    /// <summary>Cancelled when the lock is gone, and another server may have it.</summary>
    public CancellationToken Lost { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await owner.ReleaseAsync(this);

    internal void Lose() => lost.Cancel();
}
