using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Audit;
using Yunqiao.Tenancy.Tenants;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tenancy.Sessions;

/// <summary>What is sent to sign in.</summary>
/// <param name="User">The user name; capitals do not matter.</param>
/// <param name="Password">The password.</param>
public sealed record SignInRequest(string User, string Password);

/// <summary>The caller's own session.</summary>
/// <param name="User">Who is signed in.</param>
/// <param name="Tenant">Where.</param>
/// <param name="Permissions">What the caller may do.</param>
/// <param name="ExpiresAt">When the session ends unless it is used; null for a token without end.</param>
public sealed record CurrentSession(Profile User, Tenant Tenant, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt);

/// <summary>What a person changes about itself; what is absent stays.</summary>
/// <param name="Language"><c>en</c> or <c>zh</c>.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>system</c>.</param>
/// <param name="DisplayName">1-100 characters.</param>
public sealed record ProfileChange(string? Language, string? Theme, string? DisplayName);

/// <summary>A change of one's own password.</summary>
/// <param name="Current">The password so far.</param>
/// <param name="New">The password from now on: 8-256 characters.</param>
public sealed record PasswordChange(string Current, string New);

/// <summary>Signing in and out, and one's own profile.</summary>
internal static class SessionEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/session").WithTags("Session");
        group.MapPost("", SignInAsync).WithName("signIn").WithSummary("Sign in")
            .WithMetadata(new EndpointAccess(null, "session.open"));
        group.MapGet("", ShowAsync).WithName("getSession").WithSummary("Who is signed in, and what may they do")
            .WithMetadata(EndpointAccess.Read(Permission.Self));
        group.MapDelete("", SignOutAsync).WithName("signOut").WithSummary("Sign out")
            .WithMetadata(EndpointAccess.Mutation(Permission.Self, "session.close"));
        group.MapPatch("/user", ChangeProfileAsync).WithName("updateProfile").WithSummary("Change one's own profile")
            .WithMetadata(EndpointAccess.Mutation(Permission.Self, "profile.update"));
        group.MapPost("/password", ChangePasswordAsync).WithName("changePassword").WithSummary("Change one's own password")
            .WithMetadata(EndpointAccess.Mutation(Permission.Self, "password.change"));
    }

    private static async Task<Result<OpenedSession>> SignInAsync(
        SignInRequest request, HttpContext http, SignIn signIn, AuditNote audit, CancellationToken ct)
    {
        if (new Input().Text("/user", request.User, 1, 100)
            .Check(request.Password.Length is > 0 and <= 256, "/password", "length", "A password has 1-256 characters.", "密码长度为 1-256 个字符。")
            .Problem is { } invalid)
        {
            return invalid;
        }

        audit.PrincipalName = request.User.Trim();
        var opened = await signIn.OpenAsync(request.User, request.Password, ClientAddress.Of(http.Connection.RemoteIpAddress), ct);
        if (opened.Ok(out var session, out _))
        {
            audit.Principal = session.User.Id;
            audit.PrincipalName = session.User.Name;
            audit.Tenant = session.Tenant;
            http.Response.Cookies.Append(SessionCookie.Name, session.Token, CookieFor(http));
        }

        return opened;
    }

    private static async Task<Result<CurrentSession>> ShowAsync(Caller caller, Identity identity, TenantStore tenants, CancellationToken ct)
    {
        var tenant = await tenants.GetAsync(caller.Scope, caller.Scope.Tenant, ct);
        var permissions = caller.Permissions.Select(permission => permission.Name).Order(StringComparer.Ordinal).ToList();
        return new CurrentSession(identity.User, tenant!, permissions, identity.ExpiresAt);
    }

    private static async Task<Result<Unit>> SignOutAsync(
        Caller caller, Identity identity, SessionStore sessions, Tokens.TokenStore tokens, HttpContext http, CancellationToken ct)
    {
        if (identity.Session is { } session)
        {
            await sessions.RevokeAsync(caller.Scope, session, ct);
        }
        else
        {
            await tokens.RevokeAsync(caller.Scope, caller.Principal, identity.Token!.Value, ct);
        }

        http.Response.Cookies.Delete(SessionCookie.Name, CookieFor(http));
        return default(Unit);
    }

    private static async Task<Result<Profile>> ChangeProfileAsync(
        ProfileChange change, Caller caller, UserStore users, CancellationToken ct)
    {
        var input = new Input().OneOf("/language", change.Language, "en", "zh").OneOf("/theme", change.Theme, "light", "dark", "system");
        if (change.DisplayName is not null)
        {
            input.Text("/displayName", change.DisplayName, 1, 100);
        }

        return input.Problem is { } invalid ? invalid : await users.ChangeProfileAsync(caller.Scope, caller.Principal, change, ct);
    }

    private static async Task<Result<Unit>> ChangePasswordAsync(
        PasswordChange change,
        Caller caller,
        Identity identity,
        SignIn signIn,
        UserStore users,
        Passwords passwords,
        HttpContext http,
        CancellationToken ct)
    {
        if (new Input().NewPassword("/new", change.New)
            .Check(change.Current.Length <= 256, "/current", "length", "A password has at most 256 characters.", "密码最多 256 个字符。")
            .Problem is { } invalid)
        {
            return invalid;
        }

        if (await signIn.ConfirmAsync(caller.Name, change.Current, ClientAddress.Of(http.Connection.RemoteIpAddress), ct) is { } refused)
        {
            return refused;
        }

        await users.SetPasswordAsync(caller.Scope, caller.Principal, passwords.Hash(change.New), keep: identity.Session, ct);
        return default(Unit);
    }

    // No expiry: the browser forgets it when it closes, the server decides when the session ends.
    private static CookieOptions CookieFor(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
