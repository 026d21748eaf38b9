using Npgsql;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>What row security lets each role see and touch, in each scope.</summary>
public sealed class ScopeTests : IAsyncLifetime
{
    private readonly TenantId mine = TypedId.New<TenantId>(TimeProvider.System);
    private readonly TenantId other = TypedId.New<TenantId>(TimeProvider.System);
    private TestDatabase peer = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        await using var owner = new NpgsqlConnection(peer.ConnectionString);
        await owner.OpenAsync(Ct);
        await using var make = new NpgsqlCommand(
            """
            create table thing (id uuid primary key, tenant_id uuid not null, name text not null);
            select yunqiao_protect('thing');
            select yunqiao_searchable('thing');
            create table secret_thing (id uuid primary key, tenant_id uuid not null);
            select yunqiao_protect('secret_thing');
            """,
            owner);
        await make.ExecuteNonQueryAsync(Ct);
        await AddAsync(Scope.Of(mine), mine, "mine");
        await AddAsync(Scope.Of(other), other, "other");
    }

    public ValueTask DisposeAsync() => peer.DisposeAsync();

    [Fact]
    public async Task The_application_role_is_neither_superuser_nor_owner()
    {
        var who = await peer.Database.QueryFirstAsync<Who>(
            Scope.Of(mine),
            """
            select current_user::text as name, r.rolsuper as superuser, r.rolbypassrls as bypasses,
                   exists (select 1 from pg_class where relowner = r.oid) as owns
            from pg_roles r where r.rolname = current_user
            """,
            null,
            Ct);
        var database = new NpgsqlConnectionStringBuilder(peer.ConnectionString).Database;
        Assert.Equal(new Who($"{database}_app", false, false, false), who);
    }

    [Fact]
    public async Task A_tenant_sees_its_own_rows_alone() =>
        Assert.Equal(["mine"], await NamesAsync(Scope.Of(mine)));

    [Fact]
    public async Task A_tenant_sees_those_below_it() =>
        Assert.Equal(["mine", "other"], await NamesAsync(Scope.Of(mine, [other])));

    [Fact]
    public async Task The_system_sees_all_tenants() =>
        Assert.Equal(["mine", "other"], await NamesAsync(Scope.System("test")));

    [Fact]
    public async Task A_tenant_cannot_write_rows_of_another()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => AddAsync(Scope.Of(mine), other, "planted"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task A_tenant_cannot_change_or_remove_rows_of_another()
    {
        var touched = await peer.Database.TransactAsync(
            Scope.Of(mine),
            async session =>
                await session.ExecuteAsync("update thing set name = 'taken' where tenant_id = @other", new { other }, Ct)
                + await session.ExecuteAsync("delete from thing where tenant_id = @other", new { other }, Ct),
            Ct);
        Assert.Equal(0, touched);
        Assert.Equal(["mine", "other"], await NamesAsync(Scope.System("test")));
    }

    [Fact]
    public async Task A_tenant_cannot_give_its_rows_to_another() =>
        await Assert.ThrowsAsync<PostgresException>(() => peer.Database.TransactAsync(
            Scope.Of(mine), session => session.ExecuteAsync("update thing set tenant_id = @other", new { other }, Ct), Ct));

    [Fact]
    public async Task Without_a_scope_nothing_is_visible()
    {
        await using var connection = await peer.Roles.Application.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand("select count(*) from thing", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task A_scope_ends_with_its_statement()
    {
        // One connection for both, so that a setting that outlives its transaction would show.
        await using var one = NpgsqlDataSource.Create(peer.Roles.Application.ConnectionString + ";Maximum Pool Size=1;Password=" + Password());
        await using (var connection = await one.OpenConnectionAsync(Ct))
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { ScopeSetting.Command(Scope.System("test")), new("select 1 from thing") } };
            await batch.ExecuteNonQueryAsync(Ct);
        }

        await using var again = await one.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand("select count(*) from thing", again);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task The_search_role_reads_searchable_tables_without_row_security()
    {
        var rows = await peer.Database.SearchAsync<string>(Scope.Of(mine), "select name from thing order by name", null, Ct);
        Assert.Equal(["mine", "other"], rows);
    }

    [Theory]
    [InlineData("select id from secret_thing")]
    [InlineData("insert into thing (id, tenant_id, name) values (gen_random_uuid(), gen_random_uuid(), 'x')")]
    [InlineData("update thing set name = 'x'")]
    [InlineData("delete from thing")]
    [InlineData("create table mischief (id int)")]
    public async Task The_search_role_can_do_nothing_else(string sql)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => peer.Database.SearchAsync<Guid>(Scope.System("test"), sql, null, Ct));
        Assert.Contains(error.SqlState, (string[])[PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.ReadOnlySqlTransaction]);
    }

    [Theory]
    [InlineData("create table mischief (id int)")]
    [InlineData("alter table thing disable row level security")]
    [InlineData("set role yunqiao")]
    [InlineData("drop policy scope on thing")]
    [InlineData("select * from schema_migration")]
    public async Task The_application_role_cannot_change_the_schema_or_its_own_rights(string sql)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => peer.Database.QueryAsync<Guid>(Scope.System("test"), sql, null, Ct));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    private async Task AddAsync(Scope scope, TenantId tenant, string name) =>
        await peer.Database.TransactAsync(
            scope,
            session => session.ExecuteAsync(
                "insert into thing (id, tenant_id, name) values (@id, @tenant, @name)",
                new { id = Guid.CreateVersion7(), tenant, name },
                Ct),
            Ct);

    private Task<IReadOnlyList<string>> NamesAsync(Scope scope) =>
        peer.Database.QueryAsync<string>(scope, "select name from thing order by name", null, Ct);

    private string Password() =>
        Yunqiao.Storage.Setup.RolePassword.Derive(
            peer.Key, new NpgsqlConnectionStringBuilder(peer.Roles.Application.ConnectionString).Username!).Plain;

    private sealed record Who(string Name, bool Superuser, bool Bypasses, bool Owns);
}
