using System.Security.Cryptography;
using System.Text;

namespace Yunqiao.Storage.Embedded;

/// <summary>
/// Where the embedded server keeps its files: <c>postgres</c> in the data folder, unless only root may enter that; then a
/// folder below <c>/var/lib/yunqiao</c>, and a note in the data folder says which.
/// </summary>
/// <param name="Folder">Owned by the server's user, closed to others.</param>
/// <param name="SocketFolder">Holds the unix socket; its path is short enough for one.</param>
internal sealed record PostgresPlace(string Folder, string SocketFolder)
{
    internal const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    internal const UnixFileMode Enterable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
        | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    internal const string NoteName = "postgres.location";
    private const string AwayFolder = "/var/lib/yunqiao";

    // sun_path holds 108 bytes with its closing zero; the socket's own name and its lock file's suffix take the rest.
    private const int LongestSocketFolder = 107 - 24;

    /// <summary>PGDATA.</summary>
    internal string Data => Path.Combine(Folder, "data");

    /// <summary>Standard error of the server.</summary>
    internal string Log => Path.Combine(Folder, "postgres.log");

    /// <summary>Held by whoever starts, joins or stops the server, for that long.</summary>
    internal string TransitionLock => Path.Combine(Folder, "transition.lock");

    /// <summary>Shared by the member processes for as long as they live.</summary>
    internal string MembersLock => Path.Combine(Folder, "members.lock");

    /// <summary>Inherited by every process of the server: free exactly when none of them lives.</summary>
    internal string ServerLock => Path.Combine(Folder, "server.lock");

    /// <summary>Held while the folder is brought to another major version; no other server may start or join then.</summary>
    internal string UpgradeLock => Path.Combine(Folder, "upgrade.lock");

    /// <summary>Holds what an upgrade makes until it takes the place of the data.</summary>
    internal string Upgrade => Path.Combine(Folder, "upgrade");

    /// <summary>Held by the one guardian.</summary>
    internal string GuardianLock => Path.Combine(Folder, "guardian.lock");

    /// <summary>Finds or makes the place for a data folder.</summary>
    internal static async Task<(PostgresPlace Place, ServerUser User)> PrepareAsync(string dataFolder, CancellationToken ct)
    {
        var home = Path.GetFullPath(dataFolder);
        var note = Path.Combine(home, NoteName);
        try
        {
            if (!Directory.Exists(home))
            {
                Directory.CreateDirectory(home, Environment.IsPrivilegedProcess ? Enterable : Private);
            }

            var folder = File.Exists(note) ? (await File.ReadAllLinesAsync(note, ct))[0] : Path.Combine(home, "postgres");
            var existing = Path.Combine(folder, "data");
            var user = await ServerUser.ChooseAsync(Directory.Exists(existing) ? existing : null, ct);
            if (!File.Exists(note) && !await user.CanReachAsync(home, ct))
            {
                if (Directory.Exists(existing))
                {
                    throw new StorageStartException(StorageProblems.FolderUnreachable.With(("folder", home), ("user", user.Name)));
                }

                folder = Path.Combine(AwayFolder, Digest(home));
                await File.WriteAllTextAsync(
                    note, $"{folder}\nholds the PostgreSQL files of this data folder, because the user {user.Name} may not enter it.\n", ct);
            }

            var place = new PostgresPlace(folder, SocketFolderOf(folder));
            MakeFolder(place.Folder, user);
            MakeFolder(place.SocketFolder, user);
            foreach (var file in new[] { place.TransitionLock, place.MembersLock, place.ServerLock, place.GuardianLock, place.UpgradeLock, place.Log })
            {
                MakeFile(file, user);
            }

            return (place, user);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageStartException(
                StorageProblems.FolderUnreachable.With(("folder", home), ("user", Environment.UserName)), error);
        }
        catch (IOException error)
        {
            throw PostgresFailure.From(error.Message, home, home);
        }
    }

    private static string SocketFolderOf(string folder)
    {
        var near = Path.Combine(folder, "run");
        return Encoding.UTF8.GetByteCount(near) <= LongestSocketFolder
            ? near
            : Path.Combine(Environment.IsPrivilegedProcess ? "/run" : Path.GetTempPath(), "yunqiao-" + Digest(folder));
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    internal static void MakeFolder(string folder, ServerUser user)
    {
        if (!Directory.Exists(folder))
        {
            // Parents stay enterable, whatever the umask: the server's user has to pass through them.
            var parent = Path.GetDirectoryName(folder)!;
            if (!Directory.Exists(parent))
            {
                Directory.CreateDirectory(parent, Enterable);
                File.SetUnixFileMode(parent, Enterable);
            }

            Directory.CreateDirectory(folder, Private);
        }

        user.Own(folder);
        File.SetUnixFileMode(folder, Private);
    }

    private static void MakeFile(string file, ServerUser user)
    {
        if (!File.Exists(file))
        {
            FileLock.Create(file);
            user.Own(file);
        }
    }
}
