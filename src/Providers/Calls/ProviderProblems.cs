using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>What a person reads when a cloud refuses or fails. <c>{message}</c> is the cloud's own sentence.</summary>
public static class ProviderProblems
{
    /// <summary><see cref="FaultKind.Invalid"/>.</summary>
    public static readonly ProblemType Invalid = Of(
        "provider.invalid", 422, false,
        new("The cloud finds the request wrong", "云端认为请求有误"),
        new("Change what it names and try again.", "请按提示修改后重试。"));

    /// <summary><see cref="FaultKind.Auth"/>.</summary>
    public static readonly ProblemType Auth = Of(
        "provider.auth", 422, false,
        new("The cloud refuses the credentials", "云端拒绝了凭据"),
        new("Check the account's credentials, certificates and endpoint.", "请检查账号的凭据、证书和接入地址。"));

    /// <summary><see cref="FaultKind.Denied"/>.</summary>
    public static readonly ProblemType Denied = Of(
        "provider.denied", 422, false,
        new("The cloud does not permit it", "云端不允许此操作"),
        new("Grant the account what is missing, then try again.", "请为账号授予所缺权限后重试。"));

    /// <summary><see cref="FaultKind.NotFound"/>.</summary>
    public static readonly ProblemType NotFound = Of(
        "provider.notFound", 404, false,
        new("The cloud does not know it", "云端没有该对象"),
        new("It may be gone: refresh and look again.", "它可能已被删除，请刷新后查看。"));

    /// <summary><see cref="FaultKind.Conflict"/>.</summary>
    public static readonly ProblemType Conflict = Of(
        "provider.conflict", 409, false,
        new("Its present state forbids it", "当前状态不允许此操作"),
        new("Resolve what it names, or choose another name, and try again.", "请处理提示的冲突，或更换名称后重试。"));

    /// <summary><see cref="FaultKind.Quota"/>.</summary>
    public static readonly ProblemType Quota = Of(
        "provider.quota", 409, false,
        new("A quota of the cloud account is used up", "云账号配额已用完"),
        new("Free something or ask the vendor for more.", "请释放资源或向厂商申请提升配额。"));

    /// <summary><see cref="FaultKind.NoStock"/>.</summary>
    public static readonly ProblemType NoStock = Of(
        "provider.noStock", 409, false,
        new("The cloud has no capacity for it", "云端库存不足"),
        new("Choose another type or zone, or try later.", "请更换规格或可用区，或稍后重试。"));

    /// <summary><see cref="FaultKind.Arrears"/>.</summary>
    public static readonly ProblemType Arrears = Of(
        "provider.arrears", 409, false,
        new("The cloud account owes money", "云账号欠费"),
        new("Pay the vendor, then try again.", "请向厂商缴费后重试。"));

    /// <summary><see cref="FaultKind.Throttled"/>.</summary>
    public static readonly ProblemType Throttled = Of(
        "provider.throttled", 503, true,
        new("The cloud asks for fewer calls", "云端限制了调用频率"),
        new("Wait a little; nothing was changed.", "请稍候，未做任何更改。"));

    /// <summary><see cref="FaultKind.Unavailable"/>.</summary>
    public static readonly ProblemType Unavailable = Of(
        "provider.unavailable", 503, true,
        new("The cloud does not answer", "云端无响应"),
        new("Check that it runs and that this server can reach the endpoint, then try again.", "请确认其正在运行且本服务器可访问该地址，然后重试。"));

    /// <summary><see cref="FaultKind.Unsupported"/>.</summary>
    public static readonly ProblemType Unsupported = Of(
        "provider.unsupported", 422, false,
        new("This cloud cannot do it", "该云不支持此操作"),
        new("Use another way, or a cloud that offers it.", "请改用其他方式，或选择支持此功能的云。"));

    /// <summary><see cref="FaultKind.Ambiguous"/>.</summary>
    public static readonly ProblemType Ambiguous = Of(
        "provider.ambiguous", 502, true,
        new("The cloud's answer was lost", "云端的应答丢失"),
        new("Yunqiao looks up what happened before anything is repeated.", "云桥会先查明结果，再决定是否重试。"));

    /// <summary><see cref="FaultKind.Bug"/>.</summary>
    public static readonly ProblemType Bug = Of(
        "provider.unexpected", 502, false,
        new("The cloud answered something unexpected", "云端的应答不符合预期"),
        new("Check that the endpoint is what the account says; if it is, report it to your operator.", "请确认接入地址与账号类型一致；若无误，请联系运维人员。"));

    /// <summary>A registry has no such image, or does not give it to the cloud.</summary>
    public static readonly ProblemType ImageRefused = Of(
        "provider.imageRefused", 422, false,
        new("The image cannot be pulled", "无法拉取镜像"),
        new("Check the image's name and tag, and that the engine may read from the registry.", "请检查镜像名称与标签，以及引擎是否有权访问该镜像仓库。"));

    /// <summary>The cloud itself does not reach the registry of an image.</summary>
    public static readonly ProblemType RegistryUnreachable = Of(
        "provider.registryUnreachable", 503, true,
        new("The registry of the image does not answer", "镜像仓库无响应"),
        new(
            "Check the engine's network, proxy and name server, or load the image into the engine first, then try again.",
            "请检查引擎的网络、代理与域名解析，或先将镜像导入引擎，然后重试。"));

    /// <summary>The problem of a fault, with the vendor's message, code and request id as arguments.</summary>
    public static Problem From(ProviderException fault)
    {
        var problem = (fault.Particular ?? TypeOf(fault.Kind)).With(
            ("message", fault.Message), ("vendorCode", fault.VendorCode ?? ""), ("requestId", fault.RequestId ?? ""));
        return problem with { RetryAfter = fault.RetryAfter };
    }

    /// <summary>The entry of a kind of fault.</summary>
    public static ProblemType TypeOf(FaultKind kind) => kind switch
    {
        FaultKind.Invalid => Invalid,
        FaultKind.Auth => Auth,
        FaultKind.Denied => Denied,
        FaultKind.NotFound => NotFound,
        FaultKind.Conflict => Conflict,
        FaultKind.Quota => Quota,
        FaultKind.NoStock => NoStock,
        FaultKind.Arrears => Arrears,
        FaultKind.Throttled => Throttled,
        FaultKind.Unavailable => Unavailable,
        FaultKind.Unsupported => Unsupported,
        FaultKind.Ambiguous => Ambiguous,
        FaultKind.Bug => Bug,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static ProblemType Of(string code, int status, bool retryable, LocalizedText title, LocalizedText remedy) =>
        new(code, status, retryable, title, new LocalizedText("{message}", "{message}"), remedy);
}
