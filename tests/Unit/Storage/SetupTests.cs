using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using Yunqiao.Storage;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>Which migrations run, in which order, and which databases are refused.</summary>
public sealed class SetupTests
{
    private static readonly Migration One = new("storage/0001-one", "create table one (id int)");
    private static readonly Migration Two = new("storage/0002-two", "create table two (id int)");

    [Fact]
    public void Projects_are_migrated_in_the_order_in_which_they_build_on_each_other()
    {
        var order = Migrator.InOrder(new[] { "monitoring", "inventory", "graph", "automation", "storage", "operations", "tenancy", "graph" }.Select(Source));
        Assert.Equal(
            ["storage", "graph", "tenancy", "operations", "inventory", "automation", "monitoring"], order.Select(source => source.Owner));
    }

    [Fact]
    public void What_was_applied_is_not_applied_again() =>
        Assert.Equal([Two], Migrator.Pending([One, Two], new Dictionary<string, AppliedMigration> { [One.Id] = new(Migrator.Checksum(One.Sql), false) }));

    [Fact]
    public void A_database_to_which_a_newer_release_added_something_is_taken() =>
        Assert.Equal(
            [Two],
            Migrator.Pending([One, Two], new Dictionary<string, AppliedMigration>
            {
                [One.Id] = new(Migrator.Checksum(One.Sql), false),
                ["storage/0009-later"] = new("x", false),
            }));

    [Theory]
    [InlineData("-- contracts\ndrop table one", true)]
    [InlineData("create table two (id int)", false)]
    [InlineData("-- what contracts is said first\ncreate table two (id int)", false)]
    public void A_migration_says_in_its_first_line_that_it_takes_something_away(string sql, bool contracts) =>
        Assert.Equal(contracts, new Migration("storage/0002-two", sql).Contracts);

    [Fact]
    public void A_database_from_which_a_newer_release_took_something_is_refused()
    {
        var applied = new Dictionary<string, AppliedMigration> { [One.Id] = new(Migrator.Checksum(One.Sql), false), ["storage/0009-later"] = new("x", true) };
        var error = Assert.Throws<StorageStartException>(() => Migrator.Pending([One, Two], applied));
        Assert.Equal(StorageProblems.DatabaseNewer, error.Problem.Type);
        Assert.Contains("storage/0009-later", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_that_changed_after_it_was_applied_is_refused()
    {
        var applied = new Dictionary<string, AppliedMigration> { [One.Id] = new(Migrator.Checksum("create table other (id int)"), false) };
        Assert.Equal(
            StorageProblems.MigrationChanged, Assert.Throws<StorageStartException>(() => Migrator.Pending([One], applied)).Problem.Type);
    }

    [Fact]
    public void Line_ends_are_no_change() =>
        Assert.Equal(Migrator.Checksum("a;\nb;\n"), Migrator.Checksum("a; \r\nb;"));

    [Fact]
    public async Task Servers_that_start_at_once_migrate_once()
    {
        var peer = await PostgresPeer.SharedAsync();
        await using var database = await peer.CreateDatabaseAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Setup().PrepareAsync(database.ConnectionString, new MasterKeyFile(database.Key), TestDeadline.Token)));
        Assert.All(keys, key => Assert.Same(database.Key, key));
        Assert.Equal(1L, await AskAsync(database.ConnectionString, "select count(*) from key_ring"));
    }

    [Fact]
    public async Task A_wrong_master_key_changes_nothing_for_the_servers_that_have_the_right_one()
    {
        await using var database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        var error = await Assert.ThrowsAsync<StorageStartException>(
            () => Setup().PrepareAsync(database.ConnectionString, new MasterKeyFile(MasterKey.Random()), TestDeadline.Token));
        Assert.Equal(StorageProblems.MasterKeyWrong, error.Problem.Type);
        NpgsqlConnection.ClearAllPools();
        database.Roles.Clear();
        await using var still = await database.Roles.Application.OpenConnectionAsync(TestDeadline.Token);
    }

    [Fact]
    public async Task A_missing_master_key_file_is_not_replaced_where_secrets_are_sealed()
    {
        await using var database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        var file = Path.Combine(Path.GetTempPath(), Guid.CreateVersion7().ToString(), "master.key");
        var error = await Assert.ThrowsAsync<StorageStartException>(
            () => Setup().PrepareAsync(database.ConnectionString, new MasterKeyFile(file), TestDeadline.Token));
        Assert.Equal(StorageProblems.MasterKeyMissing, error.Problem.Type);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Two_masters_derive_different_passwords_and_one_always_the_same()
    {
        var key = MasterKey.Random();
        Assert.Equal(RolePassword.Derive(key, "a_app"), RolePassword.Derive(key, "a_app"));
        Assert.NotEqual(RolePassword.Derive(key, "a_app").Plain, RolePassword.Derive(key, "b_app").Plain);
        Assert.NotEqual(RolePassword.Derive(key, "a_app").Plain, RolePassword.Derive(MasterKey.Random(), "a_app").Plain);
        Assert.DoesNotContain(RolePassword.Derive(key, "a_app").Plain, RolePassword.Derive(key, "a_app").Verifier, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_inherits_the_owners_rights_is_refused()
    {
        await using var database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await AskAsync(database.ConnectionString, $"grant yunqiao to {name}_app");
        var error = await Assert.ThrowsAsync<StorageStartException>(
            () => Setup().PrepareAsync(database.ConnectionString, new MasterKeyFile(database.Key), TestDeadline.Token));
        Assert.Equal(StorageProblems.RoleTooPowerful, error.Problem.Type);
    }

    [Fact]
    public void A_server_older_than_what_is_supported_is_named()
    {
        DatabaseSetup.RequireVersion(new Version(15, 0), "db");
        var error = Assert.Throws<StorageStartException>(() => DatabaseSetup.RequireVersion(new Version(14, 12), "db"));
        Assert.Equal(StorageProblems.TooOld, error.Problem.Type);
        Assert.Contains("14.12", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_is_no_superuser_makes_the_roles_and_mends_a_password_that_was_changed()
    {
        var peer = await PostgresPeer.SharedAsync();
        var administrator = peer.Server.ConnectionString("postgres");
        await AskAsync(administrator, "create role keeper login createrole password 'keeper-password'");
        await AskAsync(administrator, "create database kept owner keeper");
        var target = new NpgsqlConnectionStringBuilder(peer.Server.ConnectionString("kept")) { Username = "keeper", Password = "keeper-password" };
        var key = MasterKey.Random();
        await Setup().PrepareAsync(target.ConnectionString, new MasterKeyFile(key), TestDeadline.Token);
        await AskAsync(administrator, "alter role kept_app password 'changed'");
        await Setup().PrepareAsync(target.ConnectionString, new MasterKeyFile(key), TestDeadline.Token);
        var roles = new DatabaseRoles();
        roles.Open(target.ConnectionString, key);
        await using (roles)
        {
            await using var connection = await roles.Application.OpenConnectionAsync(TestDeadline.Token);
        }

        await AskAsync(administrator, "drop database kept with (force)");
        await AskAsync(administrator, "drop role kept_app, kept_search, keeper");
    }

    private static DatabaseSetup Setup() => new([MigrationSource.Storage], TimeProvider.System, NullLogger.Instance);

    private static MigrationSource Source(string owner) => new(owner, Assembly.GetExecutingAssembly());

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestDeadline.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestDeadline.Token);
    }
}
