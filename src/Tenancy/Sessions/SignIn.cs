using System.Text.Json.Serialization;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tenancy.Sessions;

/// <summary>A new session: the only moment at which its token is known to the server.</summary>
/// <param name="Token">The bearer token.</param>
/// <param name="ExpiresAt">When it ends unless it is used.</param>
/// <param name="User">Who signed in.</param>
public sealed record OpenedSession(string Token, DateTimeOffset ExpiresAt, Profile User)
{
    /// <summary>The person's tenant, for the audit trail.</summary>
    [JsonIgnore]
    internal TenantId Tenant { get; init; }
}

/// <summary>Opens sessions, and finds out who a token stands for.</summary>
public sealed class SignIn
{
    private readonly SessionStore sessions;
    private readonly SignInThrottleStore throttle;
    private readonly Passwords passwords;
    private readonly TimeProvider clock;

    internal SignIn(SessionStore sessions, SignInThrottleStore throttle, Passwords passwords, TimeProvider clock)
    {
        this.sessions = sessions;
        this.throttle = throttle;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// <summary>
    /// Opens a session. A wrong password, an unknown name and a disabled person look the same and take the same time.
    /// </summary>
    internal async Task<Result<OpenedSession>> OpenAsync(string user, string password, string address, CancellationToken ct)
    {
        var rules = SignInThrottle.Rules(user.Trim().ToLowerInvariant(), address);
        if (await throttle.BeginAsync(rules, ct) is { } wait)
        {
            return Throttled(wait);
        }

        var person = await sessions.FindForSignInAsync(user.Trim(), ct);
        if (!await passwords.VerifyAsync(person?.PasswordHash, password, ct))
        {
            return TenancyProblems.WrongPassword;
        }

        await throttle.SucceededAsync(rules, ct);
        var token = SecretToken.New("");
        var expiresAt = clock.GetUtcNow() + SessionTimes.Idle;
        await sessions.AddAsync(TypedId.New<SessionId>(clock), person!, SecretToken.Hash(token), address, expiresAt, ct);
        return new OpenedSession(
            token, expiresAt, new Profile(person!.Id, person.Name, person.DisplayName, person.Language, person.Theme))
        {
            Tenant = person.Tenant,
        };
    }

    /// <summary>Checks the password of somebody who is signed in, under the same throttle as a sign-in.</summary>
    internal async Task<Problem?> ConfirmAsync(string user, string password, string address, CancellationToken ct)
    {
        var rules = SignInThrottle.Rules(user.ToLowerInvariant(), address);
        if (await throttle.BeginAsync(rules, ct) is { } wait)
        {
            return Throttled(wait);
        }

        var person = await sessions.FindForSignInAsync(user, ct);
        if (!await passwords.VerifyAsync(person?.PasswordHash, password, ct))
        {
            return TenancyProblems.WrongCurrentPassword.New();
        }

        await throttle.SucceededAsync(rules, ct);
        return null;
    }

    /// <summary>Who a token stands for; null when it is not valid (any more). Asked at every request, so revocation is immediate.</summary>
    public async Task<Identity?> IdentifyAsync(string token, CancellationToken ct)
    {
        if (token.Length is 0 or > SecretToken.MaximumLength)
        {
            return null;
        }

        var hash = SecretToken.Hash(token);
        return SecretToken.IsApiToken(token) ? await IdentifyTokenAsync(hash, ct) : await IdentifySessionAsync(hash, ct);
    }

    /// <summary>Which of these credentials (<see cref="Identity.Credential"/>) are still valid.</summary>
    public Task<IReadOnlySet<Guid>> StillValidAsync(IReadOnlyCollection<Guid> credentials, CancellationToken ct) =>
        sessions.StillValidAsync(credentials, ct);

    private static Problem Throttled(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        return TenancyProblems.SignInThrottled.With(("seconds", seconds.ToString())) with
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    private async Task<Identity?> IdentifySessionAsync(byte[] hash, CancellationToken ct)
    {
        if (await sessions.FindSessionAsync(hash, ct) is not { } row)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var expiresAt = row.ExpiresAt;
        if (now - row.SeenAt >= SessionTimes.TouchEvery)
        {
            expiresAt = SessionTimes.ExpiryAfterUse(now, row.EndsAt);
            await sessions.TouchSessionAsync(row.Session, expiresAt, ct);
        }

        return new Identity(
            new Profile(row.Principal, row.Name, row.DisplayName, row.Language, row.Theme),
            ScopeOf(row.Tenant, row.Slug, row.Descendants, row.Ancestors),
            RolePermissions.Of(row.Role),
            row.Session,
            Token: null,
            expiresAt);
    }

    private async Task<Identity?> IdentifyTokenAsync(byte[] hash, CancellationToken ct)
    {
        if (await sessions.FindTokenAsync(hash, ct) is not { } row)
        {
            return null;
        }

        if (row.LastUsedAt is null || clock.GetUtcNow() - row.LastUsedAt >= SessionTimes.TouchEvery)
        {
            await sessions.TouchTokenAsync(row.Token, ct);
        }

        return new Identity(
            new Profile(row.Principal, row.Name, row.DisplayName, row.Language, row.Theme),
            ScopeOf(row.Tenant, row.Slug, row.Descendants, row.Ancestors),
            RolePermissions.Confine(row.Role, row.Permissions),
            Session: null,
            row.Token,
            row.ExpiresAt);
    }

    private static Scope ScopeOf(TenantId tenant, string slug, Guid[] descendants, Guid[] ancestors) =>
        Scope.Of(tenant, descendants.Select(TenantId.From)) with { Slug = slug, Above = [.. ancestors.Select(TenantId.From)] };
}
