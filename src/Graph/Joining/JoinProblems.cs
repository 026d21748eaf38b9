using Yunqiao.Kernel;

namespace Yunqiao.Graph.Joining;

/// <summary>Errors about making one resource of two and two of one.</summary>
public static class JoinProblems
{
    /// <summary>They are not of one kind, or not of one tenant.</summary>
    public static readonly ProblemType NotAlike = new(
        "resource.notAlike", 409, false,
        new("These cannot be one thing", "这两个资源不可能是同一个"),
        new("{name} and {other} are of different kinds or belong to different tenants.", "{name} 与 {other} 的类型不同，或属于不同租户。"),
        new("Link resources of one kind in one tenant.", "请关联同一租户中同一类型的资源。"));

    /// <summary>One account knows both.</summary>
    public static readonly ProblemType OneAccount = new(
        "resource.oneAccount", 409, false,
        new("Their cloud says these are two", "云端认为这是两个资源"),
        new("The account {account} lists {name} and {other} as two things.", "账号 {account} 把 {name} 和 {other} 列为两个资源。"),
        new("Link resources that different accounts see; if one of them is a copy, leave them apart.", "请关联由不同账号看到的资源；如果其中一个是副本，请保持分开。"));

    /// <summary>It is not yet, or not at all, what a cloud shows.</summary>
    public static readonly ProblemType NotLinkable = new(
        "resource.notLinkable", 409, false,
        new("No cloud has shown this yet", "云端尚未显示该资源"),
        new("{name} was written down by a person or is still being created.", "{name} 由人工登记，或仍在创建中。"),
        new("Wait until its account was synchronised; what people write down stays by itself.", "请等待其账号同步完成；人工登记的资源不能关联。"));

    /// <summary>It is the only record, or not one of the resource.</summary>
    public static readonly ProblemType NotJoined = new(
        "resource.notJoined", 409, false,
        new("Nothing to take apart", "没有可拆分的记录"),
        new("{name} has no other record that could stand alone beside this one.", "{name} 没有其他可以独立存在的记录。"),
        new("Look at the records of the resource: it needs two of them that were observed.", "请查看该资源的记录：至少需要两条已同步的记录。"));
}
