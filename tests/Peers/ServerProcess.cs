using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Yunqiao.Tests.Peers;

/// <summary>How a server process is started.</summary>
public sealed record ServerOptions
{
    /// <summary>The password of the first administrator.</summary>
    public const string AdministratorPassword = "correct-horse-battery-staple-7";

    /// <summary>The data folder; two servers with one folder share its PostgreSQL.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The port; 0 for one that the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>An external PostgreSQL; null for the embedded one.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The program; null for the one of this source tree.</summary>
    public string? Binary { get; init; }

    /// <summary>More environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>A real server in a process of its own, as <c>./run</c> starts it, on a port that the system chose.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string ReadyLine = "Yunqiao is ready at ";
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The process's id.</summary>
    public int ProcessId => process.Id;

    /// <summary>How long it took from start to ready.</summary>
    public TimeSpan StartedIn { get; private set; }

    /// <summary>All that it wrote so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts a server and waits until it is ready; fails with its output when it ends or is not ready in time.</summary>
    public static async Task<ServerProcess> StartAsync(ServerOptions options, CancellationToken ct)
    {
        var start = new ProcessStartInfo(options.Binary ?? Binary())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = SourceTree.Root,
        };
        foreach (var argument in new[] { "--port", options.Port.ToString(), "--data", options.DataFolder, "--no-demo" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["YUNQIAO_ADMIN_PASSWORD"] = ServerOptions.AdministratorPassword;
        if (options.ConnectionString is not null)
        {
            start.Environment["Storage__ConnectionString"] = options.ConnectionString;
        }

        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server.Begin();
        server.Address = await server.ready.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
        server.StartedIn = clock.Elapsed;
        return server;
    }

    /// <summary>Starts a server that is expected to refuse, and gives its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> StartToFailAsync(ServerOptions options, CancellationToken ct)
    {
        try
        {
            await using var server = await StartAsync(options, ct);
            return (0, server.Output);
        }
        catch (ServerEndedException ended)
        {
            return (ended.ExitCode, ended.Message);
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Asks it to end, as a service manager does, and waits.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, SignalTerminate);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes()
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: false);
        }

        process.Dispose();
    }

    private static string Binary()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        return Path.Combine(SourceTree.Root, "src", "Host", "bin", configuration, "net10.0", "Yunqiao.Host");
    }

    private void Begin()
    {
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) =>
        {
            // The last lines arrive after the event; WaitForExit without a timeout waits for them.
            process.WaitForExit();
            ready.TrySetException(new ServerEndedException(process.ExitCode, Output));
        };
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        var at = line.IndexOf(ReadyLine, StringComparison.Ordinal);
        if (at >= 0)
        {
            ready.TrySetResult(new Uri(line[(at + ReadyLine.Length)..].Trim()));
        }
    }

    private const int SignalTerminate = 15;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>The server ended before it was ready.</summary>
public sealed class ServerEndedException(int exitCode, string output) : Exception(output)
{
    /// <summary>Its exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
