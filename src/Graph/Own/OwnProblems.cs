using Yunqiao.Kernel;

namespace Yunqiao.Graph.Own;

/// <summary>Errors about things that people write down.</summary>
public static class OwnProblems
{
    /// <summary>A cloud says what the thing is.</summary>
    public static readonly ProblemType Observed = new(
        "resource.observed", 409, false,
        new("A cloud says this, not a person", "该信息来自云端，不能手工修改"),
        new("Attributes and state of a {kind} are what its cloud says.", "{kind} 的属性和状态以云端为准。"),
        new("Run an action on it instead; name and tags can be your own.", "请对其执行操作；名称和标签可以自定义。"));
}
