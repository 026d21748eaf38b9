using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tenancy.Sessions;

/// <summary>
/// Sessions and the look-up of credentials. Before anybody is known there is no tenant to see, hence the system scope; the
/// token's hash is what confines these statements.
/// </summary>
internal sealed class SessionStore(Database database, TimeProvider clock)
{
    private static readonly Scope SignInScope = Scope.System("sign-in");

    private const string Person =
        """
        p.id as principal, p.name, p.display_name, p.language, p.theme, p.tenant_id as tenant, b.role,
        array(
            with recursive below (id) as (
                select id from tenant where parent_id = p.tenant_id
                union all
                select t.id from tenant t join below on t.parent_id = below.id)
            select id from below) as descendants,
        (select slug from tenant where id = p.tenant_id) as slug,
        array(
            with recursive above (id, parent_id) as (
                select id, parent_id from tenant where id = (select parent_id from tenant where id = p.tenant_id)
                union all
                select t.id, t.parent_id from tenant t join above on t.id = above.parent_id)
            select id from above) as ancestors
        """;

    private const string ValidSession =
        """
        s.revoked_at is null and s.expires_at > @now and s.ends_at > @now
        and s.security_stamp = p.security_stamp and not p.disabled
        """;

    private const string ValidToken =
        "t.revoked_at is null and (t.expires_at is null or t.expires_at > @now) and not p.disabled";

    /// <summary>Who a session token stands for; null when it is unknown, expired or revoked, or its person is disabled.</summary>
    internal Task<SessionRow?> FindSessionAsync(byte[] hash, CancellationToken ct) =>
        database.QueryFirstAsync<SessionRow>(
            SignInScope,
            $"""
            select {Person}, s.id as session, s.seen_at, s.expires_at, s.ends_at
            from session s
            join principal p on p.id = s.principal_id
            join role_binding b on b.principal_id = p.id and b.tenant_id = p.tenant_id
            where s.token_hash = @hash and {ValidSession}
            """,
            new { hash, now = clock.GetUtcNow() },
            ct);

    /// <summary>Who an API token stands for; null when it is unknown, expired or revoked, or its person is disabled.</summary>
    internal Task<TokenRow?> FindTokenAsync(byte[] hash, CancellationToken ct) =>
        database.QueryFirstAsync<TokenRow>(
            SignInScope,
            $"""
            select {Person}, t.id as token, t.permissions, t.expires_at, t.last_used_at
            from api_token t
            join principal p on p.id = t.principal_id
            join role_binding b on b.principal_id = p.id and b.tenant_id = p.tenant_id
            where t.token_hash = @hash and {ValidToken}
            """,
            new { hash, now = clock.GetUtcNow() },
            ct);

    /// <summary>Which of these sessions and tokens are still valid: what open streams are watched by.</summary>
    internal async Task<IReadOnlySet<Guid>> StillValidAsync(IReadOnlyCollection<Guid> credentials, CancellationToken ct)
    {
        var rows = await database.QueryAsync<IdRow>(
            Scope.System("stream-watch"),
            $"""
            select s.id from session s join principal p on p.id = s.principal_id
            where s.id = any (@credentials) and {ValidSession}
            union all
            select t.id from api_token t join principal p on p.id = t.principal_id
            where t.id = any (@credentials) and {ValidToken}
            """,
            new { credentials, now = clock.GetUtcNow() },
            ct);
        return rows.Select(row => row.Id).ToHashSet();
    }

    /// <summary>The person who signs in by a name; null when there is none or it is disabled.</summary>
    internal Task<SignInRow?> FindForSignInAsync(string name, CancellationToken ct) =>
        database.QueryFirstAsync<SignInRow>(
            SignInScope,
            """
            select id, tenant_id as tenant, name, display_name, password_hash, security_stamp, language, theme
            from principal where lower(name) = lower(@name) and not disabled
            """,
            new { name },
            ct);

    /// <summary>Opens a session.</summary>
    internal Task AddAsync(SessionId id, SignInRow person, byte[] hash, string address, DateTimeOffset expiresAt, CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            async session =>
            {
                var now = clock.GetUtcNow();
                await session.ExecuteAsync(
                    """
                    insert into session (id, tenant_id, principal_id, token_hash, security_stamp, address, created_at, seen_at,
                                         expires_at, ends_at)
                    values (@id, @tenant, @principal, @hash, @stamp, @address, @now, @now, @expiresAt, @endsAt)
                    """,
                    new
                    {
                        id,
                        tenant = person.Tenant,
                        principal = person.Id,
                        hash,
                        stamp = person.SecurityStamp,
                        address,
                        now,
                        expiresAt,
                        endsAt = now + SessionTimes.Longest,
                    },
                    ct);
                await session.ExecuteAsync(
                    "update principal set last_sign_in_at = @now where id = @principal", new { now, principal = person.Id }, ct);
            },
            ct);

    /// <summary>Writes down that a session was used.</summary>
    internal Task TouchSessionAsync(SessionId id, DateTimeOffset expiresAt, CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            session => session.ExecuteAsync(
                "update session set seen_at = @now, expires_at = @expiresAt where id = @id and revoked_at is null",
                new { id, now = clock.GetUtcNow(), expiresAt },
                ct),
            ct);

    /// <summary>Writes down that an API token was used.</summary>
    internal Task TouchTokenAsync(TokenId id, CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            session => session.ExecuteAsync(
                "update api_token set last_used_at = @now where id = @id", new { id, now = clock.GetUtcNow() }, ct),
            ct);

    /// <summary>Ends a session.</summary>
    internal Task RevokeAsync(Scope scope, SessionId id, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            session => session.ExecuteAsync(
                "update session set revoked_at = @now where id = @id and revoked_at is null",
                new { id, now = clock.GetUtcNow() },
                ct),
            ct);

    /// <summary>Deletes sessions that ended long ago.</summary>
    internal Task ForgetAsync(CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            session => session.ExecuteAsync(
                "delete from session where expires_at < @before or revoked_at < @before",
                new { before = clock.GetUtcNow() - SessionTimes.Longest },
                ct),
            ct);
}

/// <summary>A valid session and its person.</summary>
internal sealed record SessionRow(
    PrincipalId Principal,
    string Name,
    string DisplayName,
    string? Language,
    string? Theme,
    TenantId Tenant,
    Role Role,
    Guid[] Descendants,
    string Slug,
    Guid[] Ancestors,
    SessionId Session,
    DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset EndsAt);

/// <summary>A valid API token and its person.</summary>
internal sealed record TokenRow(
    PrincipalId Principal,
    string Name,
    string DisplayName,
    string? Language,
    string? Theme,
    TenantId Tenant,
    Role Role,
    Guid[] Descendants,
    string Slug,
    Guid[] Ancestors,
    TokenId Token,
    string[] Permissions,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt);

/// <summary>What sign-in needs of a person.</summary>
internal sealed record SignInRow(
    PrincipalId Id,
    TenantId Tenant,
    string Name,
    string DisplayName,
    string PasswordHash,
    Guid SecurityStamp,
    string? Language,
    string? Theme);

/// <summary>An id alone.</summary>
internal sealed record IdRow(Guid Id);
