namespace Yunqiao.Storage.Embedded;

/// <summary>
/// The user of the operating system that PostgreSQL runs as. PostgreSQL refuses to run as root, so a server started by root
/// gives it another user; anybody else runs it as themselves.
/// </summary>
/// <param name="Name">The login name.</param>
/// <param name="Id">The numeric user id.</param>
/// <param name="Group">The numeric id of the primary group.</param>
/// <param name="IsOther">Whether it differs from the user of this process.</param>
internal sealed record ServerUser(string Name, uint Id, uint Group, bool IsOther)
{
    private const string Preferred = "yunqiao";

    /// <summary>
    /// The owner of the existing files when there are any (a data folder that was moved between machines keeps working), else
    /// the user <c>yunqiao</c>, which is made when the system lets us, else <c>nobody</c>.
    /// </summary>
    internal static async Task<ServerUser> ChooseAsync(string? existingFiles, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return await FindAsync(null, isOther: false, ct) ?? new ServerUser(Environment.UserName, 0, 0, false);
        }

        if (existingFiles is not null && await OwnerAsync(existingFiles, ct) is { Id: not 0 } owner)
        {
            return owner;
        }

        if (await FindAsync(Preferred, isOther: true, ct) is { } known)
        {
            return known;
        }

        await Tool.RunAsync(
            null, "/", "useradd",
            ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", Preferred], ct);
        return await FindAsync(Preferred, isOther: true, ct)
            ?? await FindAsync("nobody", isOther: true, ct)
            ?? throw new StorageStartException(StorageProblems.NoServerUser.New());
    }

    /// <summary>Makes the user the owner of a file or folder; does nothing when it is the user of this process.</summary>
    internal void Own(string path)
    {
        if (IsOther && Posix.ChangeOwner(path, Id, Group) != 0)
        {
            throw new StorageStartException(StorageProblems.FolderUnreachable.With(("folder", path), ("user", Name)));
        }
    }

    /// <summary>Whether the user can enter a folder or run a program.</summary>
    internal async Task<bool> CanReachAsync(string path, CancellationToken ct) =>
        !IsOther || (await Tool.RunAsync(this, "/", "test", ["-x", path], ct)).Succeeded;

    private static async Task<ServerUser?> OwnerAsync(string path, CancellationToken ct)
    {
        var owner = await Tool.RunAsync(null, "/", "stat", ["--format=%U", path], ct);
        return owner.Succeeded ? await FindAsync(owner.Output, isOther: true, ct) : null;
    }

    private static async Task<ServerUser?> FindAsync(string? name, bool isOther, CancellationToken ct)
    {
        IReadOnlyList<string> who = name is null ? [] : [name];
        var user = await Tool.RunAsync(null, "/", "id", ["-u", .. who], ct);
        var group = await Tool.RunAsync(null, "/", "id", ["-g", .. who], ct);
        var login = await Tool.RunAsync(null, "/", "id", ["-un", .. who], ct);
        return user.Succeeded && group.Succeeded && login.Succeeded
            ? new ServerUser(login.Output, uint.Parse(user.Output), uint.Parse(group.Output), isOther)
            : null;
    }
}
