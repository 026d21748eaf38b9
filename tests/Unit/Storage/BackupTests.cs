using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using Yunqiao.Graph;
using Yunqiao.Inventory;
using Yunqiao.Operations;
using Yunqiao.Operations.States;
using Yunqiao.Simulators.Frame;
using Yunqiao.Storage;
using Yunqiao.Storage.Backups;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;
using Yunqiao.Tenancy;
using Yunqiao.Tests.Peers;
using Yunqiao.Tests.Unit.Inventory;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>One file that holds the platform, and a database made of it.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly MigrationSource[] Sources =
        [MigrationSource.Storage, GraphFeature.Migrations, TenancyFeature.Migrations, OperationsFeature.Migrations, InventoryFeature.Migrations];

    private readonly string folder = Directory.CreateTempSubdirectory("yq-").FullName;

    private string BackupPath => Path.Combine(folder, "yunqiao.backup");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_platform_at_work_is_restored_row_by_row_and_what_was_on_its_way_goes_on()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        await world.ConnectAsync(engine.Endpoint);
        var container = (await world.FindAsync("kind:container/container lifecycle:running"))[0];
        engine.Faults.Add(new FaultRule("POST /containers/*/restart", SimulatedFault.Delay, DelayMilliseconds: 4000));
        var operation = await world.ActAsync(container.Id, "restart");
        await world.RunningAsync(operation.Id);

        await BackUpAsync(world.Database.ConnectionString, world.Database.Key);
        Assert.Equal(OperationState.Succeeded, (await world.EndedAsync(operation.Id)).State);
        var later = await world.FindAsync("kind:container/container");

        var target = await (await PostgresPeer.SharedAsync()).CreateEmptyAsync();
        await RestoreAsync(target, world.Database.Key);
        await using var restored = await InventoryWorld.StartAsync((await PostgresPeer.SharedAsync()).Open(target, world.Database.Key), world.Caller);

        Assert.Equal(later.Select(resource => resource.Id).ToHashSet(), (await restored.FindAsync("kind:container/container")).Select(resource => resource.Id).ToHashSet());
        Assert.Equal(OperationState.Succeeded, (await restored.EndedAsync(operation.Id, TimeSpan.FromSeconds(150))).State);
        var next = await restored.ActAsync(container.Id, "stop");
        Assert.Equal(OperationState.Succeeded, (await restored.EndedAsync(next.Id)).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_row_of_every_kept_table_comes_back_here_and_on_the_oldest_supported_server(bool elsewhere)
    {
        var peer = await PostgresPeer.SharedAsync();
        await using var source = await FilledAsync(peer);
        var expected = await ContentsAsync(source.ConnectionString);
        Assert.True(expected.Count(table => table.Value.Rows > 0) > 12, string.Join(", ", expected));

        var contents = await BackUpAsync(source.ConnectionString, source.Key);
        Assert.Equal(expected.Sum(table => table.Value.Rows), contents.Rows);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BackupPath));
        Assert.Single(Directory.GetFiles(folder));

        await using var oldest = elsewhere ? await DebianPostgres.StartAsync(TestDeadline.Token) : null;
        if (oldest is not null)
        {
            await oldest.AdministerAsync("postgres", "create database restored");
        }

        var target = oldest?.ConnectionString("restored") ?? await peer.CreateEmptyAsync();
        await RestoreAsync(target, source.Key);

        Assert.Equal(expected, await ContentsAsync(target));
        await using var restored = peer.Open(target, source.Key);
        await using var application = await restored.Roles.Application.OpenConnectionAsync(TestDeadline.Token);
        await using var command = new NpgsqlCommand("select count(*) from resource", application);
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestDeadline.Token));
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task A_file_that_is_cut_or_changed_is_found_before_anything_is_written()
    {
        var peer = await PostgresPeer.SharedAsync();
        await using var source = await FilledAsync(peer);
        await BackUpAsync(source.ConnectionString, source.Key);
        var whole = await File.ReadAllBytesAsync(BackupPath, TestDeadline.Token);
        var target = await peer.CreateEmptyAsync();

        var spoiled = new List<byte[]> { Array.Empty<byte>(), "no zip"u8.ToArray() };
        spoiled.AddRange(new[] { 0.1, 0.5, 0.9, 0.999 }.Select(part => whole[..(int)(whole.Length * part)]));
        spoiled.Add(Flipped(whole));
        spoiled.Add(await WithoutAsync(whole, "contents.json"));
        foreach (var bytes in spoiled)
        {
            await File.WriteAllBytesAsync(BackupPath, bytes, TestDeadline.Token);
            var error = await Assert.ThrowsAsync<StorageStartException>(() => RestoreAsync(target, source.Key));
            Assert.Equal("backup.damaged", error.Problem.Type.Code);
        }

        File.Delete(BackupPath);
        Assert.Equal("backup.file", (await Assert.ThrowsAsync<StorageStartException>(() => RestoreAsync(target, source.Key))).Problem.Type.Code);
        Assert.Empty(await ContentsAsync(target));
    }

    [Fact]
    public async Task A_restore_is_refused_with_another_key_into_a_database_in_use_and_by_an_older_release()
    {
        var peer = await PostgresPeer.SharedAsync();
        await using var source = await FilledAsync(peer);
        await BackUpAsync(source.ConnectionString, source.Key);
        var target = await peer.CreateEmptyAsync();

        Assert.Equal("backup.wrongKey", (await Assert.ThrowsAsync<StorageStartException>(() => RestoreAsync(target, MasterKey.Random()))).Problem.Type.Code);
        Assert.Equal("backup.notEmpty", (await Assert.ThrowsAsync<StorageStartException>(() => RestoreAsync(source.ConnectionString, source.Key))).Problem.Type.Code);
        var older = await Assert.ThrowsAsync<StorageStartException>(() => RestoreAsync(target, source.Key, Sources[..^1]));
        Assert.Equal("backup.newer", older.Problem.Type.Code);
        Assert.Contains("inventory/0001-inventory", older.Message, StringComparison.Ordinal);
        Assert.Empty(await ContentsAsync(target));
        var nothing = await Assert.ThrowsAsync<StorageStartException>(() => BackUpAsync(target, source.Key));
        Assert.Equal("backup.nothingThere", nothing.Problem.Type.Code);
        var wrong = await Assert.ThrowsAsync<StorageStartException>(() => BackUpAsync(source.ConnectionString, MasterKey.Random()));
        Assert.Equal(StorageProblems.MasterKeyWrong, wrong.Problem.Type);
    }

    [Fact]
    public async Task A_restore_that_loses_its_connection_leaves_an_empty_database_for_the_next()
    {
        var peer = await PostgresPeer.SharedAsync();
        await using var source = await FilledAsync(peer);
        await BackUpAsync(source.ConnectionString, source.Key);
        var target = await peer.CreateEmptyAsync();
        var name = new NpgsqlConnectionStringBuilder(target).Database!;

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => RestoreAsync(target, source.Key, report: line =>
        {
            if (line.StartsWith("resource:", StringComparison.Ordinal))
            {
                using var other = new NpgsqlConnection(peer.Server.ConnectionString("postgres"));
                other.Open();
                using var kill = new NpgsqlCommand($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'", other);
                kill.ExecuteNonQuery();
            }
        }));
        Assert.All(await ContentsAsync(target), table => Assert.Equal(0, table.Value.Rows));

        await RestoreAsync(target, source.Key);
        Assert.Equal(await ContentsAsync(source.ConnectionString), await ContentsAsync(target));
    }

    [Fact]
    public async Task A_backup_of_an_older_schema_is_restored_and_brought_to_this_release()
    {
        var peer = await PostgresPeer.SharedAsync();
        var old = await peer.CreateEmptyAsync();
        var key = MasterKey.Random();
        await Setup([MigrationSource.Storage, GraphFeature.Migrations, TenancyFeature.Migrations]).PrepareAsync(old, new MasterKeyFile(key), TestDeadline.Token);
        await RunAsync(old, Tenant);
        await BackUpAsync(old, key);
        var target = await peer.CreateEmptyAsync();

        await RestoreAsync(target, key);

        Assert.Equal(1, (await ContentsAsync(target))["tenant"].Rows);
        Assert.Equal(0, (await ContentsAsync(target))["operation"].Rows);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_leaves_nothing_and_keeps_the_one_before()
    {
        var peer = await PostgresPeer.SharedAsync();
        await using var source = await FilledAsync(peer);
        await File.WriteAllTextAsync(BackupPath, "the one before", TestDeadline.Token);
        await using var connection = new NpgsqlConnection(source.ConnectionString);
        await connection.OpenAsync(TestDeadline.Token);

        await Assert.ThrowsAsync<IOException>(() => new PlatformBackup("test", TimeProvider.System, _ => { }).WriteAsync(connection, source.Key, new FullDisk(), TestDeadline.Token));
        var missing = await Assert.ThrowsAsync<StorageStartException>(() => new PlatformBackup("test", TimeProvider.System, _ => { })
            .WriteAsync(connection, source.Key, Path.Combine(folder, "absent", "file"), TestDeadline.Token));

        Assert.Equal("backup.file", missing.Problem.Type.Code);
        Assert.Equal("the one before", await File.ReadAllTextAsync(BackupPath, TestDeadline.Token));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Tables_that_refer_to_each_other_in_a_circle_are_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => BackupStore.InOrder([("a", [], ["b"]), ("b", [], ["a"])]));

    private const string Tenant = "insert into tenant (id, slug, name, path, created_at) values ('01900000-0000-7000-8000-000000000001', 'root', '云桥 \"root\"', 'root', now())";

    private static async Task<TestDatabase> FilledAsync(PostgresPeer peer)
    {
        var database = await peer.CreateDatabaseAsync(Sources[1..]);
        await RunAsync(
            database.ConnectionString,
            Tenant,
            "insert into tenant (id, parent_id, slug, name, path, created_at) select gen_random_uuid(), '01900000-0000-7000-8000-000000000001', 'c' || n, 'child', 'root/c' || n, now() from generate_series(1, 30) n",
            "insert into principal (id, tenant_id, name, display_name, password_hash, security_stamp, created_at) select gen_random_uuid(), id, 'p' || slug, '', 'x', gen_random_uuid(), now() from tenant",
            "insert into role_binding (principal_id, tenant_id, role) select id, tenant_id, 'viewer' from principal",
            "insert into session (id, tenant_id, principal_id, token_hash, security_stamp, created_at, seen_at, expires_at, ends_at) select gen_random_uuid(), tenant_id, id, decode(md5(name), 'hex'), security_stamp, now(), now(), now(), now() from principal",
            """
            insert into resource (id, tenant_id, account_id, provider, kind, region, external_id, name, lifecycle, power, attributes, observed_tags, search_text, created_at, observed_at, simulated)
            select gen_random_uuid(), '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-0000000000aa', 'docker', 'container/container', 'global', 'x' || n,
                E'name\twith\\ \n"' || n, 'running', 'on', jsonb_build_object('n', n, 'text', repeat('云', n % 50)), '{"a": "b"}', 'x' || n, now(), now(), false
              from generate_series(1, 3000) n
            """,
            "insert into record (id, tenant_id, account_id, kind, region, external_id, resource_id, content_hash, name, observed, observed_at) select gen_random_uuid(), tenant_id, account_id, kind, region, external_id, id, sha256(external_id::bytea), name, attributes, now() from resource",
            "insert into resource_tag (resource_id, key, value, tenant_id) select id, 'a', 'b', tenant_id from resource",
            "insert into resource_value (resource_id, tenant_id, kind, key, number_value) select id, tenant_id, kind, 'n', 1234567890.123456789 from resource",
            "insert into relation (source_id, type, target_kind, target_region, target_external_id, tenant_id, account_id, target_id) select a.id, 'runs-on', 'container/container', 'global', 'x1', a.tenant_id, a.account_id, b.id from resource a, resource b where b.external_id = 'x1'",
            "insert into change (id, at, tenant_id, resource_id, account_id, provider, kind, name, type, cause_kind) select gen_random_uuid(), now() - interval '1 month' * (row_number() over () % 5), tenant_id, id, account_id, provider, kind, name, 'created', 'sync' from resource",
            "insert into operation (id, tenant_id, scope_tenants, kind, version, title, state, input, requested_by, requested_by_name, seq, created_at, queued_at) select gen_random_uuid(), tenant_id, array[tenant_id], 'x', 1, '{}', 'succeeded', '{}', id, name, 1, now(), now() from principal",
            "insert into operation_step (operation_id, tenant_id, position, name, title, state) select id, tenant_id, 0, 'x', '{}', 'succeeded' from operation",
            "insert into operation_log (operation_id, tenant_id, seq, at, level, text) select id, tenant_id, 1, now(), 'info', 'x' from operation",
            "insert into outbox_event (type, tenant_id, subject, data, at) select 'x', tenant_id, 'x', '{}', now() from principal");
        return database;
    }

    private async Task<BackupContents> BackUpAsync(string connectionString, MasterKey key)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestDeadline.Token);
        return await new PlatformBackup("test", TimeProvider.System, _ => { }).WriteAsync(connection, key, BackupPath, TestDeadline.Token);
    }

    private async Task RestoreAsync(string connectionString, MasterKey key, MigrationSource[]? sources = null, Action<string>? report = null)
    {
        using var backup = await BackupFile.OpenAsync(BackupPath, TestDeadline.Token);
        var restore = new PlatformRestore(sources ?? Sources, NullLogger.Instance, report ?? (_ => { }));
        restore.Check(backup, key, "master.key");
        await Setup(sources ?? Sources).PrepareAsync(
            connectionString, new MasterKeyFile(key), TestDeadline.Token, (owner, opened) => restore.RunAsync(owner, opened, backup, TestDeadline.Token));
    }

    private static DatabaseSetup Setup(MigrationSource[] sources) => new(sources, TimeProvider.System, NullLogger.Instance);

    /// <summary>The rows and a hash of all rows of every table that a backup holds.</summary>
    private static async Task<SortedDictionary<string, (long Rows, string Hash)>> ContentsAsync(string connectionString)
    {
        var found = new SortedDictionary<string, (long Rows, string Hash)>(StringComparer.Ordinal);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestDeadline.Token);
        foreach (var (name, _) in await BackupStore.TablesAsync(connection, TestDeadline.Token))
        {
            await using var command = new NpgsqlCommand($"select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from \"{name}\" t", connection);
            await using var reader = await command.ExecuteReaderAsync(TestDeadline.Token);
            await reader.ReadAsync(TestDeadline.Token);
            found[name] = (reader.GetInt64(0), reader.GetString(1));
        }

        return found;
    }

    private static async Task RunAsync(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestDeadline.Token);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(TestDeadline.Token);
        }
    }

    private static byte[] Flipped(byte[] whole)
    {
        var copy = whole.ToArray();
        copy[copy.Length / 2] ^= 0x10;
        return copy;
    }

    private static async Task<byte[]> WithoutAsync(byte[] whole, string part)
    {
        using var stream = new MemoryStream();
        await stream.WriteAsync(whole);
        await using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry(part)!.Delete();
        }

        return stream.ToArray();
    }

    /// <summary>Takes a little and then has no room.</summary>
    private sealed class FullDisk : Stream
    {
        private int left = 20_000;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            left -= count;
            if (left < 0)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
