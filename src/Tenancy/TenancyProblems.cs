using Yunqiao.Kernel;

namespace Yunqiao.Tenancy;

/// <summary>Errors about people, sessions and tokens.</summary>
public static class TenancyProblems
{
    /// <summary>User name and password do not belong together; says nothing about which of them exists.</summary>
    public static readonly ProblemType WrongPassword = new(
        "session.wrongPassword", 401, false,
        new("User name or password is wrong", "用户名或密码错误"),
        new("Nobody can sign in with this user name and password.", "此用户名和密码无法登录。"),
        new("Check both. An administrator can set a new password.", "请核对后重试，管理员可重设密码。"));

    /// <summary>Too many wrong passwords from here or for this name; applies to the right password too.</summary>
    public static readonly ProblemType SignInThrottled = new(
        "session.throttled", 429, true,
        new("Too many failed sign-ins", "登录失败次数过多"),
        new("Sign-in from here is paused after too many wrong passwords.", "密码错误次数过多，此处的登录已暂停。"),
        new("Wait {seconds} seconds and try again.", "请等待 {seconds} 秒后重试。"));

    /// <summary>The current password that was sent is not the caller's.</summary>
    public static readonly ProblemType WrongCurrentPassword = new(
        "password.wrongCurrent", 409, false,
        new("The current password is wrong", "当前密码错误"),
        new("The password was not changed, because the current one does not match.", "当前密码不匹配，密码未更改。"),
        new("Type the password that you signed in with.", "请输入您登录时使用的密码。"));

    /// <summary>Somebody in this installation has the name already.</summary>
    public static readonly ProblemType NameTaken = new(
        "user.nameTaken", 409, false,
        new("The user name is taken", "用户名已被占用"),
        new("There is a user named {name} in this installation already.", "系统中已有名为 {name} 的用户。"),
        new("Choose another name.", "请换一个用户名。"));

    /// <summary>The tenant would have nobody left to manage it.</summary>
    public static readonly ProblemType LastAdministrator = new(
        "user.lastAdministrator", 409, false,
        new("The last administrator stays", "必须保留最后一名管理员"),
        new("{name} is the only enabled administrator of the tenant.", "{name} 是该租户唯一启用的管理员。"),
        new("Make somebody else an administrator first.", "请先将其他用户设为管理员。"));

    /// <summary>A token can hold no permission that its maker lacks.</summary>
    public static readonly ProblemType TokenExceedsCaller = new(
        "token.exceedsCaller", 403, false,
        new("A token cannot do more than you", "令牌的权限不能超过您本人"),
        new("You do not hold {permission}, so a token of yours cannot either.", "您没有权限 {permission}，您的令牌也不能拥有它。"),
        new("Leave it out, or ask an administrator to grant it to you.", "请去掉该权限，或联系管理员授权。"));

    /// <summary>One person holds too many tokens.</summary>
    public static readonly ProblemType TooManyTokens = new(
        "token.tooMany", 409, false,
        new("Too many tokens", "令牌数量过多"),
        new("You have {limit} tokens already.", "您已有 {limit} 个令牌。"),
        new("Delete one that is no longer used.", "请删除不再使用的令牌。"));
}
