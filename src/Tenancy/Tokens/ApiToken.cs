using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Tokens;

/// <summary>A key for programs that act as a person, confined to some of its permissions.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="LastUsedAt">When it was used last, to the minute; null when never.</param>
/// <param name="Permissions">What it may do, as far as its person still may.</param>
public sealed record ApiToken(
    TokenId Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<string> Permissions);

/// <summary>A token that was just made: the only moment at which it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Token">The token itself; begins with <c>yq_</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="Permissions">What it may do.</param>
public sealed record IssuedToken(
    TokenId Id,
    string Name,
    string Token,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Permissions);
