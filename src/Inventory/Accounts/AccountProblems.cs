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

    /// <summary>Operations of the account have not ended.</summary>
    public static readonly ProblemType Busy = new(
        "account.busy", 409, true,
        new("The account has unfinished operations", "账号有未完成的操作"),
        new("{count} operations of the account {name} have not ended.", "账号 {name} 还有 {count} 个操作未结束。"),
        new("Wait for them or cancel them, then forget the account.", "请等待或取消这些操作后再移除账号。"));

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

    /// <summary>A local Docker engine is there, and the server's user may not talk to it.</summary>
    public static readonly ProblemType DockerDenied = new(
        "account.dockerDenied", 403, false,
        new("No permission on the Docker socket", "没有 Docker 套接字权限"),
        new("The user that runs Yunqiao may not open {path}.", "运行云桥的用户无权访问 {path}。"),
        new("Add that user to the group docker (usermod -aG docker USER), sign in anew and restart Yunqiao.", "请将该用户加入 docker 组（usermod -aG docker USER），重新登录后重启云桥。"));

    /// <summary>A local Docker socket is there, and no engine answers on it.</summary>
    public static readonly ProblemType DockerSilent = new(
        "account.dockerSilent", 503, true,
        new("The Docker engine does not answer", "Docker 引擎无响应"),
        new("Nothing answers on {path}.", "{path} 上没有响应。"),
        new("Start the engine (systemctl start docker) and look again.", "请启动引擎（systemctl start docker）后重试。"));

    /// <summary>The unit is not held.</summary>
    public static readonly ProblemType UnitNotHeld = new(
        "account.unitNotHeld", 409, false,
        new("Nothing is held here", "没有待确认的变更"),
        new("The unit {kind} in {region} holds nothing back.", "{region} 的 {kind} 没有待确认的消失资源。"),
        new("Load the account again to see its present state.", "请刷新账号查看当前状态。"));
}
