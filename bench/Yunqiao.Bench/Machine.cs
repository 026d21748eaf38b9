using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Bench;

/// <summary>The machine that gave the figures.</summary>
internal static class Machine
{
    /// <summary>One line: processor, memory, kernel, runtime, PostgreSQL, date, commit and how busy the machine was before.</summary>
    internal static string Describe(string postgres)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{Environment.ProcessorCount} cores ({Processor()}), {MemoryGib():0} GiB, Linux {Kernel()}, {RuntimeInformation.FrameworkDescription}, "
            + $"PostgreSQL {postgres}; {date}, commit {Commit()}; load before {LoadBefore}.";
    }

    /// <summary>The load of the last minute when the program started: what others did.</summary>
    private static string LoadBefore { get; } = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Touches what has to be read before the benchmark makes a load of its own.</summary>
    internal static void Note() => _ = LoadBefore;

    private static string Processor()
    {
        var facts = File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1]);
        var name = facts["model name"].FirstOrDefault() ?? RuntimeInformation.ProcessArchitecture.ToString();
        return $"{name}, family {facts["cpu family"].FirstOrDefault() ?? "?"}, model {facts["model"].FirstOrDefault() ?? "?"}";
    }

    private static double MemoryGib() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024d / 1024 / 1024;

    private static string Kernel() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static string Commit()
    {
        var head = Git("rev-parse", "--short=10", "HEAD");
        return Git("status", "--porcelain", "--untracked-files=no", "--", "src", "bench/Yunqiao.Bench").Length == 0 ? head : head + " with changes";
    }

    private static string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, WorkingDirectory = SourceTree.Root };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return output;
    }
}
