using Yunqiao.Kernel;

namespace Yunqiao.Graph.Past;

/// <summary>Errors about moments that cannot be read back.</summary>
public static class PastProblems
{
    /// <summary>Older than the history reaches.</summary>
    public static readonly ProblemType TooOld = new(
        "history.tooOld", 400, false,
        new("The history does not reach back so far", "历史记录未保留到该时间"),
        new("{at} is before {oldest}, where the history begins.", "{at} 早于历史记录的起始时间 {oldest}。"),
        new("Ask for a later moment.", "请选择更晚的时间。"));

    /// <summary>In the future.</summary>
    public static readonly ProblemType NotYet = new(
        "history.notYet", 400, false,
        new("That moment has not come yet", "该时间尚未到来"),
        new("{at} is in the future.", "{at} 是未来的时间。"),
        new("Ask for a moment of the past, with its time zone: 2026-05-04T03:02:01Z.", "请选择过去的时间并注明时区，例如 2026-05-04T03:02:01Z。"));
}
