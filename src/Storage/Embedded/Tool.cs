using System.Diagnostics;

namespace Yunqiao.Storage.Embedded;

/// <summary>What a finished tool left behind.</summary>
/// <param name="ExitCode">0 means success.</param>
/// <param name="Output">Both streams, in the order of their end.</param>
internal sealed record ToolOutcome(int ExitCode, string Output)
{
    internal bool Succeeded => ExitCode == 0;
}

/// <summary>Runs the small programs that come with PostgreSQL and with the operating system.</summary>
internal static class Tool
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// Runs a program to its end, as another user when one is named (which only root may), without the caller's environment:
    /// PGDATA, PGPORT and their like would lead it astray. Cancellation kills it.
    /// </summary>
    internal static async Task<ToolOutcome> RunAsync(
        ServerUser? user, string workingFolder, string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = new Process { StartInfo = Describe(user, workingFolder, program, arguments) };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new ToolOutcome(127, $"{program}: {error.Message}");
        }

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new ToolOutcome(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static ProcessStartInfo Describe(ServerUser? user, string workingFolder, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Locate(program), arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (user is { IsOther: true })
        {
            start.UserName = user.Name;
        }

        start.Environment.Clear();
        start.Environment["PATH"] = SystemPath;
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    // A bare name would be looked for in the current folder first, and a source tree has a program named test.
    private static string Locate(string program) =>
        program.Contains('/', StringComparison.Ordinal)
            ? program
            : SystemPath.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? "/usr/bin/" + program;
}
