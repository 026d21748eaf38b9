using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Users;

/// <summary>A person who can sign in. A name is one person in the whole installation, however it is capitalised.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What is typed at sign-in.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="Role">What it is in its tenant.</param>
/// <param name="Disabled">A disabled user cannot sign in; its sessions and tokens answer 401.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastSignInAt">When it signed in last; null when never.</param>
public sealed record User(
    PrincipalId Id,
    string Name,
    string DisplayName,
    Role Role,
    bool Disabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt);

/// <summary>What a person's own pages need.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What is typed at sign-in.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="Language"><c>en</c> or <c>zh</c>; null when the browser decides.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>system</c>; null when never chosen.</param>
public sealed record Profile(PrincipalId Id, string Name, string DisplayName, string? Language, string? Theme);
