using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Recycling;

/// <summary>Errors about the recycle bin.</summary>
public static class RecycleProblems
{
    /// <summary>It is not in the recycle bin any more.</summary>
    public static readonly ProblemType NotInBin = new(
        "recycle.notInBin", 409, false,
        new("It is not in the recycle bin", "不在回收站中"),
        new("{name} has been restored or purged meanwhile.", "{name} 已被恢复或清除。"),
        new("Look at its operations to see what became of it.", "请查看相关操作了解结果。"));

    /// <summary>Somebody started it at the cloud, so it is not destroyed.</summary>
    public static readonly ProblemType InUseAgain = new(
        "recycle.inUseAgain", 409, false,
        new("It is in use again", "资源又在使用中"),
        new("{name} is {lifecycle} at the cloud: somebody started it there, so it is not destroyed.", "{name} 在云端为 {lifecycle}：有人重新启动了它，因此不会销毁。"),
        new("Restore it, or stop it at the cloud and purge it again.", "请恢复该资源，或在云端停止后再次清除。"));

    /// <summary>The number of days is out of range.</summary>
    public static readonly ProblemType RetentionInvalid = new(
        "recycle.retention", 400, false,
        new("The retention is not valid", "保留天数无效"),
        new("A resource stays in the recycle bin for 1 to {limit} days.", "资源在回收站中保留 1 到 {limit} 天。"),
        new("Send retentionDays in that range, or none for {default} days.", "请在该范围内指定 retentionDays，不指定则为 {default} 天。"));
}
