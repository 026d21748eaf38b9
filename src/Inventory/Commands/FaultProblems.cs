using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>What a cloud's refusals and failures are for a person: one entry per <see cref="FaultKind"/>.</summary>
public static class FaultProblems
{
    /// <summary>The cloud says that the request is wrong.</summary>
    public static readonly ProblemType Invalid = new(
        "cloud.invalid", 422, false,
        new("The cloud finds the request invalid", "云端认为请求无效"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Correct the input and try again.", "请更正输入后重试。"));

    /// <summary>The credentials do not work.</summary>
    public static readonly ProblemType Auth = new(
        "cloud.auth", 422, false,
        new("The credentials do not work", "凭据无效"),
        new("The cloud does not accept the account's credentials: {message}", "云端不接受该账号的凭据：{message}"),
        new("Enter valid credentials for the account and test it.", "请为账号填写有效凭据并测试连接。"));

    /// <summary>The credentials may not do this.</summary>
    public static readonly ProblemType Denied = new(
        "cloud.denied", 422, false,
        new("The account lacks a permission", "账号缺少权限"),
        new("The cloud refused: {message}", "云端拒绝：{message}"),
        new("Grant the account that permission at the cloud, then try again.", "请在云端为该账号授权后重试。"));

    /// <summary>The cloud has no such thing.</summary>
    public static readonly ProblemType NotFound = new(
        "cloud.notFound", 422, false,
        new("The cloud has no such thing", "云端没有该对象"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Check the names and ids that you gave.", "请核对填写的名称和 ID。"));

    /// <summary>Its state, or a name that is taken, forbids it.</summary>
    public static readonly ProblemType Conflict = new(
        "cloud.conflict", 409, false,
        new("The cloud reports a conflict", "云端报告冲突"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Choose another name, or bring the resource into a state that allows it.", "请更换名称，或先将资源调整到允许此操作的状态。"));

    /// <summary>A quota is used up.</summary>
    public static readonly ProblemType Quota = new(
        "cloud.quota", 422, false,
        new("A quota of the account is used up", "账号配额不足"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Free some of it or ask the cloud for more.", "请释放部分资源或向云厂商申请提升配额。"));

    /// <summary>The cloud has no capacity.</summary>
    public static readonly ProblemType NoStock = new(
        "cloud.noStock", 422, false,
        new("The cloud has no capacity", "云端库存不足"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Choose another type or zone, or try later.", "请更换规格或可用区，或稍后重试。"));

    /// <summary>The account owes money.</summary>
    public static readonly ProblemType Arrears = new(
        "cloud.arrears", 422, false,
        new("The account is in arrears", "账号欠费"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Settle the account with the cloud, then try again.", "请在云厂商处结清费用后重试。"));

    /// <summary>Too many calls.</summary>
    public static readonly ProblemType Throttled = new(
        "cloud.throttled", 503, true,
        new("The cloud asks for patience", "云端限流"),
        new("The cloud refused because of too many calls: {message}", "调用过多，云端暂时拒绝：{message}"),
        new("It is tried again by itself; nothing was changed.", "系统会自动重试，未做任何更改。"));

    /// <summary>Out of reach.</summary>
    public static readonly ProblemType Unavailable = new(
        "cloud.unavailable", 503, true,
        new("The cloud is out of reach", "云端无法访问"),
        new("The endpoint does not answer: {message}", "端点没有响应：{message}"),
        new("Check that the peer runs and that this server can reach it; it is tried again by itself.", "请确认对端正在运行且本服务可以访问；系统会自动重试。"));

    /// <summary>The peer cannot do this.</summary>
    public static readonly ProblemType Unsupported = new(
        "cloud.unsupported", 422, false,
        new("The cloud cannot do this", "云端不支持此操作"),
        new("The cloud answered: {message}", "云端返回：{message}"),
        new("Use another way, or a newer version of the peer.", "请换用其他方式，或升级对端版本。"));

    /// <summary>Nobody knows whether it happened.</summary>
    public static readonly ProblemType Ambiguous = new(
        "cloud.ambiguous", 502, true,
        new("The answer of the cloud was lost", "云端应答丢失"),
        new("The request was sent and its answer was lost: {message}", "请求已发出但应答丢失：{message}"),
        new("Yunqiao looks up what became of it before anything is sent again.", "云桥会先查明结果，再决定是否重发。"));

    /// <summary>An answer that makes no sense.</summary>
    public static readonly ProblemType Bug = new(
        "cloud.unexpected", 502, false,
        new("The cloud answered something unexpected", "云端应答异常"),
        new("The answer could not be understood: {message}", "无法理解云端的应答：{message}"),
        new("Check the endpoint and its version; if both are right, report it.", "请检查端点和版本；若均无误，请反馈此问题。"));

    /// <summary>Longest message of a vendor that is kept.</summary>
    private const int MessageLength = 600;

    /// <summary>The problem of a fault, with what the vendor said.</summary>
    public static Problem From(ProviderException fault) =>
        Of(fault.Kind) is var type && fault.RetryAfter is { } after
            ? Describe(type, fault) with { RetryAfter = after }
            : Describe(type, fault);

    /// <summary>The entry of a kind of fault.</summary>
    public static ProblemType Of(FaultKind kind) => kind switch
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

    private static Problem Describe(ProblemType type, ProviderException fault)
    {
        var message = fault.Message.Length <= MessageLength ? fault.Message : fault.Message[..MessageLength] + "…";
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = message };
        if (fault.VendorCode is { } code)
        {
            arguments["vendorCode"] = code;
        }

        if (fault.RequestId is { } request)
        {
            arguments["requestId"] = request;
        }

        return new Problem(type) { Arguments = arguments, InternalDetail = fault.Action };
    }
}
