using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using Yunqiao.Graph;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Storage.Embedded;
using Yunqiao.Storage.Secrets;
using Yunqiao.Tenancy;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>A data folder that an older major version wrote, Debian's 15, is brought to the one that the product brings.</summary>
public sealed class EmbeddedUpgradeTests
{
    private const string Older = "/usr/lib/postgresql/15";
    private const int Rows = 500;

    [Fact]
    public async Task Everything_is_there_afterwards_and_the_old_folder_is_kept()
    {
        await using var folder = new EmbeddedFolder();
        var secret = await FillAsync(folder);
        Assert.Equal("storage.dataOfOtherVersion", (await folder.FailToOpenAsync()).Problem.Type.Code);
        var tables = new List<string>();

        var kept = await UpgradeAsync(folder, tables.Add);

        Assert.Contains($"tenant: {Rows}", tables);
        Assert.Equal("15", await File.ReadAllTextAsync(Path.Combine(kept!, "PG_VERSION"), TestDeadline.Token) is { } text ? text.Trim() : null);
        Assert.False(Directory.Exists(Path.Combine(folder.Place, "upgrade")));
        await HoldsAsync(folder, secret);
        Assert.Null(await UpgradeAsync(folder));
    }

    [Fact]
    public async Task Interrupted_while_it_fills_the_new_one_the_old_one_is_in_use_and_a_second_try_ends_well()
    {
        await using var folder = new EmbeddedFolder();
        var secret = await FillAsync(folder);
        using var interrupted = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UpgradeAsync(
            folder,
            line =>
            {
                // Told of once by the export and once by the import.
                if (line.StartsWith("tenant:", StringComparison.Ordinal) && ++seen == 2)
                {
                    interrupted.Cancel();
                }
            },
            ct: interrupted.Token));

        Assert.Equal(2, seen);
        Assert.Equal("15", File.ReadAllText(Path.Combine(folder.Place, "data", "PG_VERSION")).Trim());
        using (var old = Server(folder, Older))
        {
            await old.StartAsync(TestDeadline.Token);
            Assert.Equal(Rows, await CountAsync(old));
            await old.StopAsync(TestDeadline.Token);
        }

