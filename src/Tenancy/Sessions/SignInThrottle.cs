namespace Yunqiao.Tenancy.Sessions;

/// <summary>
/// How failed sign-ins slow the next one down. Three counts: a name from an address (somebody guesses one person's
/// password), an address (somebody tries many names) and a name from anywhere (many machines guess one person's password).
/// Locks grow and end: the last kind stays short, so that strangers cannot keep an administrator out. An attempt during a
/// lock is refused without a look at the password and lengthens nothing. Names that do not exist count like those that do.
/// </summary>
internal static class SignInThrottle
{
    /// <summary>After this long without a failure the count starts again.</summary>
    internal static readonly TimeSpan Forget = TimeSpan.FromMinutes(30);

    /// <summary>The counts that an attempt touches, in the order in which their rows are locked.</summary>
    internal static IReadOnlyList<ThrottleRule> Rules(string user, string address) =>
    [
        new("address:" + address, Free: 20, Longest: TimeSpan.FromMinutes(5)),
        new("name:" + user, Free: 50, Longest: TimeSpan.FromSeconds(10)),
        new("pair:" + address + ":" + user, Free: 5, Longest: TimeSpan.FromMinutes(5)),
    ];

    /// <summary>How long an attempt has to wait; null when it may go ahead.</summary>
    internal static TimeSpan? Wait(ThrottleCount? count, DateTimeOffset now) =>
        count?.LockedUntil is { } until && until > now ? until - now : null;

    /// <summary>
    /// The count with an attempt that goes ahead. It counts as failed until the password proves right, so that a thousand
    /// attempts at the same moment are not a thousand guesses.
    /// </summary>
    internal static ThrottleCount Attempt(ThrottleRule rule, ThrottleCount? count, DateTimeOffset now)
    {
        var failures = count is null || now - count.LastFailureAt > Forget ? 1 : count.Failures + 1;
        var excess = failures - rule.Free;
        DateTimeOffset? lockedUntil = excess < 0
            ? null
            : now + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(excess, 20)), rule.Longest.TotalSeconds));
        return new ThrottleCount(rule.Key, failures, now, lockedUntil);
    }
}

/// <summary>How one count grows into a lock.</summary>
/// <param name="Key">What is counted.</param>
/// <param name="Free">Failures without a lock.</param>
/// <param name="Longest">The lock never exceeds it.</param>
internal sealed record ThrottleRule(string Key, int Free, TimeSpan Longest);

/// <summary>A count as it is kept.</summary>
internal sealed record ThrottleCount(string Key, int Failures, DateTimeOffset LastFailureAt, DateTimeOffset? LockedUntil);
