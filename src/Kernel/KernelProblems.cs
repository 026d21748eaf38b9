namespace Yunqiao.Kernel;

/// <summary>Errors that every part of the product shares.</summary>
public static class KernelProblems
{
    /// <summary>The input breaks a rule that its field states.</summary>
    public static readonly ProblemType Invalid = new(
        "request.invalid", 400, false,
        new("The request is not valid", "请求无效"),
        new("{summary}", "{summary}"),
        new("Correct the fields named in errors and send it again.", "更正 errors 中列出的字段后重新提交。"));

    /// <summary>The body is larger than this endpoint takes.</summary>
    public static readonly ProblemType TooLarge = new(
        "request.tooLarge", 413, false,
        new("The request is too large", "请求过大"),
        new("The request is larger than {limit}.", "请求超过 {limit} 的上限。"),
        new("Send less at a time.", "请减少单次提交的内容。"));

    /// <summary>No such thing, or none that the caller may see.</summary>
    public static readonly ProblemType NotFound = new(
        "request.notFound", 404, false,
        new("Not found", "未找到"),
        new("There is no {noun} {id} that you can see.", "没有您可见的 {noun} {id}。"),
        new("Check the id, and the tenant you are in.", "请核对 ID 和当前租户。"));

    /// <summary>The caller is not signed in.</summary>
    public static readonly ProblemType Unauthenticated = new(
        "auth.required", 401, false,
        new("Sign-in required", "需要登录"),
        new("This request carries no valid session or token.", "此请求没有有效的会话或令牌。"),
        new("Sign in, or send a valid token.", "请登录，或使用有效的令牌。"));

    /// <summary>The caller is known and may not do this.</summary>
    public static readonly ProblemType Denied = new(
        "auth.denied", 403, false,
        new("Not permitted", "没有权限"),
        new("This needs the permission {permission}.", "此操作需要权限 {permission}。"),
        new("Ask an administrator of your tenant to grant it.", "请联系租户管理员授权。"));

    /// <summary>Too many requests.</summary>
    public static readonly ProblemType Throttled = new(
        "request.throttled", 429, true,
        new("Too many requests", "请求过于频繁"),
        new("More requests arrived than are allowed.", "请求数量超过限制。"),
        new("Wait and try again.", "请稍后重试。"));

    /// <summary>A list cursor that this list did not issue.</summary>
    public static readonly ProblemType BadCursor = new(
        "request.cursor", 400, false,
        new("The cursor is not valid", "游标无效"),
        new("The cursor does not belong to this list.", "游标不属于此列表。"),
        new("Start again without a cursor.", "请去掉游标，从头开始读取。"));

    /// <summary>The database does not answer at the moment.</summary>
    public static readonly ProblemType StorageUnavailable = new(
        "storage.unavailable", 503, true,
        new("The database does not answer", "数据库无响应"),
        new("The database is restarting or out of reach; nothing was changed.", "数据库正在重启或无法访问，未做任何更改。"),
        new("Try again in a few seconds.", "请几秒后重试。"));

    /// <summary>A bug.</summary>
    public static readonly ProblemType Internal = new(
        "internal", 500, false,
        new("Something went wrong in Yunqiao", "云桥内部出错"),
        new("The request failed for a reason that is not yours.", "请求失败，原因不在您这一侧。"),
        new("Report the trace id to your operator.", "请将追踪 ID 提供给运维人员。"));
}
