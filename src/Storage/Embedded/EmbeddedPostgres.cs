using Microsoft.Extensions.Logging;
using Npgsql;

namespace Yunqiao.Storage.Embedded;

/// <summary>What an embedded server is made of.</summary>
/// <param name="DataFolder">The data folder of the product.</param>
/// <param name="BinariesFolder">The folder with PostgreSQL's <c>bin</c>; null to look where npm put it.</param>
/// <param name="Durable">False for tests: a power cut may then lose what was committed.</param>
public sealed record EmbeddedPostgresSettings(string DataFolder, string? BinariesFolder = null, bool Durable = true)
{
    /// <summary>Whether this is the upgrade that keeps all others away.</summary>
    internal bool IsUpgrade { get; init; }
}

/// <summary>
/// A private PostgreSQL in the data folder. The first process starts it, others on the same data folder join it, and the last
/// to leave stops it, also when that one was killed. While this process is a member, a server that crashed is started again.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan TransitionDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan OrphanDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AloneDeadline = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    private readonly PostgresPlace place;
    private readonly PostgresProcess process;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly CancellationTokenSource leaving = new();
    private FileLock? membership;
    private Task watch = Task.CompletedTask;

    private EmbeddedPostgres(PostgresPlace place, PostgresProcess process, string version, TimeProvider clock, ILogger log)
    {
        this.place = place;
        this.process = process;
        this.clock = clock;
        this.log = log;
        Version = version;
    }

    /// <summary>Raised after a crashed server was started again; pooled connections are of no use then.</summary>
    public event Action? Restarted;

    /// <summary>Such as <c>18.4</c>.</summary>
    public string Version { get; }

    /// <summary>The data folder of PostgreSQL itself.</summary>
    public string PostgresDataFolder => place.Data;

    /// <summary>The file that PostgreSQL logs to.</summary>
    public string LogFile => place.Log;

    /// <summary>Starts the server of a data folder, or joins the one that runs.</summary>
    /// <exception cref="StorageStartException">When a person has to do something first.</exception>
    public static async Task<EmbeddedPostgres> OpenAsync(
        EmbeddedPostgresSettings settings, TimeProvider clock, ILogger log, CancellationToken ct)
    {
        var folder = settings.BinariesFolder ?? PostgresBinaries.Find()
            ?? throw new StorageStartException(StorageProblems.BinariesMissing.With(("folder", "deploy/postgres")));
        var (place, user) = await PostgresPlace.PrepareAsync(settings.DataFolder, ct);
        var binaries = await PostgresBinaries.PrepareAsync(folder, user, ct);

        // An upgrade exports from the server that runs here: what another wrote meanwhile would be lost. Held until this is a member.
        using var noUpgrade = settings.IsUpgrade ? null : FileLock.TryTake(place.UpgradeLock, exclusive: false)
            ?? throw new StorageStartException(StorageProblems.Upgrading.With(("folder", place.Data)));

        var process = new PostgresProcess(place, binaries, user, settings.Durable);
        var server = new EmbeddedPostgres(place, process, binaries.Version, clock, log);
        try
        {
            await server.StartOrJoinAsync(ct);
        }
        catch
        {
            server.membership?.Dispose();
            throw;
        }

        server.watch = Task.Run(server.WatchAsync, CancellationToken.None);
        return server;
    }

    /// <summary>The owner's connection string for a database of this server.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = place.SocketFolder,
            Port = ServerConfiguration.Port,
            Username = ServerConfiguration.Owner,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    /// <summary>Leaves; the last to leave stops the server and waits until it is down.</summary>
    public async ValueTask DisposeAsync()
    {
        if (leaving.IsCancellationRequested)
        {
            return;
        }

        await leaving.CancelAsync();
        await watch;
        using (var transition = await TransitionAsync(CancellationToken.None))
        {
            membership?.Dispose();

            // A moment of patience: a child process that is about to begin its program holds every lock of its parent for that long.
            using var alone = await FileLock.TakeAsync(place.MembersLock, exclusive: true, AloneDeadline, clock, CancellationToken.None);
            if (alone is null)
            {
                // Others are members, and this returns at once; or the guardian was faster, and it returns when that is done.
                using var among = await FileLock.TakeAsync(place.MembersLock, exclusive: false, StopDeadline, clock, CancellationToken.None);
            }
            else if (process.HasPostmaster())
            {
                await process.StopAsync(CancellationToken.None);
                LogStopped(place.Data);
            }

            if (!process.HasPostmaster())
            {
                // The file that names the postmaster goes a moment before its process does.
                await AwaitEndAsync(CancellationToken.None);
            }
        }

        leaving.Dispose();
    }

    private async Task StartOrJoinAsync(CancellationToken ct)
    {
        using var transition = await TransitionAsync(ct);
        UpgradedFolder.Finish(place);
        var mending = membership is not null;

        // The guardian of a server whose last member was killed holds this lock while it stops that server.
        membership ??= await FileLock.TakeAsync(place.MembersLock, exclusive: false, TransitionDeadline, clock, ct)
            ?? throw NotAnswering();
        if (process.HasPostmaster() || await AnswersAsync(ct))
        {
            await AwaitAnswerAsync(ct);
            LogJoined(place.Data);
            return;
        }

        await AwaitEndAsync(ct);
        await process.PrepareDataAsync(ct);
        await process.StartAsync(ct);

        // A member that mends a crash finds the guardian waiting for it; one that comes anew may see the last one's end.
        if (!mending || !FileLock.IsHeld(place.GuardianLock))
        {
            await process.StartGuardianAsync(ct);
        }

        LogStarted(Version, place.Data);
    }

    private async Task<FileLock> TransitionAsync(CancellationToken ct) =>
        await FileLock.TakeAsync(place.TransitionLock, exclusive: true, TransitionDeadline, clock, ct) ?? throw NotAnswering();

    // A server that recovers after a crash lives and does not answer yet.
    private async Task AwaitAnswerAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (!await AnswersAsync(ct))
        {
            if (clock.GetElapsedTime(started) > TransitionDeadline)
            {
                throw NotAnswering();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, ct);
        }
    }

    // Sessions of a postmaster that was killed notice within moments; one that computes may not.
    private async Task AwaitEndAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (process.IsRunning)
        {
            if (clock.GetElapsedTime(started) > OrphanDeadline)
            {
                process.KillOrphans();
            }

            if (clock.GetElapsedTime(started) > StopDeadline)
            {
                throw NotAnswering();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, ct);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        var target = new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false, Timeout = 5 };
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return error is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections };
        }
    }

    private async Task WatchAsync()
    {
        var backOff = WatchInterval;
        while (!leaving.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(backOff, clock, leaving.Token);
                backOff = WatchInterval;
                if (process.HasPostmaster() || await AnswersAsync(leaving.Token))
                {
                    continue;
                }

                LogCrashed(place.Data, place.Log);
                await StartOrJoinAsync(leaving.Token);
                Restarted?.Invoke();
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is StorageStartException or IOException or UnauthorizedAccessException)
            {
                // A full disk, say: it is tried again for as long as this process lives, more and more slowly.
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 4, LongestBackOff.Ticks));
                LogStillDown(error.Message);
            }
        }
    }

    private StorageStartException NotAnswering() =>
        new(StorageProblems.NotAnswering.With(
            ("folder", place.Data), ("seconds", $"{TransitionDeadline.TotalSeconds:0}"), ("log", place.Log)));

    [LoggerMessage(1000, LogLevel.Information, "Started PostgreSQL {Version} on {Folder}")]
    private partial void LogStarted(string version, string folder);

    [LoggerMessage(1001, LogLevel.Information, "Joined the PostgreSQL that runs on {Folder}")]
    private partial void LogJoined(string folder);

    [LoggerMessage(1002, LogLevel.Information, "Stopped PostgreSQL on {Folder}")]
    private partial void LogStopped(string folder);

    [LoggerMessage(1003, LogLevel.Error, "PostgreSQL on {Folder} is down and is started again; its last words are in {LogFile}")]
    private partial void LogCrashed(string folder, string logFile);

    [LoggerMessage(1004, LogLevel.Error, "PostgreSQL is still down. {Reason}")]
    private partial void LogStillDown(string reason);
}
