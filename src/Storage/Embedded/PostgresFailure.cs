namespace Yunqiao.Storage.Embedded;

/// <summary>Turns the last words of PostgreSQL and its tools into a problem that says what to do.</summary>
internal static class PostgresFailure
{
    private const int LongestReason = 600;

    internal static StorageStartException From(string output, string folder, string log)
    {
        if (output.Contains("No space left on device", StringComparison.OrdinalIgnoreCase))
        {
            return new(StorageProblems.DiskFull.With(("folder", folder)));
        }

        if (output.Contains("could not bind Unix address", StringComparison.Ordinal)
            || output.Contains("another postmaster", StringComparison.Ordinal) && output.Contains("socket", StringComparison.Ordinal))
        {
            return new(StorageProblems.SocketTaken.With(("folder", folder)));
        }

        if (output.Contains("Permission denied", StringComparison.OrdinalIgnoreCase))
        {
            return new(StorageProblems.FolderUnreachable.With(("folder", folder), ("user", Environment.UserName)));
        }

        return new(StorageProblems.StartFailed.With(("folder", folder), ("reason", Essence(output)), ("log", log)));
    }

    // The decisive lines are FATAL, PANIC and tool errors; without any, the end of the text.
    private static string Essence(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var decisive = lines.Where(line =>
            line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("PANIC", StringComparison.Ordinal)
            || line.Contains("error:", StringComparison.Ordinal)).TakeLast(3).ToArray();
        var text = string.Join("; ", decisive.Length > 0 ? decisive : lines.TakeLast(3));
        return text.Length <= LongestReason ? text : text[^LongestReason..];
    }
}
