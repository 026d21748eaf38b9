using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Commands;

/// <summary>Errors about what is asked of resources.</summary>
public static class ResourceProblems
{
    /// <summary>The cloud, or the kind, has no such verb.</summary>
    public static readonly ProblemType VerbUnsupported = new(
        "resource.verbUnsupported", 422, false,
        new("This cannot be done here", "不支持此操作"),
        new("{provider} cannot do {verb} with {kind}.", "{provider} 不支持对 {kind} 执行 {verb}。"),
        new("GET /providers lists what each provider can do.", "可通过 GET /providers 查看各适配器支持的操作。"));

    /// <summary>No cloud has it, so nothing can be asked of one.</summary>
    public static readonly ProblemType WrittenByHand = new(
        "resource.writtenByHand", 422, false,
        new("No cloud has it", "该资源不在任何云上"),
        new("{name} was written down by a person; there is no cloud to run an action.", "{name} 为手工登记，没有可执行操作的云。"),
        new("Change its attributes or state with PATCH, or delete it.", "请用 PATCH 修改其属性或状态，或将其删除。"));

    /// <summary>Somebody protected it.</summary>
    public static readonly ProblemType Protected = new(
        "resource.protected", 409, false,
        new("It is protected against deletion", "该资源受删除保护"),
        new("{name} is protected against deletion, {where}.", "{name} 已启用删除保护（{where}）。"),
        new("Take the protection off first, if you are sure.", "如确认要删除，请先关闭删除保护。"));

    /// <summary>A query finds another number of resources than the caller saw.</summary>
    public static readonly ProblemType CountChanged = new(
        "resource.countChanged", 409, false,
        new("The query finds another number of resources", "查询匹配的资源数量已变化"),
        new("{expected} resources were expected and the query finds {found}.", "预期 {expected} 个资源，实际匹配 {found} 个。"),
        new("Look at the list again, and send the number that you see.", "请重新查看列表，并提交看到的数量。"));

    /// <summary>A query finds more resources than one operation takes.</summary>
    public static readonly ProblemType TooManyAtOnce = new(
        "resource.tooManyAtOnce", 422, false,
        new("These are too many at once", "一次处理的资源过多"),
        new("The query finds {found} resources; one operation takes {limit}.", "查询匹配 {found} 个资源；单次最多处理 {limit} 个。"),
        new("Narrow the query and do it in parts.", "请缩小查询范围，分批执行。"));

    /// <summary>Its lifecycle forbids it.</summary>
    public static readonly ProblemType WrongLifecycle = new(
        "resource.wrongLifecycle", 409, false,
        new("Its present state does not allow this", "当前状态不允许此操作"),
        new("{name} is {lifecycle}; {verb} needs {allowed}.", "{name} 当前为 {lifecycle}；{verb} 需要处于 {allowed}。"),
        new("Bring it into one of these states first.", "请先将其调整到上述状态之一。"));

    /// <summary>It is so already.</summary>
    public static readonly ProblemType SoAlready = new(
        "resource.soAlready", 409, false,
        new("It is so already", "已处于目标状态"),
        new("{name} is {lifecycle} already; nothing had to be done.", "{name} 已处于 {lifecycle}，无需操作。"),
        new("Nothing has to be done.", "无需处理。"));

    /// <summary>It does not exist at the cloud yet, or no longer.</summary>
    public static readonly ProblemType NotThere = new(
        "resource.notThere", 409, false,
        new("The cloud does not have it", "云端没有该资源"),
        new("{name} has no counterpart at the cloud: its creation has not ended, or it is gone.", "{name} 在云端没有对应资源：创建尚未完成，或已不存在。"),
        new("Wait for the creation, or forget the resource.", "请等待创建完成，或移除该资源。"));

    /// <summary>It cannot be stopped, so it cannot be kept for a while.</summary>
    public static readonly ProblemType RecycleUnsupported = new(
        "resource.recycleUnsupported", 422, false,
        new("It cannot be recycled", "无法移入回收站"),
        new("Only what can be stopped and destroyed can be recycled; {provider} cannot do both with {kind}.", "只有可停止且可销毁的资源才能回收；{provider} 不支持对 {kind} 执行这两项操作。"),
        new("Use mode=destroy to destroy it, or mode=forget to stop managing it.", "可用 mode=destroy 销毁，或用 mode=forget 停止纳管。"));

    /// <summary>An unknown deletion mode.</summary>
    public static readonly ProblemType ModeUnsupported = new(
        "resource.modeUnsupported", 400, false,
        new("Unknown deletion mode", "未知的删除方式"),
        new("There is no deletion mode {mode}.", "没有删除方式 {mode}。"),
        new("Use mode=forget, recycle or destroy.", "请使用 mode=forget、recycle 或 destroy。"));

    /// <summary>The graph has moved since the plan was made.</summary>
    public static readonly ProblemType PlanStale = new(
        "plan.stale", 409, false,
        new("The plan is out of date", "方案已过期"),
        new("What the plan stood on has changed since it was made.", "方案所依据的资源在生成之后发生了变化。"),
        new("Make a new plan and look at it again.", "请重新生成方案并确认。"));

    /// <summary>No such plan, or not of this request.</summary>
    public static readonly ProblemType PlanUnknown = new(
        "plan.unknown", 404, false,
        new("There is no such plan", "没有该方案"),
        new("No plan {id} of this request is kept; plans are kept for an hour.", "没有与此请求对应的方案 {id}；方案仅保留一小时。"),
        new("Make a new plan.", "请重新生成方案。"));

    /// <summary>A new container ended at once with an error.</summary>
    public static readonly ProblemType DiedAtStart = new(
        "container.diedAtStart", 422, false,
        new("The container ended at once", "容器启动后立即退出"),
        new("{name} was created and started, and ended with exit code {exitCode}.", "{name} 已创建并启动，但随即以退出码 {exitCode} 结束。"),
        new("Read its logs, correct its command or settings, and start it again. It was kept so that you can.", "请查看日志，修正命令或配置后重新启动。容器已保留以便排查。"));

    /// <summary>The cloud did what was asked, and the thing does not become what it should.</summary>
    public static readonly ProblemType NotObserved = new(
        "resource.notObserved", 502, true,
        new("The result could not be observed", "未能观察到结果"),
        new("The cloud accepted the request, and {name} was not observed as expected: it is {lifecycle}.", "云端已接受请求，但未观察到 {name} 达到预期状态：当前为 {lifecycle}。"),
        new("Look at the resource, and try again if need be.", "请查看该资源，必要时重试。"));

    /// <summary>A stream ticket that is used, old or another's.</summary>
    public static readonly ProblemType TicketInvalid = new(
        "stream.ticketInvalid", 404, false,
        new("The stream cannot be opened", "无法打开数据流"),
        new("The ticket is unknown, used or older than 30 seconds.", "票据未知、已使用或超过 30 秒。"),
        new("Open the console or the log again.", "请重新打开控制台或日志。"));
}
