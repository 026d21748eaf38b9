namespace Yunqiao.Storage.Embedded;

/// <summary>The processes of PostgreSQL on one place: making the data folder, starting, finding, stopping.</summary>
internal sealed class PostgresProcess(PostgresPlace place, PostgresBinaries binaries, ServerUser user, bool durable)
{
    private const int StartSeconds = 600;
    private const int StopSeconds = 60;

    /// <summary>Whether any process of the server lives, be it in another container that shares the folder.</summary>
    internal bool IsRunning => FileLock.IsHeld(place.ServerLock) || OwnProcesses().Any();

    /// <summary>Makes the data folder when there is none; refuses one that this server cannot use.</summary>
    internal async Task PrepareDataAsync(CancellationToken ct)
    {
        var versionFile = Path.Combine(place.Data, "PG_VERSION");
        if (File.Exists(versionFile))
        {
            var found = (await File.ReadAllTextAsync(versionFile, ct)).Trim();
            if (found != binaries.Major)
            {
                var isNewer = int.TryParse(found, out var theirs) && int.TryParse(binaries.Major, out var ours) && theirs > ours;
                throw new StorageStartException((isNewer ? StorageProblems.DataOfNewerVersion : StorageProblems.DataOfOtherVersion).With(
                    ("folder", place.Data), ("found", found), ("expected", binaries.Major)));
            }
        }
        else if (Directory.Exists(place.Data) && Directory.EnumerateFileSystemEntries(place.Data).Any())
        {
            throw new StorageStartException(StorageProblems.DataFolderUnknown.With(("folder", place.Data)));
        }
        else
        {
            await InitialiseAsync(ct);
        }
    }

    /// <summary>
    /// Starts the server and waits until it takes connections. The server inherits a lock from the command that starts it, so
    /// that its life can be seen from everywhere, and its own session, so that it outlives this process.
    /// </summary>
    internal async Task StartAsync(CancellationToken ct)
    {
        await WriteConfigurationAsync(ct);
        DropForeignPidFile();
        TrimLog();
        var logEnd = new FileInfo(place.Log).Length;
        var started = await Tool.RunAsync(
            user, place.Folder, "flock",
            [
                "-w", "10", place.ServerLock,
                binaries.Program("pg_ctl"), "start", "-D", place.Data, "-l", place.Log, "-w", "-t", $"{StartSeconds}", "-s",
            ],
            ct);
        if (!started.Succeeded)
        {
            throw PostgresFailure.From(started.Output + "\n" + await LogSinceAsync(logEnd, ct), place.Data, place.Log);
        }
    }

    /// <summary>
    /// Starts the guardian: a small process that waits until no member is left, however it left, and then stops the server.
    /// </summary>
    internal async Task StartGuardianAsync(CancellationToken ct) =>
        await Tool.RunAsync(
            user, place.Folder, "sh",
            [
                "-c", "setsid -f flock -w 10 \"$1\" flock \"$2\" \"$3\" stop -D \"$4\" -m fast -s >/dev/null 2>&1 </dev/null", "guardian",
                place.GuardianLock, place.MembersLock, binaries.Program("pg_ctl"), place.Data,
            ],
            ct);

    /// <summary>Stops the server: sessions end, what was committed is on disk.</summary>
    internal async Task StopAsync(CancellationToken ct) =>
        await Tool.RunAsync(
            user, place.Folder, binaries.Program("pg_ctl"), ["stop", "-D", place.Data, "-m", "fast", "-w", "-t", $"{StopSeconds}", "-s"], ct);

    /// <summary>Ends sessions whose postmaster died and that did not notice; nothing may start beside them.</summary>
    internal void KillOrphans()
    {
        foreach (var process in OwnProcesses())
        {
            _ = Posix.Kill(process, Posix.SignalKill);
        }
    }

    /// <summary>Whether the process that accepts connections lives, as far as this process can see.</summary>
    internal bool HasPostmaster() => PostmasterId() is { } id && OwnProcesses().Contains(id);

    // Made aside and renamed: a data folder is either whole or not there.
    private async Task InitialiseAsync(CancellationToken ct)
    {
        var partial = place.Data + ".new";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        List<string> arguments =
        [
            "-D", partial, "-U", ServerConfiguration.Owner, "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--locale=C", "--auth-local=peer", "--auth-host=reject", "-c", "shared_buffers=64MB",
        ];
        if (!durable)
        {
            arguments.Add("--no-sync");
        }

        var made = await Tool.RunAsync(user, place.Folder, binaries.Program("initdb"), arguments, ct);
        if (!made.Succeeded)
        {
            throw PostgresFailure.From(made.Output, place.Data, place.Log);
        }

        if (Directory.Exists(place.Data))
        {
            Directory.Delete(place.Data);
        }

        Directory.Move(partial, place.Data);
    }

    private async Task WriteConfigurationAsync(CancellationToken ct)
    {
        await WriteAsync("postgresql.conf", ServerConfiguration.Settings(place, binaries.Major, durable), ct);
        await WriteAsync("pg_hba.conf", ServerConfiguration.Access, ct);
        await WriteAsync("pg_ident.conf", ServerConfiguration.Identities(user), ct);
    }

    private async Task WriteAsync(string name, string text, CancellationToken ct)
    {
        var file = Path.Combine(place.Data, name);
        try
        {
            await File.WriteAllTextAsync(file, text, ct);
        }
        catch (IOException error)
        {
            throw PostgresFailure.From(error.Message, place.Data, place.Log);
        }

        user.Own(file);
    }

    // After a crash of the machine or a restart of a container, the number in the left-over file may be another program's, and
    // PostgreSQL would refuse to start. A dead number is left to PostgreSQL, which also looks for shared memory in use.
    private void DropForeignPidFile()
    {
        if (PostmasterId() is { } id && Directory.Exists($"/proc/{id}") && !OwnProcesses().Contains(id))
        {
            File.Delete(Path.Combine(place.Data, "postmaster.pid"));
            foreach (var file in Directory.EnumerateFiles(place.SocketFolder, ".s.PGSQL.*"))
            {
                File.Delete(file);
            }
        }
    }

    private int? PostmasterId()
    {
        try
        {
            using var reader = new StreamReader(Path.Combine(place.Data, "postmaster.pid"));
            return int.TryParse(reader.ReadLine(), out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Every process of a PostgreSQL server works in its data folder.
    private IEnumerable<int> OwnProcesses() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
        where id > 0 && WorksInData(folder)
        select id;

    private bool WorksInData(string processFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(processFolder, "comm")).StartsWith("postgres", StringComparison.Ordinal)
                && new FileInfo(Path.Combine(processFolder, "cwd")).LinkTarget == place.Data;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void TrimLog()
    {
        const long largest = 16 << 20;
        if (new FileInfo(place.Log).Length > largest)
        {
            File.Move(place.Log, place.Log + ".1", overwrite: true);
            File.WriteAllText(place.Log, "");
            user.Own(place.Log);
        }
    }

    private async Task<string> LogSinceAsync(long start, CancellationToken ct)
    {
        const int most = 16 << 10;
        await using var log = new FileStream(place.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(Math.Max(start, log.Length - most), SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync(ct);
    }
}
