using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;

namespace Yunqiao.Tests.Peers;

/// <summary>
/// A pair of interfaces between the machine and an engine's network namespace, in a net of four addresses. It vanishes with the
/// namespace.
/// </summary>
internal sealed class DockerEngineLink
{
    private readonly int number;

    private DockerEngineLink(int number) => this.number = number;

    /// <summary>The engine's address.</summary>
    public string Address => $"10.213.{number}.2";

    /// <summary>A net that no interface of the machine uses.</summary>
    public static DockerEngineLink Free()
    {
        var used = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address.GetAddressBytes())
            .Where(b => b is [10, 213, _, _])
            .Select(b => (int)b[2])
            .ToHashSet();
        var first = Environment.ProcessId % 250;
        return new DockerEngineLink(Enumerable.Range(0, 250).Select(i => (first + i) % 250).First(n => !used.Contains(n)));
    }

    /// <summary>Lays it between here and the namespace of a process.</summary>
    public async Task JoinAsync(int pid)
    {
        var name = $"yqdk{number}";
        var inside = pid.ToString(CultureInfo.InvariantCulture);
        await RunAsync("/usr/sbin/ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", inside);
        await RunAsync("/usr/sbin/ip", "addr", "add", $"10.213.{number}.1/30", "dev", name);
        await RunAsync("/usr/sbin/ip", "link", "set", name, "up");
        await RunAsync("/usr/bin/nsenter", "--net", "--target", inside, "/usr/sbin/ip", "addr", "add", $"{Address}/30", "dev", "eth0");
        await RunAsync("/usr/bin/nsenter", "--net", "--target", inside, "/usr/sbin/ip", "link", "set", "eth0", "up");
    }

    private static async Task RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)}: {said}");
        }
    }
}
