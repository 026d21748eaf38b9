namespace Yunqiao.Graph.Completions;

/// <summary>What a proposal is.</summary>
public enum ProposalType
{
    /// <summary>A key, or a field of records.</summary>
    Key,

    /// <summary>An operator.</summary>
    Operator,

    /// <summary>A value.</summary>
    Value,
}

/// <summary>What may stand at a place of a query.</summary>
/// <param name="Items">The proposals, best first; at most fifty.</param>
public sealed record Completion(IReadOnlyList<Proposal> Items);

/// <summary>One thing that may stand at a place of a query.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Text">What is written, quoted where it has to be.</param>
/// <param name="Title">What people call it, in the caller's language; null when that is the text itself.</param>
/// <param name="Start">The first character that it replaces, counted from 0.</param>
/// <param name="End">The end of what it replaces, exclusive.</param>
public sealed record Proposal(ProposalType Type, string Text, string? Title, int Start, int End)
{
    /// <summary>Of a key: <c>text</c>, <c>number</c>, <c>time</c>, <c>flag</c>, <c>id</c>, <c>tag</c> or <c>relation</c>.</summary>
    public string? ValueType { get; init; }

    /// <summary>Of a value: how many resources have it, where the counters know.</summary>
    public long? Count { get; init; }
}
