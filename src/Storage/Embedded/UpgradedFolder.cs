namespace Yunqiao.Storage.Embedded;

/// <summary>
/// The last step of an upgrade, which every start completes: a mark says that the new folder is whole, and two renames follow.
/// Between them there is no data folder, and a server that began anew then would begin empty.
/// </summary>
internal static class UpgradedFolder
{
    internal static string OldData(PostgresPlace place, string from) => $"{place.Data}.{from}";

    internal static void Mark(PostgresPlace place, string from)
    {
        var mark = MarkOf(place);
        File.WriteAllText(mark + ".partial", from);
        File.Move(mark + ".partial", mark, overwrite: true);
    }

    internal static void Finish(PostgresPlace place)
    {
        var mark = MarkOf(place);
        if (!File.Exists(mark))
        {
            return;
        }

        var from = File.ReadAllText(mark);
        var upgraded = Path.Combine(place.Upgrade, "postgres", "data");
        var note = Path.Combine(place.Upgrade, PostgresPlace.NoteName);
        if (File.Exists(note))
        {
            upgraded = Path.Combine(File.ReadAllLines(note)[0], "data");
        }

        if (Directory.Exists(upgraded))
        {
            var versionFile = Path.Combine(place.Data, "PG_VERSION");
            if (File.Exists(versionFile) && File.ReadAllText(versionFile).Trim() == from)
            {
                Directory.Move(place.Data, OldData(place, from));
            }

            Directory.Move(upgraded, place.Data);
        }

        Directory.Delete(place.Upgrade, recursive: true);
    }

    private static string MarkOf(PostgresPlace place) => Path.Combine(place.Upgrade, "complete");
}
