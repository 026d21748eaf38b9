using System.Text;

namespace Yunqiao.Graph.Queries;

/// <summary>A query as a tree. <see cref="object.ToString"/> is its canonical text: reading that again gives the same tree.</summary>
internal abstract record QueryNode
{
    /// <summary>Everything: the query without a term.</summary>
    internal static QueryNode Everything { get; } = new AllOf([]);

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text, nested: false);
        return text.ToString();
    }

    internal abstract void Write(StringBuilder text, bool nested);
}

/// <summary>Where a term stood in the text. No part of what a query means, so all spans are equal.</summary>
internal readonly record struct SourceSpan(int Start, int Length)
{
    public bool Equals(SourceSpan other) => true;

    public override int GetHashCode() => 0;
}

/// <summary>All of some conditions; everything when there is none.</summary>
internal sealed record AllOf(IReadOnlyList<QueryNode> Items) : QueryNode
{
    internal override void Write(StringBuilder text, bool nested)
    {
        var parentheses = nested && Items.Count != 1;
        text.Append(parentheses ? "(" : "");
        for (var i = 0; i < Items.Count; i++)
        {
            text.Append(i > 0 ? " " : "");
            Items[i].Write(text, nested: nested || Items.Count > 1);
        }

        text.Append(parentheses ? ")" : "");
    }
}

/// <summary>Any of some conditions, at least two.</summary>
internal sealed record AnyOf(IReadOnlyList<QueryNode> Items) : QueryNode
{
    internal override void Write(StringBuilder text, bool nested)
    {
        text.Append(nested ? "(" : "");
        for (var i = 0; i < Items.Count; i++)
        {
            text.Append(i > 0 ? " or " : "");
            Items[i].Write(text, nested: true);
        }

        text.Append(nested ? ")" : "");
    }
}

/// <summary>Not a condition.</summary>
internal sealed record Not(QueryNode Item) : QueryNode
{
    internal override void Write(StringBuilder text, bool nested)
    {
        text.Append('-');
        Item.Write(text, nested: true);
    }
}

/// <summary>Free text: a part of name, external id or an address.</summary>
internal sealed record FreeText(QueryValue Value, SourceSpan Span) : QueryNode
{
    internal override void Write(StringBuilder text, bool nested) => Value.Write(text, asTerm: true);
}

/// <summary>A key compared with a value: a column of resources or an attribute of kinds.</summary>
internal sealed record Comparison(string Key, QueryOperator Operator, QueryValue Value, SourceSpan Span) : QueryNode
{
    internal override void Write(StringBuilder text, bool nested)
    {
        text.Append(Key).Append(Operator.Symbol());
        Value.Write(text, asTerm: false);
    }
}

/// <summary>A tag compared with a value, or present when there is none.</summary>
internal sealed record TagTerm(string Key, QueryOperator Operator, QueryValue? Value, SourceSpan Span) : QueryNode
{
    internal override void Write(StringBuilder text, bool nested)
    {
        text.Append("tag.").Append(QueryWords.IsPlainKey(Key) ? Key : QueryWords.Quote(Key));
        if (Value is not null)
        {
            text.Append(Operator.Symbol());
            Value.Write(text, asTerm: false);
        }
    }
}

/// <summary>
/// Related to something that matches. A name with a slash is the kind of the other end, either way; one without is the type of
/// an edge that leaves.
/// </summary>
internal sealed record RelatedTo(string Name, QueryNode Other, SourceSpan Span) : QueryNode
{
    internal bool IsKind => Name.Contains('/', StringComparison.Ordinal);

    internal override void Write(StringBuilder text, bool nested)
    {
        text.Append("rel.").Append(QueryWords.IsPlainKey(Name) ? Name : QueryWords.Quote(Name)).Append('(');
        Other.Write(text, nested: false);
        text.Append(')');
    }
}

/// <summary>How a key is compared.</summary>
internal enum QueryOperator
{
    /// <summary><c>:</c> equals, with wildcards.</summary>
    Matches,

    /// <summary><c>~</c> contains, whatever the case.</summary>
    Contains,

    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c>: everything that is not equal, what has no value included.</summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>A value as it was written.</summary>
/// <param name="Text">Without quotes and escapes.</param>
/// <param name="Wildcards">Whether its asterisks stand for any text: it was not quoted.</param>
internal sealed record QueryValue(string Text, bool Wildcards)
{
    internal static QueryValue Bare(string text) => new(text, text.Contains('*', StringComparison.Ordinal));

    internal static QueryValue Quoted(string text) => new(text, false);

    internal void Write(StringBuilder text, bool asTerm)
    {
        var bare = asTerm ? QueryWords.IsPlainTerm(Text) : QueryWords.IsPlainValue(Text);
        text.Append(bare && Wildcards == Text.Contains('*', StringComparison.Ordinal) ? Text : QueryWords.Quote(Text));
    }
}
