namespace Yunqiao.Tenancy.Sessions;

/// <summary>How long a session lasts.</summary>
internal static class SessionTimes
{
    /// <summary>Without use it ends after this.</summary>
    internal static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>However much it is used, it ends after this.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Use is written down this often, so that a busy session costs few writes.</summary>
    internal static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    internal static DateTimeOffset ExpiryAfterUse(DateTimeOffset now, DateTimeOffset endsAt) =>
        now + Idle < endsAt ? now + Idle : endsAt;
}
