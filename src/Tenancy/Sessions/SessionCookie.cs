namespace Yunqiao.Tenancy.Sessions;

/// <summary>The cookie that browsers carry a session in.</summary>
public static class SessionCookie
{
    /// <summary>Its name.</summary>
    public const string Name = "yunqiao_session";
}
