using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Sync;

/// <summary>Why a unit could not be brought up to date although the cloud answered.</summary>
public static class SyncProblems
{
    /// <summary>The listing does not prove what is not in it.</summary>
    public static readonly ProblemType Unproven = new(
        "sync.unproven", 502, true,
        new("The listing proves nothing", "列表无法作为依据"),
        new("The cloud's list of {kind} ended early, or an empty list may only mean a missing permission. Nothing was removed.", "云端的 {kind} 列表不完整，或空列表可能只是缺少权限所致。未移除任何资源。"),
        new("Test the account: it names missing permissions. It is listed again by itself.", "请测试账号以查看缺少的权限；系统会自动重新读取。"));
}
