using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>Errors about queries. Each names the place in the text as <c>?q#char=START,END</c> (RFC 5147, counted from 0).</summary>
public static class QueryProblems
{
    /// <summary>The text is no query.</summary>
    public static readonly ProblemType Syntax = new(
        "query.syntax", 400, false,
        new("The query cannot be read", "查询语句有误"),
        new("At position {position}, expected {expected}.", "位置 {position} 处应为 {expected}。"),
        new("Correct it there; text with spaces, quotes or parentheses goes between double quotes.", "请在该处更正；含空格、引号或括号的文本需放在双引号内。"));

    /// <summary>The text is too long.</summary>
    public static readonly ProblemType TooLong = new(
        "query.tooLong", 400, false,
        new("The query is too long", "查询语句过长"),
        new("A query has at most {limit} characters.", "查询语句最多 {limit} 个字符。"),
        new("Shorten it, for example with wildcards.", "请缩短，例如使用通配符。"));

    /// <summary>Too many terms, or nested too deep.</summary>
    public static readonly ProblemType TooComplex = new(
        "query.tooComplex", 400, false,
        new("The query is too complex", "查询语句过于复杂"),
        new("A query has at most {terms} terms, nested at most {depth} deep.", "查询最多包含 {terms} 个条件，嵌套不超过 {depth} 层。"),
        new("Split it into several queries.", "请拆分为多个查询。"));

    /// <summary>No such key.</summary>
    public static readonly ProblemType UnknownKey = new(
        "query.unknownKey", 400, false,
        new("Unknown key", "未知的查询键"),
        new("Nothing is called {key}. Did you mean {suggestions}?", "没有名为 {key} 的字段。您是否要查 {suggestions}？"),
        new("Tags are written tag.KEY; text that is no key goes between double quotes.", "标签写作 tag.键；普通文本请放在双引号内。"));

    /// <summary>An attribute that holds records.</summary>
    public static readonly ProblemType Record = new(
        "query.record", 400, false,
        new("This attribute cannot be compared", "该属性无法比较"),
        new("{key} holds records, not a text, number or flag.", "{key} 的内容是结构，不是文本、数字或布尔值。"),
        new("Ask for one of its fields: {fields}; or {key}:* for any.", "请查询其字段：{fields}；或用 {key}:* 表示存在。"));

    /// <summary>An operator that the key does not take.</summary>
    public static readonly ProblemType Operator = new(
        "query.operator", 400, false,
        new("This comparison is not possible", "不支持此比较"),
        new("{key} cannot be compared with {operator}; it takes {allowed}.", "{key} 不支持 {operator}，可用 {allowed}。"),
        new("Use one of these operators.", "请改用上述运算符。"));

    /// <summary>A value that the key does not take.</summary>
    public static readonly ProblemType Value = new(
        "query.value", 400, false,
        new("The value does not fit", "值不合适"),
        new("{key} takes values such as {expected}.", "{key} 的值形如 {expected}。"),
        new("Correct the value.", "请更正该值。"));

    /// <summary>A term that no index serves, over too many resources.</summary>
    public static readonly ProblemType TooBroad = new(
        "query.tooBroad", 400, false,
        new("The query would have to read too much", "查询范围过大"),
        new("No index serves {term}, and it would have to be tried on more than {limit} resources.", "条件 {term} 没有索引可用，且需要检查超过 {limit} 个资源。"),
        new(
            "Narrow the query by kind, account, region or lifecycle, or use an attribute that GET /kinds lists as searchable, or a text of at least three letters.",
            "请用 kind、account、region 或 lifecycle 缩小范围，或使用 GET /kinds 中标为可搜索的属性，或至少三个字符的文本。"));

    /// <summary>An order that lists do not have.</summary>
    public static readonly ProblemType Sort = new(
        "query.sort", 400, false,
        new("Unknown order", "未知的排序"),
        new("A list cannot be sorted by {sort}; it can by {allowed}, with - for descending.", "列表不支持按 {sort} 排序；可用 {allowed}，加 - 表示降序。"),
        new("Use one of these.", "请使用上述排序之一。"));

    /// <summary>Something that is not counted.</summary>
    public static readonly ProblemType Facet = new(
        "query.facet", 400, false,
        new("Unknown facet", "未知的分面"),
        new("There is no facet {facet}; there is {allowed}.", "没有分面 {facet}；可用 {allowed}。"),
        new("Use some of these.", "请使用上述分面。"));

    internal static Problem At(this ProblemType type, SourceSpan span, params (string Name, string Value)[] arguments) =>
        type.At(span, null, arguments);

    /// <param name="type">What is wrong.</param>
    /// <param name="span">Where.</param>
    /// <param name="detail">What to say of that place; null says what the type says.</param>
    /// <param name="arguments">Values of the placeholders; the same in every language.</param>
    internal static Problem At(this ProblemType type, SourceSpan span, LocalizedText? detail, params (string Name, string Value)[] arguments)
    {
        var problem = type.With([("position", $"{span.Start}"), ("length", $"{span.Length}"), .. arguments]);
        var text = detail ?? new LocalizedText(
            type.Detail.In(Language.English, problem.Arguments), type.Detail.In(Language.Chinese, problem.Arguments));
        return problem with { Errors = [new FieldError($"?q#char={span.Start},{span.Start + span.Length}", type.Code, text)] };
    }
}
