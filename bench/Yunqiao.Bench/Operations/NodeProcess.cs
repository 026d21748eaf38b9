using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Yunqiao.Bench.Operations;

/// <summary>A worker in a process of its own: this program again, as a node.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private NodeProcess(Process process) => this.process = process;

    internal int ProcessId => process.Id;

    internal static async Task<NodeProcess> StartAsync(string dataFolder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["node", dataFolder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var node = new NodeProcess(Process.Start(start)!);
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (await node.process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line == OperationsNode.ReadyLine)
            {
                return node;
            }
        }

        throw new InvalidOperationException("A node ended before it worked.");
    }

    internal void Kill() => process.Kill();

    internal void Freeze() => Send(SignalStop);

    internal void Thaw() => Send(SignalContinue);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Deadline);
        }

        process.Dispose();
    }

    private void Send(int signal)
    {
        if (Kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"The node could not be sent signal {signal}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
