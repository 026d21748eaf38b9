using Yunqiao.Kernel;

namespace Yunqiao.Graph.Kinds;

/// <summary>Errors about kinds.</summary>
public static class KindProblems
{
    /// <summary>A kind of that id exists.</summary>
    public static readonly ProblemType Exists = new(
        "kind.exists", 409, false,
        new("The kind exists already", "类型已存在"),
        new("There is a kind {id} already.", "类型 {id} 已存在。"),
        new("Change it with PUT /kinds/{id}, or choose another id.", "可用 PUT /kinds/{id} 修改，或换一个 ID。"));

    /// <summary>Things of the kind would no longer be valid.</summary>
    public static readonly ProblemType Breaking = new(
        "kind.breaking", 409, false,
        new("Existing things would become invalid", "已有对象将失效"),
        new("{count} things of {id} were written under the present definition; {summary}", "已有 {count} 个 {id} 对象按当前定义写入；{summary}"),
        new("Keep what is there and add to it, or change or delete these things first.", "请仅做增补，或先修改、删除这些对象。"));

    /// <summary>Things of the kind exist.</summary>
    public static readonly ProblemType InUse = new(
        "kind.inUse", 409, false,
        new("The kind is in use", "类型正在使用"),
        new("There are {count} things of {id}.", "仍有 {count} 个 {id} 对象。"),
        new("Delete these things first; kind:{id} finds them.", "请先删除这些对象；可用 kind:{id} 查找。"));

    /// <summary>The kind belongs to the product or to a tenant above.</summary>
    public static readonly ProblemType NotYours = new(
        "kind.notYours", 403, false,
        new("The kind is not yours to change", "无权更改该类型"),
        new("{id} comes with the product or belongs to a tenant above yours.", "{id} 为内置类型，或属于上级租户。"),
        new("Define a kind of your own, or ask the tenant it belongs to.", "请自定义类型，或联系其所属租户。"));

    /// <summary>A tenant has as many kinds as it may.</summary>
    public static readonly ProblemType TooMany = new(
        "kind.tooMany", 409, false,
        new("There are too many kinds", "类型数量过多"),
        new("A tenant may define {limit} kinds.", "每个租户最多定义 {limit} 个类型。"),
        new("Delete one that nothing uses.", "请删除不再使用的类型。"));

    /// <summary>Another thing has the value of a unique attribute.</summary>
    public static readonly ProblemType NotUnique = new(
        "resource.notUnique", 409, false,
        new("The value is taken", "取值已被占用"),
        new("Another thing of {kind} has the same {attribute}.", "另一个 {kind} 对象已使用相同的 {attribute}。"),
        new("Choose another value, or change the other thing first.", "请更换取值，或先修改另一个对象。"));
}
