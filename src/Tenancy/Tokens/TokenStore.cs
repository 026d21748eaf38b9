using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tenancy.Tokens;

/// <summary>API tokens. A person sees its own alone.</summary>
internal sealed class TokenStore(Database database, TimeProvider clock)
{
    /// <summary>Tokens of one person; more are refused.</summary>
    internal const int MaximumPerPerson = 100;

    internal async Task<Page<ApiToken>> ListAsync(
        Scope scope, PrincipalId person, PageRequest page, Guid? after, CancellationToken ct)
    {
        var rows = await database.QueryAsync<Row>(
            scope,
            """
            select id, name, created_at, expires_at, last_used_at, permissions from api_token
            where principal_id = @person and revoked_at is null and (@after::uuid is null or id > @after)
            order by id limit @limit
            """,
            new { person, after, limit = page.Limit + 1 },
            ct);
        return new Page<ApiToken>(
            [.. rows.Take(page.Limit).Select(row =>
                new ApiToken(row.Id, row.Name, row.CreatedAt, row.ExpiresAt, row.LastUsedAt, row.Permissions))],
            rows.Count > page.Limit ? KeysetCursor.Encode(new IdKey(rows[page.Limit - 1].Id.Value)) : null);
    }

    internal Task<Result<Unit>> AddAsync(Scope scope, PrincipalId person, IssuedToken token, byte[] hash, CancellationToken ct) =>
        database.TransactAsync<Result<Unit>>(
            scope,
            async session =>
            {
                var added = await session.ExecuteAsync(
                    """
                    insert into api_token (id, tenant_id, principal_id, name, token_hash, permissions, created_at, expires_at)
                    select @id, @tenant, @person, @name, @hash, @permissions, @createdAt, @expiresAt
                    where (select count(*) from api_token where principal_id = @person and revoked_at is null) < @maximum
                    """,
                    new
                    {
                        id = token.Id,
                        tenant = scope.Tenant,
                        person,
                        name = token.Name,
                        hash,
                        permissions = token.Permissions,
                        createdAt = token.CreatedAt,
                        expiresAt = token.ExpiresAt,
                        maximum = MaximumPerPerson,
                    },
                    ct);
                return added == 0 ? TenancyProblems.TooManyTokens.With(("limit", MaximumPerPerson.ToString())) : default(Unit);
            },
            ct);

    /// <summary>Ends a token of a person; false when the person has no such token.</summary>
    internal Task<bool> RevokeAsync(Scope scope, PrincipalId person, TokenId id, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            async session => await session.ExecuteAsync(
                "update api_token set revoked_at = @now where id = @id and principal_id = @person and revoked_at is null",
                new { id, person, now = clock.GetUtcNow() },
                ct) > 0,
            ct);

    private sealed record Row(
        TokenId Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string[] Permissions);
}
