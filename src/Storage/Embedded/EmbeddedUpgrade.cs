using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;

namespace Yunqiao.Storage.Embedded;

/// <summary>
/// Brings a data folder that an older major version of PostgreSQL wrote to the one that this release brings: everything is
/// exported from the old server and restored into a new one beside it, then the folders change places. Until they do, the old
/// one is whole and in use; from then on it stays beside the new one until the operator deletes it.
/// </summary>
internal sealed class EmbeddedUpgrade : IDisposable
{
    // The export, and the new folder with its indexes and its log.
    private const double SpaceFactor = 2;

    private readonly EmbeddedPostgresSettings settings;
    private readonly PostgresPlace place;
    private readonly FileLock exclusive;
    private readonly string oldBinaries;
    private readonly TimeProvider clock;
    private readonly ILogger log;

    private EmbeddedUpgrade(
        EmbeddedPostgresSettings settings, PostgresPlace place, FileLock exclusive, string from, string oldBinaries, TimeProvider clock, ILogger log)
    {
        this.settings = settings;
        this.place = place;
        this.exclusive = exclusive;
        From = from;
        this.oldBinaries = oldBinaries;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>The major version that wrote the folder.</summary>
    internal string From { get; }

    /// <summary>Where the export is kept meanwhile.</summary>
    internal string ExportFile => Path.Combine(place.Upgrade, "export.backup");

    /// <summary>Where the old folder is afterwards.</summary>
    internal string OldData => UpgradedFolder.OldData(place, From);

    /// <summary>Looks whether there is something to do, and keeps every server away from the folder until disposed; null when there is not.</summary>
    /// <exception cref="StorageStartException">A server runs, the older binaries are missing, or there is too little space.</exception>
    internal static async Task<EmbeddedUpgrade?> BeginAsync(
        EmbeddedPostgresSettings settings, string? olderBinaries, TimeProvider clock, ILogger log, CancellationToken ct)
    {
        var folder = settings.BinariesFolder ?? PostgresBinaries.Find()
            ?? throw new StorageStartException(StorageProblems.BinariesMissing.With(("folder", "deploy/postgres")));
        var (place, user) = await PostgresPlace.PrepareAsync(settings.DataFolder, ct);
        var binaries = await PostgresBinaries.PrepareAsync(folder, user, ct);
        var exclusive = FileLock.TryTake(place.UpgradeLock, exclusive: true)
            ?? throw new StorageStartException(StorageProblems.InUse.With(("folder", place.Data)));
        try
        {
            UpgradedFolder.Finish(place);
            var from = await VersionAsync(place, ct);
            if (from is null || from == binaries.Major)
            {
                exclusive.Dispose();
                return null;
            }

            if (int.Parse(from, System.Globalization.CultureInfo.InvariantCulture) > int.Parse(binaries.Major, System.Globalization.CultureInfo.InvariantCulture))
            {
                throw new StorageStartException(StorageProblems.DataOfNewerVersion.With(("folder", place.Data), ("found", from), ("expected", binaries.Major)));
            }

            if (FileLock.IsHeld(place.MembersLock) || FileLock.IsHeld(place.ServerLock))
            {
                throw new StorageStartException(StorageProblems.InUse.With(("folder", place.Data)));
            }

            var older = PostgresBinaries.FindOlder(from, olderBinaries)
                ?? throw new StorageStartException(StorageProblems.OlderBinariesMissing.With(("found", from)));
            if (Directory.Exists(UpgradedFolder.OldData(place, from)))
            {
                throw new StorageStartException(StorageProblems.UpgradeKept.With(("folder", UpgradedFolder.OldData(place, from))));
            }

            // What an upgrade before left is room for this one.
            Discard(place);
            CheckSpace(place);
            PostgresPlace.MakeFolder(place.Upgrade, user);
            return new EmbeddedUpgrade(settings, place, exclusive, from, older, clock, log);
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    /// <summary>The old server, on the folder as it is.</summary>
    internal Task<EmbeddedPostgres> OpenOldAsync(CancellationToken ct) =>
        EmbeddedPostgres.OpenAsync(settings with { BinariesFolder = oldBinaries, IsUpgrade = true }, clock, log, ct);

    /// <summary>The new server, on an empty folder beside it.</summary>
    internal Task<EmbeddedPostgres> OpenNewAsync(CancellationToken ct) =>
        EmbeddedPostgres.OpenAsync(settings with { DataFolder = place.Upgrade }, clock, log, ct);

    /// <summary>The folders change places; both servers are stopped and all rows are in the new one.</summary>
    internal void Complete()
    {
        File.Delete(ExportFile);
        UpgradedFolder.Mark(place, From);
        UpgradedFolder.Finish(place);
    }

    public void Dispose() => exclusive.Dispose();

    private static async Task<string?> VersionAsync(PostgresPlace place, CancellationToken ct)
    {
        var file = Path.Combine(place.Data, "PG_VERSION");
        return File.Exists(file) ? (await File.ReadAllTextAsync(file, ct)).Trim() : null;
    }

    private static void CheckSpace(PostgresPlace place)
    {
        var size = new DirectoryInfo(place.Data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        if (SpaceProblem(place.Folder, size, new DriveInfo(place.Folder).AvailableFreeSpace) is { } problem)
        {
            throw new StorageStartException(problem);
        }
    }

    /// <summary>What is wrong with the room on the disk; null when there is enough. Sizes in bytes.</summary>
    internal static Problem? SpaceProblem(string folder, long size, long free) =>
        free < size * SpaceFactor
            ? StorageProblems.UpgradeSpace.With(("folder", folder), ("needed", InMib(size * SpaceFactor)), ("free", InMib(free)))
            : null;

    private static string InMib(double bytes) => $"{Math.Ceiling(bytes / (1 << 20)):0}";

    private static void Discard(PostgresPlace place)
    {
        if (Directory.Exists(place.Upgrade))
        {
            // What an interrupted upgrade left; the old folder was not touched.
            Directory.Delete(place.Upgrade, recursive: true);
        }
    }
}
