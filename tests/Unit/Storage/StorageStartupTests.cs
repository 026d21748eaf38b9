using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Storage.Embedded;
using Yunqiao.Storage.Secrets;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>The whole of it, as the server registers and starts it.</summary>
public sealed class StorageStartupTests
{
    [Fact]
    public async Task Before_the_start_everything_can_be_made_and_nothing_used()
    {
        await using var folder = new EmbeddedFolder();
        using var server = await ServerAsync(folder);
        var database = server.Services.GetRequiredService<Database>();
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.QueryAsync<int>(Scope.System("test"), "select 1", null, TestDeadline.Token));
        Assert.Equal(KernelProblems.StorageUnavailable, StorageFault.AsProblem(error)!.Type);
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public async Task Two_servers_on_one_data_folder_share_the_database_and_the_secrets()
    {
        await using var folder = new EmbeddedFolder();
        using var first = await ServerAsync(folder);
        using var second = await ServerAsync(folder);
        await Task.WhenAll(first.StartAsync(TestDeadline.Token), second.StartAsync(TestDeadline.Token));
        var sealedSecret = first.Services.GetRequiredService<SecretBox>().Seal("p", "s"u8);
        Assert.Equal("s"u8.ToArray(), second.Services.GetRequiredService<SecretBox>().Open("p", sealedSecret));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "master.key")));
        var postmaster = folder.Postmaster();
        await first.StopAsync(TestDeadline.Token);
        Assert.Equal([1], await second.Services.GetRequiredService<Database>().QueryAsync<int>(Scope.System("test"), "select 1", null, TestDeadline.Token));
        await second.StopAsync(TestDeadline.Token);
        Assert.False(EmbeddedFolder.Lives(postmaster));
    }

    [Fact]
    public async Task After_a_stop_and_a_start_secrets_still_open()
    {
        await using var folder = new EmbeddedFolder();
        byte[] sealedSecret;
        using (var first = await ServerAsync(folder))
        {
            await first.StartAsync(TestDeadline.Token);
            sealedSecret = first.Services.GetRequiredService<SecretBox>().Seal("p", "s"u8);
            await first.StopAsync(TestDeadline.Token);
        }

        using var second = await ServerAsync(folder);
        await second.StartAsync(TestDeadline.Token);
        Assert.Equal("s"u8.ToArray(), second.Services.GetRequiredService<SecretBox>().Open("p", sealedSecret));
        await second.StopAsync(TestDeadline.Token);
    }

    [Fact]
    public async Task Killed_under_load_it_loses_nothing_that_was_confirmed_and_every_failure_says_try_again()
    {
        await using var folder = new EmbeddedFolder();
        using var server = await ServerAsync(folder);
        await server.StartAsync(TestDeadline.Token);
        var database = server.Services.GetRequiredService<Database>();
        await TellOwnerAsync(server, "create table mark (n int primary key); select yunqiao_share('mark')");

        using var enough = new CancellationTokenSource();
        var confirmed = new System.Collections.Concurrent.ConcurrentBag<int>();
        var strange = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        var failures = 0;
        var number = 0;
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var mine = Interlocked.Increment(ref number);
                try
                {
                    await database.TransactAsync(
                        Scope.System("test"), session => session.ExecuteAsync("insert into mark values (@mine)", new { mine }, TestDeadline.Token), TestDeadline.Token);
                    confirmed.Add(mine);
                }
                catch (Exception error) when (StorageFault.AsProblem(error) is { Type.Retryable: true })
                {
                    Interlocked.Increment(ref failures);
                    await Task.Delay(5);
                }
                catch (Exception error)
                {
                    strange.Add(error);
                    return;
                }
            }
        })));

        for (var round = 0; round < 2; round++)
        {
            var before = confirmed.Count;
            await TestDeadline.UntilAsync(() => confirmed.Count > before + 200 || !strange.IsEmpty, "the load runs");
            Assert.Equal(0, Posix.Kill(folder.Postmaster(), Posix.SignalKill));
            var killed = confirmed.Count;
            await TestDeadline.UntilAsync(() => confirmed.Count > killed + 200 || !strange.IsEmpty, "the load goes on after the crash");
        }

        await enough.CancelAsync();
        await load;
        Assert.Empty(strange);
        Assert.True(failures > 0, "the crash was not felt");
        var kept = await database.QueryAsync<int>(Scope.System("test"), "select n from mark", null, TestDeadline.Token);
        Assert.Empty(confirmed.Except(kept));
        var health = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestDeadline.Token);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        await server.StopAsync(TestDeadline.Token);
    }

    [Fact]
    public async Task At_rest_the_database_takes_less_than_a_hundred_megabytes()
    {
        await using var folder = new EmbeddedFolder();
        using var server = await ServerAsync(folder);
        await server.StartAsync(TestDeadline.Token);
        var kib = Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _) && new FileInfo(Path.Combine(process, "cwd")).LinkTarget == Path.Combine(folder.Place, "data"))
            .Select(process => File.ReadLines(Path.Combine(process, "smaps_rollup")).First(line => line.StartsWith("Pss:", StringComparison.Ordinal)))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.InRange(kib, 1, 100 * 1024);
        await server.StopAsync(TestDeadline.Token);
    }

    private static async Task<IHost> ServerAsync(EmbeddedFolder folder)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = folder.Path,
            ["Storage:BinariesFolder"] = await PostgresPeer.BinariesFolderAsync(),
        });
        builder.Services.AddStorage(builder.Configuration);
        return builder.Build();
    }

    private static async Task TellOwnerAsync(IHost server, string sql)
    {
        await using var command = server.Services.GetRequiredService<DatabaseRoles>().Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestDeadline.Token);
    }
}
