using System.Text;

namespace Yunqiao.Simulators.Docker;

/// <summary>The few commands that a simulated container understands: echo, true, false, exit, cat and sh, which reads lines of these.</summary>
internal static class SimulatedShell
{
    public static async Task<int> RunAsync(IReadOnlyList<string> command, Stream input, Func<string, bool, Task> write, CancellationToken ct)
    {
        switch (command)
        {
            case ["sh", "-c", var script]:
                return await LineAsync(script, write) ?? 0;
            case ["sh"] or ["/bin/sh"]:
                return await InteractiveAsync(input, write, ct);
            case ["cat"]:
                return await EchoBackAsync(input, write, ct);
            default:
                return await LineAsync(string.Join(' ', command), write) ?? 0;
        }
    }

    private static async Task<int> InteractiveAsync(Stream input, Func<string, bool, Task> write, CancellationToken ct)
    {
        await write("/ # ", false);
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            await write(line + "\r\n", false);
            if (line.Trim().StartsWith("exit", StringComparison.Ordinal))
            {
                return await LineAsync(line.Trim(), write) ?? 0;
            }

            await LineAsync(line.Trim(), write);
            await write("/ # ", false);
        }

        return 0;
    }

    private static async Task<int> EchoBackAsync(Stream input, Func<string, bool, Task> write, CancellationToken ct)
    {
        var buffer = new byte[4096];
        while (await input.ReadAsync(buffer, ct) is > 0 and var read)
        {
            await write(Encoding.UTF8.GetString(buffer, 0, read), false);
        }

        return 0;
    }

    private static async Task<int?> LineAsync(string line, Func<string, bool, Task> write)
    {
        int? code = null;
        foreach (var part in line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(' ', 2);
            var rest = words.Length > 1 ? words[1] : "";
            switch (words[0])
            {
                case "echo" when rest.EndsWith(" >&2", StringComparison.Ordinal):
                    await write(rest[..^4] + "\n", true);
                    code = 0;
                    break;
                case "echo":
                    await write(rest + "\n", false);
                    code = 0;
                    break;
                case "true":
                    code = 0;
                    break;
                case "false":
                    code = 1;
                    break;
                case "exit":
                    return int.TryParse(rest, out var given) ? given : code ?? 0;
                default:
                    await write($"sh: {words[0]}: not found\n", true);
                    code = 127;
                    break;
            }
        }

        return code;
    }
}
