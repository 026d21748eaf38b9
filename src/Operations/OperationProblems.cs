using Yunqiao.Kernel;

namespace Yunqiao.Operations;

/// <summary>Errors of starting, steering and running operations.</summary>
public static class OperationProblems
{
    /// <summary>The idempotency key was used before with another body.</summary>
    public static readonly ProblemType IdempotencyMismatch = new(
        "operation.idempotencyMismatch", 409, false,
        new("The idempotency key was used for another request", "幂等键已用于其他请求"),
        new("The same Idempotency-Key was sent before with different content.", "此前已用相同的 Idempotency-Key 提交过不同的内容。"),
        new("Use a new key for a new request, or repeat the first request unchanged.", "新请求请使用新的键，或原样重复最初的请求。"));

    /// <summary>The idempotency key is too long or empty.</summary>
    public static readonly ProblemType IdempotencyKeyInvalid = new(
        "operation.idempotencyKey", 400, false,
        new("The idempotency key is not valid", "幂等键无效"),
        new("An Idempotency-Key has 1 to {limit} characters.", "Idempotency-Key 的长度为 1 到 {limit} 个字符。"),
        new("Send a shorter key, a UUID for example.", "请使用较短的键，例如 UUID。"));

    /// <summary>The operation has ended, or is being undone.</summary>
    public static readonly ProblemType NotCancellable = new(
        "operation.notCancellable", 409, false,
        new("The operation can no longer be cancelled", "操作已无法取消"),
        new("The operation is {state}.", "操作当前状态为 {state}。"),
        new("Look at its steps to see what became of it.", "请查看其步骤了解结果。"));

    /// <summary>Only a failed operation can be tried again.</summary>
    public static readonly ProblemType NotRetryable = new(
        "operation.notRetryable", 409, false,
        new("The operation cannot be tried again", "操作无法重试"),
        new("Only a failed operation can be tried again; this one is {state}.", "只有失败的操作可以重试；此操作当前状态为 {state}。"),
        new("Start a new operation if you still want the change.", "如仍需此更改，请发起新的操作。"));

    /// <summary>Only an operation that needs attention can be resumed.</summary>
    public static readonly ProblemType NotResumable = new(
        "operation.notResumable", 409, false,
        new("The operation cannot be resumed", "操作无法继续"),
        new("Only an operation that needs attention can be resumed; this one is {state}.", "只有需要处理的操作可以继续；此操作当前状态为 {state}。"),
        new("Look at its steps to see what became of it.", "请查看其步骤了解结果。"));

    /// <summary>Only an operation that needs attention can be given up.</summary>
    public static readonly ProblemType NotAbandonable = new(
        "operation.notAbandonable", 409, false,
        new("The operation cannot be given up", "操作无法放弃"),
        new("Only an operation that needs attention can be given up; this one is {state}.", "只有需要处理的操作可以放弃；此操作当前状态为 {state}。"),
        new("Cancel an operation that is on its way.", "进行中的操作请使用取消。"));

    /// <summary>A person gave it up; it is not tried again.</summary>
    public static readonly ProblemType Abandoned = new(
        "operation.abandoned", 409, false,
        new("The operation was given up", "操作已被放弃"),
        new("What it left at the cloud was not taken back; trying again could make it a second time.", "其在云上的遗留未被撤销；重试可能造成重复。"),
        new("Settle what its log lists, then start a new operation if you still want the change.", "请先处理其日志列出的遗留，如仍需此更改，请发起新的操作。"));

    /// <summary>Some things of an operation on many failed.</summary>
    public static readonly ProblemType ItemsFailed = new(
        "operation.itemsFailed", 409, true,
        new("Not all of them succeeded", "部分对象未成功"),
        new("{failed} of {total} did not succeed; the others did and stay as they are.", "{total} 个中有 {failed} 个未成功，其余已完成并保持不变。"),
        new("The items say why. Trying again takes up only those that did not succeed.", "各对象列出了原因。重试只处理未成功的对象。"));

    /// <summary>A step took longer than it may.</summary>
    public static readonly ProblemType DeadlineExceeded = new(
        "operation.deadline", 504, true,
        new("The step took too long", "步骤超时"),
        new("The step {step} did not finish within {limit}.", "步骤 {step} 未在 {limit} 内完成。"),
        new("Check the state of the cloud and try the operation again.", "请检查云平台状态后重试此操作。"));

    /// <summary>The operation as a whole took longer than it may.</summary>
    public static readonly ProblemType Expired = new(
        "operation.expired", 504, true,
        new("The operation took too long", "操作超过期限"),
        new("It had not ended by {deadline}; what was done has been taken back.", "截至 {deadline} 仍未结束，已完成的步骤已撤销。"),
        new("Look at what it waited for, and try it again.", "请查看其等待的原因后重试。"));

    /// <summary>No server that is up knows this kind of operation.</summary>
    public static readonly ProblemType KindUnknown = new(
        "operation.kindUnknown", 500, false,
        new("No server can run this operation", "没有服务器可以执行此操作"),
        new("The kind {kind} in version {version} is not known to the servers that run now.", "当前运行的服务器不支持操作类型 {kind} 的版本 {version}。"),
        new("Finish the upgrade of all servers, then resume the operation.", "请完成全部服务器的升级，然后继续此操作。"));
}
