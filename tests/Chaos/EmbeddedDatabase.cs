using System.Diagnostics;
using Xunit;

namespace Yunqiao.Tests.Chaos;

/// <summary>Finds the embedded PostgreSQL of a data folder among the processes of the machine.</summary>
internal static class EmbeddedDatabase
{
    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public static void Kill(string dataFolder)
    {
        var postmasters = Postmasters(dataFolder);
        Assert.Single(postmasters);
        foreach (var id in postmasters)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <summary>Process ids of the postmasters that serve the folder.</summary>
    public static IReadOnlyList<int> Postmasters(string dataFolder) =>
        [.. Process.GetProcessesByName("postgres").Select(process => process.Id).Where(id => Serves(id, dataFolder))];

    private static bool Serves(int id, string dataFolder)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains(dataFolder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return false;
        }
    }
}
