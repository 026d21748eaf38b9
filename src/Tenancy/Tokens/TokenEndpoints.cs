using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Audit;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Tenancy.Tokens;

/// <summary>A new API token.</summary>
/// <param name="Name">What it is for: 1-100 characters.</param>
/// <param name="ExpiresAt">When it ends; never when absent.</param>
/// <param name="Permissions">What it may do: none that the caller lacks; all of the caller's when absent.</param>
public sealed record NewToken(string Name, DateTimeOffset? ExpiresAt, IReadOnlyList<string>? Permissions);

/// <summary>One's own API tokens.</summary>
internal static class TokenEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/tokens").WithTags("Tokens");
        group.MapGet("", ListAsync).WithName("listTokens").WithSummary("One's own API tokens")
            .WithMetadata(EndpointAccess.Read(Permission.Self));
        group.MapPost("", AddAsync).WithName("createToken").WithSummary("Make an API token; it is shown once")
            .WithMetadata(EndpointAccess.Mutation(Permission.Self, "token.create"), new SuccessStatus(201));
        group.MapDelete("/{id}", RevokeAsync).WithName("deleteToken").WithSummary("End an API token")
            .WithMetadata(EndpointAccess.Mutation(Permission.Self, "token.delete"));
    }

    private static async Task<Result<Page<ApiToken>>> ListAsync(
        int? limit, string? cursor, Caller caller, TokenStore tokens, CancellationToken ct) =>
        ListRequest<IdKey>.From(limit, cursor).Ok(out var request, out var problem)
            ? await tokens.ListAsync(caller.Scope, caller.Principal, request.Page, request.After?.Id, ct)
            : problem;

    private static async Task<Result<IssuedToken>> AddAsync(
        NewToken token, Caller caller, TokenStore tokens, TimeProvider clock, AuditNote audit, CancellationToken ct)
    {
        audit.TargetName = token.Name;
        var known = Permission.All.Select(permission => permission.Name).ToHashSet(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        if (new Input().Text("/name", token.Name, 1, 100)
            .Check(
                token.ExpiresAt is null || token.ExpiresAt > now,
                "/expiresAt",
                "range",
                "The end lies in the past.",
                "到期时间已过。")
            .Check(
                token.Permissions is null || token.Permissions.All(known.Contains),
                "/permissions",
                "enum",
                "Permissions are: " + string.Join(", ", known) + ".",
                "可选权限：" + string.Join(", ", known) + "。")
            .Problem is { } invalid)
        {
            return invalid;
        }

        var held = caller.Permissions.Select(permission => permission.Name).ToHashSet(StringComparer.Ordinal);
        var permissions = (token.Permissions ?? [.. held]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (permissions.Find(name => !held.Contains(name)) is { } excess)
        {
            return TenancyProblems.TokenExceedsCaller.With(("permission", excess));
        }

        var secret = SecretToken.New(SecretToken.ApiPrefix);
        var issued = new IssuedToken(TypedId.New<TokenId>(clock), token.Name.Trim(), secret, now, token.ExpiresAt, permissions);
        audit.Target = issued.Id.ToString();
        var added = await tokens.AddAsync(caller.Scope, caller.Principal, issued, SecretToken.Hash(secret), ct);
        return added.Ok(out _, out var problem) ? issued : problem;
    }

    private static async Task<Result<Unit>> RevokeAsync(TokenId id, Caller caller, TokenStore tokens, CancellationToken ct) =>
        await tokens.RevokeAsync(caller.Scope, caller.Principal, id, ct)
            ? default(Unit)
            : KernelProblems.NotFound.With(("noun", "token"), ("id", id.ToString()));
}
