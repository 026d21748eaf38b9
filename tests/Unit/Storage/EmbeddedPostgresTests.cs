using Npgsql;
using Xunit;
using Yunqiao.Storage.Embedded;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>Starting, joining, leaving and crashing, with real processes.</summary>
public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task It_runs_as_an_unprivileged_user_on_a_socket_alone()
    {
        await using var folder = new EmbeddedFolder();
        var server = await folder.OpenAsync();
        var status = File.ReadAllLines($"/proc/{folder.Postmaster()}/status");
        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal));
        Assert.Equal("", await EmbeddedFolder.AskAsync<string>(server, "show listen_addresses"));
        Assert.Equal(0, (int)(File.GetUnixFileMode(server.PostgresDataFolder) & ~PostgresPlace.Private));
        Assert.Equal("18", server.Version.Split('.')[0]);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using var folder = new EmbeddedFolder();
        await using (var first = await folder.OpenAsync())
        {
            await EmbeddedFolder.AskAsync<object>(first, "create table kept as select 42 as n");
        }

        var second = await folder.OpenAsync();
        Assert.Equal(42, await EmbeddedFolder.AskAsync<int>(second, "select n from kept"));
    }

    [Fact]
    public async Task The_last_to_leave_stops_it_and_no_earlier_one_does()
    {
        await using var folder = new EmbeddedFolder();
        var first = await folder.OpenAsync();
        var postmaster = folder.Postmaster();
        var second = await folder.OpenAsync();
        await first.DisposeAsync();
        Assert.Equal(1, await EmbeddedFolder.AskAsync<int>(second, "select 1"));
        Assert.Equal(postmaster, folder.Postmaster());
        await second.DisposeAsync();
        Assert.False(EmbeddedFolder.Lives(postmaster));
    }

    [Fact]
    public async Task Many_that_open_the_same_folder_at_once_share_one_server()
    {
        await using var folder = new EmbeddedFolder();
        var members = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => folder.OpenAsync())));
        var started = await Task.WhenAll(members.Select(member => EmbeddedFolder.AskAsync<DateTime>(member, "select pg_postmaster_start_time()")));
        Assert.Single(started.Distinct());
    }

    [Fact]
    public async Task It_outlives_a_member_and_stops_when_the_last_one_is_killed()
    {
        await using var folder = new EmbeddedFolder();
        var starter = await folder.OpenAsync();
        var postmaster = folder.Postmaster();
        var other = folder.StartMemberProcess();
        await starter.DisposeAsync();
        Assert.True(EmbeddedFolder.Lives(postmaster), "it stopped although another process is a member");
        other.Kill();
        await TestDeadline.UntilAsync(() => !EmbeddedFolder.Lives(postmaster), "the guardian stops the server");
    }

    [Fact]
    public async Task One_that_comes_while_it_is_being_stopped_starts_it_again()
    {
        await using var folder = new EmbeddedFolder();
        for (var round = 0; round < 3; round++)
        {
            var leaving = await folder.OpenAsync();
            var gone = leaving.DisposeAsync().AsTask();
            var coming = await folder.OpenAsync();
            await gone;
            Assert.Equal(1, await EmbeddedFolder.AskAsync<int>(coming, "select 1"));
            await coming.DisposeAsync();
        }
    }

    [Fact]
    public async Task Killed_it_comes_back_by_itself_with_what_was_committed()
    {
        await using var folder = new EmbeddedFolder();
        var server = await folder.OpenAsync();
        var restarted = new TaskCompletionSource();
        server.Restarted += restarted.SetResult;
        await EmbeddedFolder.AskAsync<object>(server, "create table kept as select 42 as n");
        Kill(folder.Postmaster());
        await restarted.Task.WaitAsync(TestDeadline.Token);
        Assert.Equal(42, await EmbeddedFolder.AskAsync<int>(server, "select n from kept"));
    }

    [Fact]
    public async Task Killed_under_a_session_that_computes_it_still_comes_back()
    {
        await using var folder = new EmbeddedFolder();
        var server = await folder.OpenAsync();
        var restarted = new TaskCompletionSource();
        server.Restarted += restarted.SetResult;
        var busy = EmbeddedFolder.AskAsync<long>(server, "select count(*) from generate_series(1, 100000000000)");
        await TestDeadline.UntilAsync(
            async () => await EmbeddedFolder.AskAsync<long>(server, "select count(*) from pg_stat_activity where query like '%100000000000%' and state = 'active' and pid <> pg_backend_pid()") == 1,
            "the session computes");
        Kill(folder.Postmaster());
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => busy);
        await restarted.Task.WaitAsync(TestDeadline.Token);
        Assert.Equal(1, await EmbeddedFolder.AskAsync<int>(server, "select 1"));
    }

    [Fact]
    public async Task After_a_crash_one_of_several_members_starts_it_again()
    {
        await using var folder = new EmbeddedFolder();
        var first = await folder.OpenAsync();
        var second = await folder.OpenAsync();
        var both = new CountdownEvent(2);
        first.Restarted += () => both.Signal();
        second.Restarted += () => both.Signal();
        var before = folder.Postmaster();
        Kill(before);
        await TestDeadline.UntilAsync(() => AnswersAsync(second), "it answers again");
        Assert.NotEqual(before, folder.Postmaster());
        await TestDeadline.UntilAsync(() => AnswersAsync(first), "it answers the other as well");
    }

    [Fact]
    public async Task After_a_crash_with_no_member_left_the_next_one_recovers()
    {
        await using var folder = new EmbeddedFolder();
        var first = await folder.OpenAsync();
        await EmbeddedFolder.AskAsync<object>(first, "create table kept as select 42 as n");
        await first.DisposeAsync();
        File.WriteAllText(Path.Combine(folder.Place, "data", "postmaster.pid"), $"{Environment.ProcessId}\n{folder.Place}/data\n1\n5432\n\n\n");
        var second = await folder.OpenAsync();
        Assert.Equal(42, await EmbeddedFolder.AskAsync<int>(second, "select n from kept"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_no_obstacle()
    {
        await using var folder = new EmbeddedFolder(string.Join('/', Enumerable.Repeat("a-folder-with-a-long-name", 6)));
        var server = await folder.OpenAsync();
        Assert.Equal(1, await EmbeddedFolder.AskAsync<int>(server, "select 1"));
    }

    [Fact]
    public async Task A_folder_that_only_root_may_enter_is_no_obstacle()
    {
        await using var folder = new EmbeddedFolder(mode: PostgresPlace.Private);
        var binaries = Path.Combine(folder.Root, "postgres-binaries");
        var copied = await Tool.RunAsync(null, "/", "cp", ["-a", await Peers.PostgresPeer.BinariesFolderAsync(), binaries], TestDeadline.Token);
        Assert.True(copied.Succeeded, copied.Output);
        var server = await folder.OpenAsync(binaries);
        Assert.Equal(1, await EmbeddedFolder.AskAsync<int>(server, "select 1"));
        if (!Environment.IsPrivilegedProcess)
        {
            // PostgreSQL runs as this user, who may enter the folder.
            return;
        }

        var place = File.ReadLines(Path.Combine(folder.Path, "postgres.location")).First();
        Assert.StartsWith(place, server.PostgresDataFolder, StringComparison.Ordinal);
        Assert.Equal(PostgresPlace.Private, File.GetUnixFileMode(place));

        // A second one on the same folder reads the note and joins.
        var second = await folder.OpenAsync(binaries);
        Assert.Equal(server.PostgresDataFolder, second.PostgresDataFolder);
    }

    private static void Kill(int process) => Assert.Equal(0, Posix.Kill(process, Posix.SignalKill));

    private static async Task<bool> AnswersAsync(EmbeddedPostgres server)
    {
        try
        {
            return await EmbeddedFolder.AskAsync<int>(server, "select 1") == 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
