using System.Diagnostics;
using System.Globalization;

namespace Yunqiao.Tests.Peers;

/// <summary>
/// A real Docker Engine of its own: dockerd and its containerd run in new network, mount and process namespaces with all their
/// data in a temporary folder. The first process of the namespaces reads its standard input: when the test process ends, however
/// it ends, that input closes, the process leaves, and the kernel takes every container, mount and interface along.
/// Needs root and Debian's docker.io, iptables, iproute2 and busybox-static.
/// </summary>
public sealed class DockerEngine : IAsyncDisposable
{
    /// <summary>An image with a shell, made on the spot and present in every engine.</summary>
    public const string Image = "yunqiao/test:1";

    private static readonly Lazy<Task<DockerEngine>> Shared = new(() => CreateAsync(tls: true));

    private readonly DockerEngineFolder folder;
    private readonly DockerEngineLink? link;
    private Process? process;

    private DockerEngine(DockerEngineFolder folder, DockerEngineLink? link)
    {
        this.folder = folder;
        this.link = link;
    }

    /// <summary>Why there can be no engine here; null when there can.</summary>
    public static string? Unavailable =>
        Environment.UserName != "root" && !Environment.IsPrivilegedProcess ? "A Docker Engine needs root."
        : new[] { "/usr/sbin/dockerd", "/usr/bin/containerd", "/usr/sbin/ip", "/usr/sbin/iptables", "/usr/bin/unshare", "/bin/busybox" }
            .FirstOrDefault(tool => !File.Exists(tool)) is { } missing ? $"{missing} is missing (docker.io iptables iproute2 busybox-static util-linux)." : null;

    /// <summary>The socket.</summary>
    public string SocketPath => folder.Socket;

    /// <summary><c>unix://…</c>.</summary>
    public string Endpoint => $"unix://{SocketPath}";

    /// <summary><c>https://…</c>; asks for a client certificate.</summary>
    public string TlsEndpoint => link is { } l ? $"https://{l.Address}:2376" : throw new InvalidOperationException("This engine was made without TLS.");

    /// <summary><c>caCertificate clientCertificate clientKey</c> for <see cref="TlsEndpoint"/>.</summary>
    public IReadOnlyDictionary<string, string> TlsCredentials => folder.Credentials ?? throw new InvalidOperationException("This engine was made without TLS.");

    /// <summary>The engine that the tests of this process share.</summary>
    public static Task<DockerEngine> SharedAsync() => Shared.Value;

    /// <summary>An engine for one test alone.</summary>
    public static async Task<DockerEngine> CreateAsync(bool tls = false)
    {
        if (Unavailable is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        DockerEngineFolder.RemoveLeftovers();
        var link = tls ? DockerEngineLink.Free() : null;
        var folder = DockerEngineFolder.Create(link);
        var engine = new DockerEngine(folder, link);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => engine.Remove();
        await engine.StartAsync();
        await DockerEngineImage.ImportAsync(folder.Socket, Image);
        return engine;
    }

    /// <summary>Starts it, the first time or again after <see cref="StopAsync"/>, with all its data. Returns when it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("/usr/bin/unshare")
        {
            ArgumentList = { "--net", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", folder.Script },
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";
        process = Process.Start(start)!;
        if (link is not null)
        {
            await link.JoinAsync(await ChildAsync(process));
            await process.StandardInput.WriteLineAsync("linked");
        }

        await AnswersAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Asks it to end, which stops its containers; what is kept in its folder stays.</summary>
    public async Task StopAsync()
    {
        if (process is null)
        {
            return;
        }

        try
        {
            await process.StandardInput.WriteLineAsync("stop");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is gone already.
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        process = null;
    }

    /// <summary>Closes its input, as the kernel does when the test process is killed.</summary>
    public void Abandon() => process?.StandardInput.Close();

    /// <summary>The last lines of its log.</summary>
    public string Log() => File.Exists(folder.Log) ? string.Join('\n', File.ReadLines(folder.Log).TakeLast(40)) : "";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Remove();
    }

    private void Remove()
    {
        if (process is { HasExited: false })
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        folder.Remove();
    }

    private static async Task<int> ChildAsync(Process unshare)
    {
        var children = $"/proc/{unshare.Id}/task/{unshare.Id}/children";
        for (var deadline = Stopwatch.StartNew(); deadline.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(10))
        {
            if (File.Exists(children) && (await File.ReadAllTextAsync(children)).Trim() is { Length: > 0 } child)
            {
                return int.Parse(child.Split(' ')[0], CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("unshare started nothing.");
    }

    private async Task AnswersAsync(TimeSpan patience)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < patience; await Task.Delay(50))
        {
            if (process is { HasExited: true })
            {
                throw new InvalidOperationException($"dockerd ended at once:\n{Log()}");
            }

            if (File.Exists(SocketPath) && await DockerEngineImage.PingAsync(SocketPath))
            {
                return;
            }
        }

        throw new InvalidOperationException($"dockerd did not answer within {patience.TotalSeconds:0} s:\n{Log()}");
    }
}
