using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Yunqiao.Storage;
using Yunqiao.Storage.Embedded;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>A data folder for one test; what runs in it is ended and what it holds removed with it.</summary>
internal sealed class EmbeddedFolder : IAsyncDisposable
{
    private readonly List<EmbeddedPostgres> members = [];
    private readonly List<Process> processes = [];
    private readonly string root = Directory.CreateTempSubdirectory("yq-").FullName;

    public EmbeddedFolder(string below = "data", UnixFileMode mode = PostgresPlace.Enterable)
    {
        File.SetUnixFileMode(root, mode);
        Path = System.IO.Path.Combine(root, below);
    }

    /// <summary>The data folder.</summary>
    public string Path { get; }

    /// <summary>The folder around it.</summary>
    public string Root => root;

    /// <summary>Where PostgreSQL's files are unless the folder is closed to its user.</summary>
    public string Place => System.IO.Path.Combine(Path, "postgres");

    public async Task<EmbeddedPostgres> OpenAsync(string? binaries = null)
    {
        var settings = new EmbeddedPostgresSettings(Path, binaries ?? await PostgresPeer.BinariesFolderAsync(), Durable: false);
        var member = await EmbeddedPostgres.OpenAsync(
            settings, TimeProvider.System, NullLogger.Instance, TestDeadline.Token);
        members.Add(member);
        return member;
    }

    public async Task<StorageStartException> FailToOpenAsync() =>
        await Xunit.Assert.ThrowsAsync<StorageStartException>(() => OpenAsync());

    /// <summary>A process that is a member until it is killed, as a server that holds the lock of members is.</summary>
    public Process StartMemberProcess()
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", "exec 9<\"$1\"; flock -s 9; echo ready; exec sleep 600", "member", System.IO.Path.Combine(Place, "members.lock")])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        processes.Add(process);
        Xunit.Assert.Equal("ready", process.StandardOutput.ReadLine());
        return process;
    }

    public int Postmaster() => int.Parse(File.ReadLines(System.IO.Path.Combine(Place, "data", "postmaster.pid")).First());

    /// <summary>Whether a process lives; one that ended and that nobody collected yet does not.</summary>
    public static bool Lives(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static async Task<T?> AskAsync<T>(EmbeddedPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(TestDeadline.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T?)await command.ExecuteScalarAsync(TestDeadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.Dispose();
        }

        foreach (var member in members)
        {
            await member.DisposeAsync();
        }

        var note = System.IO.Path.Combine(Path, "postgres.location");
        if (File.Exists(note))
        {
            Directory.Delete(File.ReadLines(note).First(), recursive: true);
        }

        Directory.Delete(root, recursive: true);
    }
}

/// <summary>No step of a test takes longer than this; a test that waits for ever says so.</summary>
internal static class TestDeadline
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static CancellationToken Token =>
        CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken, new CancellationTokenSource(Longest).Token).Token;

    /// <summary>Looks again and again until the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var ct = Token;
        while (!await condition())
        {
            Xunit.Assert.False(ct.IsCancellationRequested, $"Waited in vain: {what}");
            await Task.Delay(20);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);
}
