using Yunqiao.Kernel;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tenancy.Sessions;

/// <summary>Who a valid session or API token stands for, as one look-up found it.</summary>
/// <param name="User">The person.</param>
/// <param name="Scope">Its tenant and those below.</param>
/// <param name="Permissions">What it may do; an API token may be confined to some of its role's.</param>
/// <param name="Session">The session; null for an API token.</param>
/// <param name="Token">The API token; null for a session.</param>
/// <param name="ExpiresAt">When it ends unless it is used; null for a token without end.</param>
public sealed record Identity(
    Profile User,
    Scope Scope,
    IReadOnlySet<Permission> Permissions,
    SessionId? Session,
    TokenId? Token,
    DateTimeOffset? ExpiresAt)
{
    /// <summary>The session's or the token's id: what an open stream is watched by.</summary>
    public Guid Credential => Session?.Value ?? Token!.Value.Value;

    /// <summary>The caller that handlers see.</summary>
    public Caller CallerIn(Language language) => new(User.Id, User.Name, Scope, Permissions, language);
}
