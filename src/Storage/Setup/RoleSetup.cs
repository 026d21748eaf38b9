using Npgsql;

namespace Yunqiao.Storage.Setup;

/// <summary>
/// Makes the application and the search role, or makes sure that an administrator made them as they have to be.
/// </summary>
internal static class RoleSetup
{
    private const string Confined = "login nosuperuser nobypassrls nocreatedb nocreaterole noreplication";

    internal static string ApplicationOf(string database) => database + "_app";

    internal static string SearchOf(string database) => database + "_search";

    internal static async Task EnsureAsync(
        NpgsqlConnection owner, IReadOnlyList<RolePassword> passwords, Func<RolePassword, string> connectionString, CancellationToken ct)
    {
        try
        {
            foreach (var password in passwords)
            {
                await RunAsync(owner, Statement(password, await ExistsAsync(owner, password.Role, ct)), ct);
            }
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await RequireSignInAsync(owner, passwords, connectionString, error, ct);
        }

        await RequireConfinementAsync(owner, passwords, ct);
        foreach (var password in passwords)
        {
            await RunAsync(owner, $"grant usage on schema public to {Quoted(password.Role)}", ct);
        }
    }

    // The SQL that an administrator is asked to run names verifiers, never passwords. An owner that is no superuser may not even
    // repeat the confining attributes of a role that exists; they are looked at afterwards.
    private static string Statement(RolePassword password, bool exists) =>
        exists
            ? $"alter role {Quoted(password.Role)} login password '{password.Verifier}'"
            : $"create role {Quoted(password.Role)} {Confined} password '{password.Verifier}'";

    private static async Task<bool> ExistsAsync(NpgsqlConnection owner, string role, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select 1 from pg_roles where rolname = $1", owner) { Parameters = { new() { Value = role } } };
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task RequireSignInAsync(
        NpgsqlConnection owner, IReadOnlyList<RolePassword> passwords, Func<RolePassword, string> connectionString,
        PostgresException refusal, CancellationToken ct)
    {
        var missing = new List<string>();
        foreach (var password in passwords)
        {
            if (!await CanSignInAsync(connectionString(password), ct))
            {
                missing.Add(Statement(password, await ExistsAsync(owner, password.Role, ct)) + ";");
            }
        }

        if (missing.Count > 0)
        {
            throw new StorageStartException(
                StorageProblems.RolesMissing.With(("owner", UserOf(owner)), ("sql", string.Join(' ', missing))), refusal);
        }
    }

    private static async Task<bool> CanSignInAsync(string connectionString, CancellationToken ct)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState.StartsWith("28", StringComparison.Ordinal))
        {
            return false;
        }
    }

    // Membership counts as much as an attribute: a role that inherits the owner's rights would bypass row security as well.
    private static async Task RequireConfinementAsync(NpgsqlConnection owner, IReadOnlyList<RolePassword> passwords, CancellationToken ct)
    {
        foreach (var role in passwords.Select(password => password.Role))
        {
            await using var command = new NpgsqlCommand(
                """
                select r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, current_user::regrole, 'usage')
                from pg_roles r where r.rolname = $1
                """,
                owner)
            { Parameters = { new() { Value = role } } };
            if (await command.ExecuteScalarAsync(ct) is not false)
            {
                throw new StorageStartException(StorageProblems.RoleTooPowerful.With(
                    ("role", role),
                    ("sql", $"revoke {Quoted(UserOf(owner))} from {Quoted(role)}; alter role {Quoted(role)} {Confined};")));
            }
        }
    }

    private static string UserOf(NpgsqlConnection owner) => new NpgsqlConnectionStringBuilder(owner.ConnectionString).Username ?? "";

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static async Task RunAsync(NpgsqlConnection owner, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync(ct);
    }
}
