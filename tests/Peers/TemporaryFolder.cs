namespace Yunqiao.Tests.Peers;

/// <summary>Folders of a test that other users may enter, as PostgreSQL's user must.</summary>
public static class TemporaryFolder
{
    /// <summary>A new one.</summary>
    public static string Create(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        File.SetUnixFileMode(
            folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return folder;
    }
}
