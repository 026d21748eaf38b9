using Npgsql;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Tenancy.Users;

/// <summary>People and their roles.</summary>
internal sealed class UserStore(Database database, TimeProvider clock)
{
    private const string Select =
        """
        select p.id, p.name, p.display_name, b.role, p.disabled, p.created_at, p.last_sign_in_at
        from principal p join role_binding b on b.principal_id = p.id and b.tenant_id = p.tenant_id
        """;

    /// <summary>The people of the visible tenants in the order of their age.</summary>
    internal async Task<Page<User>> ListAsync(Scope scope, PageRequest page, Guid? after, CancellationToken ct)
    {
        var rows = await database.QueryAsync<User>(
            scope,
            $"{Select} where @after::uuid is null or p.id > @after order by p.id limit @limit",
            new { after, limit = page.Limit + 1 },
            ct);
        return new Page<User>(
            [.. rows.Take(page.Limit)],
            rows.Count > page.Limit ? KeysetCursor.Encode(new IdKey(rows[page.Limit - 1].Id.Value)) : null);
    }

    /// <summary>Adds a person to the scope's own tenant.</summary>
    internal async Task<Result<User>> AddAsync(
        Scope scope, string name, string displayName, string passwordHash, Role role, CancellationToken ct)
    {
        var id = TypedId.New<PrincipalId>(clock);
        try
        {
            return await database.TransactAsync(
                scope,
                async session =>
                {
                    await InsertAsync(session, scope.Tenant, id, name, displayName, passwordHash, role, ct);
                    return (await session.QueryFirstAsync<User>($"{Select} where p.id = @id", new { id }, ct))!;
                },
                ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return TenancyProblems.NameTaken.With(("name", name));
        }
    }

    internal static async Task InsertAsync(
        DbSession session, TenantId tenant, PrincipalId id, string name, string displayName, string passwordHash, Role role, CancellationToken ct)
    {
        await session.ExecuteAsync(
            """
            insert into principal (id, tenant_id, name, display_name, password_hash, security_stamp, created_at)
            values (@id, @tenant, @name, @displayName, @passwordHash, @stamp, @now)
            """,
            new { id, tenant, name, displayName, passwordHash, stamp = Guid.CreateVersion7(session.Now), now = session.Now },
            ct);
        await session.ExecuteAsync(
            "insert into role_binding (principal_id, tenant_id, role) values (@id, @tenant, @role)", new { id, tenant, role }, ct);
    }

    /// <summary>Changes a person. The last enabled administrator of a tenant keeps that office.</summary>
    internal Task<Result<User>> ChangeAsync(Scope scope, PrincipalId id, UserChange change, string? passwordHash, CancellationToken ct) =>
        database.TransactAsync<Result<User>>(
            scope,
            async session =>
            {
                // One change of people at a time in a tenant: two administrators who demote each other must not both succeed.
                var found = await session.QueryFirstAsync<User>($"{Select} where p.id = @id", new { id }, ct);
                if (found is null)
                {
                    return KernelProblems.NotFound.With(("noun", "user"), ("id", id.ToString()));
                }

                await session.ExecuteAsync(
                    "select 1 from tenant where id = (select tenant_id from principal where id = @id) for update", new { id }, ct);
                var before = (await session.QueryFirstAsync<User>($"{Select} where p.id = @id", new { id }, ct))!;
                var role = change.Role ?? before.Role;
                var disabled = change.Disabled ?? before.Disabled;
                var resigns = before is { Role: Role.Administrator, Disabled: false } && (role != Role.Administrator || disabled);
                if (resigns && await IsLastAdministratorAsync(session, id, ct))
                {
                    return TenancyProblems.LastAdministrator.With(("name", before.Name));
                }

                await session.ExecuteAsync(
                    """
                    update principal
                    set display_name = @displayName, disabled = @disabled,
                        password_hash = coalesce(@passwordHash, password_hash),
                        security_stamp = case when @passwordHash::text is null then security_stamp else @stamp end
                    where id = @id
                    """,
                    new
                    {
                        id,
                        displayName = change.DisplayName?.Trim() ?? before.DisplayName,
                        disabled,
                        passwordHash,
                        stamp = Guid.CreateVersion7(session.Now),
                    },
                    ct);
                await session.ExecuteAsync("update role_binding set role = @role where principal_id = @id", new { id, role }, ct);
                return (await session.QueryFirstAsync<User>($"{Select} where p.id = @id", new { id }, ct))!;
            },
            ct);

    /// <summary>Changes what a person may change about itself.</summary>
    internal Task<Profile> ChangeProfileAsync(Scope scope, PrincipalId id, ProfileChange change, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            async session => (await session.QueryFirstAsync<Profile>(
                """
                update principal
                set language = coalesce(@language, language), theme = coalesce(@theme, theme),
                    display_name = coalesce(@displayName, display_name)
                where id = @id
                returning id, name, display_name, language, theme
                """,
                new { id, language = change.Language, theme = change.Theme, displayName = change.DisplayName?.Trim() },
                ct))!,
            ct);

    /// <summary>Sets a password: every session of the person ends, but for the one that is kept.</summary>
    internal Task SetPasswordAsync(Scope scope, PrincipalId id, string passwordHash, SessionId? keep, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            async session =>
            {
                var stamp = Guid.CreateVersion7(session.Now);
                await session.ExecuteAsync(
                    "update principal set password_hash = @passwordHash, security_stamp = @stamp where id = @id",
                    new { id, passwordHash, stamp },
                    ct);
                await session.ExecuteAsync(
                    "update session set security_stamp = @stamp where id = @keep and principal_id = @id",
                    new { id, keep = keep?.Value, stamp },
                    ct);
            },
            ct);

    private static async Task<bool> IsLastAdministratorAsync(DbSession session, PrincipalId id, CancellationToken ct)
    {
        var others = await session.QueryFirstAsync<IdRow>(
            """
            select o.id from principal p
            join principal o on o.tenant_id = p.tenant_id and o.id <> p.id and not o.disabled
            join role_binding b on b.principal_id = o.id and b.tenant_id = o.tenant_id and b.role = 'administrator'
            where p.id = @id limit 1
            """,
            new { id },
            ct);
        return others is null;
    }
}
