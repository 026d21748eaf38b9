using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Errors about accounts.</summary>
public static class AccountProblems
{
    /// <summary>Another account of the tenant has this name.</summary>
    public static readonly ProblemType NameTaken = new(
        "account.nameTaken", 409, false,
        new("The name is taken", "名称已被使用"),
        new("Another account is already called {name}.", "已有名为 {name} 的账号。"),
        new("Choose another name.", "请换一个名称。"));

    /// <summary>The account is on its way out.</summary>
    public static readonly ProblemType Forgetting = new(
        "account.forgetting", 409, false,
        new("The account is being forgotten", "账号正在移除"),
        new("The account {name} is being removed from Yunqiao and takes no more commands.", "账号 {name} 正在从云桥移除，不再接受操作。"),
        new("Connect it again when it is gone, if you still need it.", "如仍需使用，请在移除完成后重新连接。"));

    /// <summary>Only forgetting is possible.</summary>
    public static readonly ProblemType ModeUnsupported = new(
        "account.modeUnsupported", 400, false,
        new("An account can only be forgotten", "账号只能移除"),
        new("An account has no deletion mode {mode}: Yunqiao does not close accounts at the cloud.", "账号不支持删除方式 {mode}：云桥不会在云上注销账号。"),
        new("Send mode=forget. Nothing at the cloud is touched.", "请使用 mode=forget，云上的资源不受影响。"));

    /// <summary>The kept credentials cannot be opened.</summary>
    public static readonly ProblemType CredentialsUnreadable = new(
        "account.credentialsUnreadable", 503, false,
        new("The credentials cannot be read", "凭据无法读取"),
        new("The credentials of {name} were sealed with another master key.", "账号 {name} 的凭据由另一个主密钥加密。"),
        new("Start the server with the right master key, or enter the credentials again.", "请使用正确的主密钥启动服务，或重新输入凭据。"));

    /// <summary>A server of this release has no such provider.</summary>
    public static readonly ProblemType ProviderAbsent = new(
        "account.providerAbsent", 503, false,
        new("The provider is not installed", "未安装该适配器"),
        new("This server has no provider {provider}.", "此服务没有适配器 {provider}。"),
        new("Use one of the providers that GET /providers lists.", "请使用 GET /providers 列出的适配器。"));

    /// <summary>The unit is not held.</summary>
    public static readonly ProblemType UnitNotHeld = new(
        "account.unitNotHeld", 409, false,
        new("Nothing is held here", "没有待确认的变更"),
        new("The unit {kind} in {region} holds nothing back.", "{region} 的 {kind} 没有待确认的消失资源。"),
        new("Load the account again to see its present state.", "请刷新账号查看当前状态。"));
}
