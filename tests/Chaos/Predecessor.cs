using System.Diagnostics;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Chaos;

/// <summary>
/// The server of the release before: built from the commit that <c>predecessor.txt</c> records, out of the clone's own history,
/// once, into <c>.cache/predecessor</c>.
/// </summary>
internal static class Predecessor
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    /// <summary>Its program; null when the clone does not have the commit, as a shallow one has not.</summary>
    public static async Task<string?> ProgramAsync()
    {
        var commit = (await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "tests", "Chaos", "predecessor.txt"))).Trim();
        var folder = Path.Combine(SourceTree.Root, ".cache", "predecessor", commit);
        var program = Path.Combine("src", "Host", "bin", "Release", "net10.0", "Yunqiao.Host");
        if (!Directory.Exists(folder))
        {
            if (await RunAsync($"git cat-file -e {commit}^{{commit}}") is not null)
            {
                return null;
            }

            // Built beside its place and moved there, so that a build that was interrupted is never taken for a whole one.
            var draft = $"{folder}.{Environment.ProcessId}";
            var failure = await RunAsync(
                $"rm -rf '{draft}' && mkdir -p '{draft}' && git archive {commit} | tar -x -C '{draft}'"
                + $" && dotnet build '{draft}/src/Host' -c Release -v quiet -nodeReuse:false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false"
                + $" && mv '{draft}' '{folder}'");
            if (failure is not null)
            {
                throw new InvalidOperationException($"the server of {commit} was not built:\n{failure}");
            }
        }

        return Path.Combine(folder, program);
    }

    /// <summary>Runs a script in the source tree; null when it ends with 0, else what it said.</summary>
    private static async Task<string?> RunAsync(string script)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return process.ExitCode == 0 ? null : await output + await error;
    }
}
