using System.Globalization;

namespace Yunqiao.Bench;

/// <summary>Processor time that processes have used, which says what work costs whatever else the machine does.</summary>
internal static class ProcessorTime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Of one process; zero when it is gone.</summary>
    internal static TimeSpan Of(int process) => Stat($"{process}") is { } stat ? Used(stat, 2) : TimeSpan.Zero;

    /// <summary>Of the PostgreSQL in a data folder: the postmaster, its processes, and those that it had and that have ended.</summary>
    internal static TimeSpan OfPostgres(string dataFolder)
    {
        var file = Directory.EnumerateFiles(dataFolder, "postmaster.pid", SearchOption.AllDirectories).First();
        var postmaster = File.ReadLines(file).First();
        return Directory.EnumerateDirectories("/proc")
            .Select(folder => (Name: Path.GetFileName(folder), Stat: Stat(Path.GetFileName(folder))))
            .Where(process => process.Stat is not null && (process.Name == postmaster || process.Stat[1] == postmaster))
            .Aggregate(TimeSpan.Zero, (sum, process) => sum + Used(process.Stat!, process.Name == postmaster ? 4 : 2));
    }

    /// <summary>User and system time, and with four fields those of ended children.</summary>
    private static TimeSpan Used(string[] stat, int fields) =>
        Tick * stat[11..(11 + fields)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));

    /// <summary>What follows the name of the program, which may hold spaces; null when it is no process or gone.</summary>
    private static string[]? Stat(string process)
    {
        try
        {
            var text = char.IsAsciiDigit(process[0]) ? File.ReadAllText($"/proc/{process}/stat") : "";
            return text.Length == 0 ? null : text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
