using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>Why no index serves a term.</summary>
internal enum Unservable
{
    /// <summary>A text without three letters or digits in a row.</summary>
    ShortText,

    /// <summary>An attribute that is not searchable.</summary>
    Attribute,

    /// <summary>A column that has no index for this comparison.</summary>
    Column,

    /// <summary>An order that no index has.</summary>
    Sort,
}

/// <summary>A term that no index serves.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Why">What is in the way.</param>
internal sealed record UnservedTerm(string Text, SourceSpan Span, Unservable Why)
{
    /// <summary>The refusal over too many resources: which term, where, and what would make it served.</summary>
    internal Problem Refusal(int limit)
    {
        var text = new LocalizedText(
            $"No index serves {Text} here, and more than {limit} resources are left to try it on. {Remedy.En}",
            $"此处的条件 {Text} 没有索引可用，且剩余待检查的资源超过 {limit} 个。{Remedy.Zh}");
        return QueryProblems.TooBroad.At(Span, text, ("term", Text), ("limit", $"{limit}"));
    }

    private LocalizedText Remedy => Why switch
    {
        Unservable.ShortText => new(
            "Write three letters or digits in a row, the beginning of a name as name:ab*, or add kind:, account:, region: or lifecycle:.",
            "请写出连续三个以上字母或数字，或用 name:ab* 按名称开头查找，或加上 kind:、account:、region:、lifecycle: 条件。"),
        Unservable.Attribute => new(
            "GET /kinds lists the searchable attributes, which are served; or add kind:, account:, region: or lifecycle:.",
            "GET /kinds 中标为 searchable 的属性有索引；或加上 kind:、account:、region:、lifecycle: 条件。"),
        Unservable.Sort => new(
            "Sort by name, kind, lifecycle or createdAt, or add kind:, account:, region: or lifecycle:.",
            "请按 name、kind、lifecycle 或 createdAt 排序，或加上 kind:、account:、region:、lifecycle: 条件。"),
        _ => new(
            "Add kind:, account:, provider:, region: or lifecycle:, which are counted, or compare with a whole value.",
            "请加上 kind:、account:、provider:、region: 或 lifecycle: 条件，或使用完整的值比较。"),
    };
}