        Assert.NotNull(await UpgradeAsync(folder));
        await HoldsAsync(folder, secret);
    }

    [Fact]
    public async Task Interrupted_between_the_two_renames_the_next_start_completes_it()
    {
        await using var folder = new EmbeddedFolder();
        var secret = await FillAsync(folder);
        var kept = await UpgradeAsync(folder);
        // As it was in that moment.
        var upgrade = Path.Combine(folder.Place, "upgrade");
        Directory.CreateDirectory(Path.Combine(upgrade, "postgres"));
        Directory.Move(Path.Combine(folder.Place, "data"), Path.Combine(upgrade, "postgres", "data"));
        await File.WriteAllTextAsync(Path.Combine(upgrade, "complete"), "15", TestDeadline.Token);

        await HoldsAsync(folder, secret);

        Assert.True(Directory.Exists(kept));
        Assert.False(Directory.Exists(upgrade));
    }

    [Fact]
    public async Task Nothing_is_touched_when_a_server_runs_or_what_it_needs_is_missing()
    {
        await using var folder = new EmbeddedFolder();
        await FillAsync(folder);
        Assert.Equal("storage.olderBinariesMissing", (await Assert.ThrowsAsync<StorageStartException>(() => UpgradeAsync(folder, older: folder.Root))).Problem.Type.Code);

        var kept = Directory.CreateDirectory(Path.Combine(folder.Place, "data.15"));
        Assert.Equal("storage.upgradeKept", (await Assert.ThrowsAsync<StorageStartException>(() => UpgradeAsync(folder))).Problem.Type.Code);
        kept.Delete();

        using (var running = Server(folder, Older))
        {
            await running.StartAsync(TestDeadline.Token);
            Assert.Equal("storage.inUse", (await Assert.ThrowsAsync<StorageStartException>(() => UpgradeAsync(folder))).Problem.Type.Code);
            await running.StopAsync(TestDeadline.Token);
        }

        using (FileLock.TryTake(Path.Combine(folder.Place, "upgrade.lock"), exclusive: true))
        {
            Assert.Equal("storage.upgrading", (await folder.FailToOpenAsync()).Problem.Type.Code);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Place, "data", "PG_VERSION"), "99\n", TestDeadline.Token);
        Assert.Equal("storage.dataOfNewerVersion", (await Assert.ThrowsAsync<StorageStartException>(() => UpgradeAsync(folder))).Problem.Type.Code);
        Assert.Equal("storage.dataOfNewerVersion", (await folder.FailToOpenAsync()).Problem.Type.Code);
        Assert.Equal(["data", "run"], Directory.GetDirectories(folder.Place).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_export_and_the_new_database_must_both_fit()
    {
        Assert.Null(EmbeddedUpgrade.SpaceProblem("/d", 100 << 20, 200 << 20));
        var problem = EmbeddedUpgrade.SpaceProblem("/d", 100 << 20, (200 << 20) - 1)!;
        Assert.Equal(("storage.upgradeSpace", "200"), (problem.Type.Code, problem.Arguments["needed"]));
    }

    /// <summary>An installation of the older version with some rows and a secret.</summary>
    private static async Task<byte[]> FillAsync(EmbeddedFolder folder)
    {
        var (place, user) = await PostgresPlace.PrepareAsync(folder.Path, TestDeadline.Token);
        var made = await Tool.RunAsync(
            user, place.Folder, Older + "/bin/initdb", ["-D", place.Data, "-U", ServerConfiguration.Owner, "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=peer", "--no-sync"], TestDeadline.Token);
        Assert.True(made.Succeeded, made.Output);
        using var server = Server(folder, Older);
        await server.StartAsync(TestDeadline.Token);
        Assert.StartsWith("15", server.Services.GetRequiredService<StorageServer>().Version, StringComparison.Ordinal);
        await using var command = server.Services.GetRequiredService<DatabaseRoles>().Owner.CreateCommand(
            $"""
            insert into tenant (id, slug, name, path, created_at) values ('01900000-0000-7000-8000-000000000001', 'root', 'root', 'root', now());
            insert into tenant (id, parent_id, slug, name, path, created_at)
            select gen_random_uuid(), '01900000-0000-7000-8000-000000000001', 't' || n, '云 ' || n, 'root/t' || n, now() from generate_series(2, {Rows}) n
            """);
        await command.ExecuteNonQueryAsync(TestDeadline.Token);
        var secret = server.Services.GetRequiredService<SecretBox>().Seal("p", "s"u8);
        await server.StopAsync(TestDeadline.Token);
        return secret;
    }

    private static async Task HoldsAsync(EmbeddedFolder folder, byte[] secret)
    {
        using var server = Server(folder, await PostgresPeer.BinariesFolderAsync());
        await server.StartAsync(TestDeadline.Token);
        Assert.StartsWith("18", server.Services.GetRequiredService<StorageServer>().Version, StringComparison.Ordinal);
        Assert.Equal(Rows, await CountAsync(server));
        Assert.Equal("s"u8.ToArray(), server.Services.GetRequiredService<SecretBox>().Open("p", secret));
        await server.StopAsync(TestDeadline.Token);
    }

    private static async Task<int> CountAsync(IHost server) =>
        (await server.Services.GetRequiredService<Database>().QueryAsync<int>(Scope.System("test"), "select count(*)::integer from tenant", null, TestDeadline.Token))[0];

    private static async Task<string?> UpgradeAsync(EmbeddedFolder folder, Action<string>? report = null, string? older = null, CancellationToken? ct = null)
    {
        using var server = Server(folder, await PostgresPeer.BinariesFolderAsync(), older ?? Older);
        return await server.Services.GetRequiredService<StorageServer>().UpgradeAsync("test", report ?? (_ => { }), ct ?? TestDeadline.Token);
    }

    private static IHost Server(EmbeddedFolder folder, string binaries, string? older = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = folder.Path,
            ["Storage:BinariesFolder"] = binaries,
            ["Storage:OlderBinariesFolder"] = older,
        });
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddSingleton(GraphFeature.Migrations);
        builder.Services.AddSingleton(TenancyFeature.Migrations);
        return builder.Build();
    }
}
