using System.Diagnostics;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Storage.Embedded;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>Each reason for which it cannot start has its own problem, which says what to do.</summary>
public sealed class EmbeddedPostgresFailureTests
{
    [Fact]
    public async Task A_data_folder_of_another_major_version_is_left_alone()
    {
        await using var folder = new EmbeddedFolder();
        Directory.CreateDirectory(Path.Combine(folder.Place, "data"));
        File.WriteAllText(Path.Combine(folder.Place, "data", "PG_VERSION"), "17\n");
        var error = await folder.FailToOpenAsync();
        Assert.Equal(StorageProblems.DataOfOtherVersion, error.Problem.Type);
        Assert.Contains("PostgreSQL 17", error.Problem.DetailIn(Language.English), StringComparison.Ordinal);
        Assert.Contains("PostgreSQL 18", error.Problem.DetailIn(Language.Chinese), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_files_of_something_else_is_left_alone()
    {
        await using var folder = new EmbeddedFolder();
        var stray = Path.Combine(folder.Place, "data", "base");
        Directory.CreateDirectory(stray);
        var error = await folder.FailToOpenAsync();
        Assert.Equal(StorageProblems.DataFolderUnknown, error.Problem.Type);
        Assert.True(Directory.Exists(stray));
    }

    [Fact]
    public async Task An_initialisation_that_was_interrupted_is_begun_again()
    {
        await using var folder = new EmbeddedFolder();
        Directory.CreateDirectory(Path.Combine(folder.Place, "data.new", "base"));
        Directory.CreateDirectory(Path.Combine(folder.Place, "data"));
        var server = await folder.OpenAsync();
        Assert.Equal(1, await EmbeddedFolder.AskAsync<int>(server, "select 1"));
    }

    [Fact]
    public async Task A_full_disk_is_named()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            // Only root mounts a small file system; what PostgreSQL would say is known.
            Assert.Equal(StorageProblems.DiskFull, PostgresFailure.From("PANIC: could not write: No space left on device", "", "").Problem.Type);
            return;
        }

        await using var folder = new EmbeddedFolder();
        Directory.CreateDirectory(folder.Path);
        var mounted = await Tool.RunAsync(null, "/", "mount", ["-t", "tmpfs", "-o", "size=12m,mode=755", "tmpfs", folder.Path], TestDeadline.Token);
        Assert.True(mounted.Succeeded, mounted.Output);
        try
        {
            var error = await folder.FailToOpenAsync();
            Assert.Equal(StorageProblems.DiskFull, error.Problem.Type);
        }
        finally
        {
            await Tool.RunAsync(null, "/", "umount", [folder.Path], TestDeadline.Token);
        }
    }

    [Fact]
    public async Task A_socket_that_another_program_holds_is_named()
    {
        await using var folder = new EmbeddedFolder();
        await (await folder.OpenAsync()).DisposeAsync();
        var user = await ServerUser.ChooseAsync(null, TestDeadline.Token);
        var start = new ProcessStartInfo("/bin/sleep", "600") { WorkingDirectory = "/" };
        if (user.IsOther)
        {
            start.UserName = user.Name;
        }

        using var other = Process.Start(start)!;
        var taken = Path.Combine(folder.Place, "run", ".s.PGSQL.5432.lock");
        File.WriteAllText(taken, $"{other.Id}\n/elsewhere\n1\n5432\n");
        user.Own(taken);
        var error = await folder.FailToOpenAsync();
        other.Kill();
        Assert.Equal(StorageProblems.SocketTaken, error.Problem.Type);
    }

    [Fact]
    public async Task Missing_binaries_are_named()
    {
        await using var folder = new EmbeddedFolder();
        var error = await Assert.ThrowsAsync<StorageStartException>(() => folder.OpenAsync(folder.Root));
        Assert.Equal(StorageProblems.BinariesMissing, error.Problem.Type);
        Assert.Contains("install.sh", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_words_of_the_server_become_a_reason()
    {
        var error = PostgresFailure.From("LOG:  starting\nFATAL:  could not map anonymous shared memory: Cannot allocate memory\n", "/d", "/l");
        Assert.Equal(StorageProblems.StartFailed, error.Problem.Type);
        Assert.Contains("could not map anonymous shared memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("/l", error.Message, StringComparison.Ordinal);
    }
}
