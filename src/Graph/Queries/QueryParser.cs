using System.Text;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>
/// Reads a query by recursive descent, without backtracking:
/// <code>
/// query = [ or ]            or   = and { "or" and }        and = not { [ "and" ] not }
/// not   = [ "-" ] primary   primary = "(" or ")" | "rel." key "(" query ")" | "tag." key [ operator value ]
///                                   | key operator value | word | string
/// </code>
/// </summary>
internal sealed class QueryParser
{
    /// <summary>Longest query, in characters.</summary>
    internal const int MaximumLength = 10_240;

    /// <summary>Most terms.</summary>
    internal const int MaximumTerms = 100;

    /// <summary>Deepest nesting.</summary>
    internal const int MaximumDepth = 20;

    private static readonly Expectation Term = new(
        "key:value | \"text\" | (", new("Expected a term such as kind:compute/host, or \"text\".", "此处应为一个条件，例如 kind:compute/host 或 \"文本\"。"));

    private static readonly Expectation Value = new("value | \"value\"", new("Expected a value.", "此处应为一个值。"));
    private static readonly Expectation TagKey = new("tag.KEY", new("Expected the key of a tag.", "此处应为标签的键。"));
    private static readonly Expectation AfterTag = new(
        ": | ~ | = | !=", new("Expected a space or one of : ~ = !=; other keys go between quotes.", "此处应为空格或 : ~ = != 之一；其他形式的键需加双引号。"));

    private static readonly Expectation RelationName = new(
        "rel.KIND(", new("Expected a kind or a type of relation.", "此处应为资源类型或关系类型。"));

    private static readonly Expectation Opening = new("(", new("Expected ( and a query.", "此处应为 ( 和一个查询。"));
    private static readonly Expectation Closing = new(")", new("Expected ), or another term.", "此处应为 ) 或另一个条件。"));
    private static readonly Expectation ClosingQuote = new("\"", new("This quote is not closed.", "此处的双引号没有结束。"));
    private static readonly Expectation OpeningBefore = new("(", new("There is no ( for this ).", "没有与此 ) 对应的 (。"));

    private readonly string text;
    private int position;
    private int terms;

    private QueryParser(string text) => this.text = text;

    private char Current => position < text.Length ? text[position] : '\0';

    private bool AtEnd => position >= text.Length;

    internal static Result<QueryNode> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return QueryNode.Everything;
        }

        if (text.Length > MaximumLength)
        {
            return QueryProblems.TooLong.At(new SourceSpan(MaximumLength, text.Length - MaximumLength), ("limit", $"{MaximumLength}"));
        }

        var parser = new QueryParser(text);
        try
        {
            var node = parser.ReadAny(0);
            parser.SkipSpace();
            return parser.AtEnd ? node : throw Expected(OpeningBefore, parser.position, 1);
        }
        catch (QueryException error)
        {
            return error.Problem;
        }
    }

    private QueryNode ReadAny(int depth)
    {
        var items = new List<QueryNode> { ReadAll(depth) };
        while (TakeWord(QueryWords.IsOr))
        {
            items.Add(ReadAll(depth));
        }

        return items.Count == 1 ? items[0] : new AnyOf(items);
    }

    private QueryNode ReadAll(int depth)
    {
        var items = new List<QueryNode> { ReadNot(depth) };
        while (true)
        {
            var explicitAnd = TakeWord(QueryWords.IsAnd);
            SkipSpace();
            if (!explicitAnd && (AtEnd || Current == ')' || QueryWords.IsOr(PeekWord())))
            {
                return items.Count == 1 ? items[0] : new AllOf(items);
            }

            items.Add(ReadNot(depth));
        }
    }

    private QueryNode ReadNot(int depth)
    {
        SkipSpace();
        if (depth > MaximumDepth)
        {
            throw TooComplex();
        }

        if (Current == '-')
        {
            position++;
            return AtEnd || char.IsWhiteSpace(Current) ? throw Expected(Term) : new Not(ReadNot(depth + 1));
        }

        return ReadPrimary(depth);
    }

    private QueryNode ReadPrimary(int depth)
    {
        var start = position;
        if (++terms > MaximumTerms)
        {
            throw TooComplex();
        }

        if (AtEnd || Current == ')' || QueryWords.IsOr(PeekWord()) || QueryWords.IsAnd(PeekWord()))
        {
            throw Expected(Term);
        }

        if (Current == '(')
        {
            position++;
            var inner = ReadAny(depth + 1);
            Close();
            return inner;
        }

        if (Current == '"')
        {
            var quoted = QueryValue.Quoted(ReadQuoted());
            return new FreeText(quoted, SpanFrom(start));
        }

        return At("rel.") ? ReadRelation(start, depth) : At("tag.") ? ReadTag(start) : ReadTerm(start);
    }

    private RelatedTo ReadRelation(int start, int depth)
    {
        position += "rel.".Length;
        var name = ReadKey(RelationName);
        if (Current != '(')
        {
            throw Expected(Opening);
        }

        position++;
        SkipSpace();
        var other = Current == ')' ? QueryNode.Everything : ReadAny(depth + 1);
        Close();
        return new RelatedTo(name, other, SpanFrom(start));
    }

    private TagTerm ReadTag(int start)
    {
        position += "tag.".Length;
        var key = ReadKey(TagKey);
        if (TakeOperator() is { } op)
        {
            return new TagTerm(key, op, ReadValue(), SpanFrom(start));
        }

        return AtEnd || QueryWords.IsDelimiter(Current)
            ? new TagTerm(key, QueryOperator.Matches, null, SpanFrom(start))
            : throw Expected(AfterTag);
    }

    private QueryNode ReadTerm(int start)
    {
        while (!AtEnd && QueryWords.IsKeyCharacter(Current))
        {
            position++;
        }

        var key = text[start..position];
        if (key.Length > 0 && TakeOperator() is { } op)
        {
            return new Comparison(key, op, ReadValue(), SpanFrom(start));
        }

        position = start;
        return new FreeText(QueryValue.Bare(ReadWord()), SpanFrom(start));
    }

    private string ReadKey(Expectation expected)
    {
        if (Current == '"')
        {
            return ReadQuoted();
        }

        var start = position;
        while (!AtEnd && QueryWords.IsKeyCharacter(Current))
        {
            position++;
        }

        return position > start ? text[start..position] : throw Expected(expected);
    }

    private QueryValue ReadValue()
    {
        if (Current == '"')
        {
            return QueryValue.Quoted(ReadQuoted());
        }

        return AtEnd || QueryWords.IsDelimiter(Current) ? throw Expected(Value) : QueryValue.Bare(ReadWord());
    }

    private string ReadWord()
    {
        var start = position;
        while (!AtEnd && !QueryWords.IsDelimiter(Current))
        {
            position++;
        }

        return text[start..position];
    }

    private string ReadQuoted()
    {
        var start = position++;
        var content = new StringBuilder();
        while (Current != '"' || AtEnd)
        {
            position += Current == '\\' ? 1 : 0;
            if (AtEnd)
            {
                throw Expected(ClosingQuote, start, text.Length - start);
            }

            content.Append(text[position++]);
        }

        position++;
        return content.ToString();
    }

    private QueryOperator? TakeOperator()
    {
        foreach (var (symbol, op) in QueryWords.Operators)
        {
            if (At(symbol))
            {
                position += symbol.Length;
                return op;
            }
        }

        return null;
    }

    private bool TakeWord(Predicate<string> wanted)
    {
        SkipSpace();
        var word = PeekWord();
        if (!wanted(word))
        {
            return false;
        }

        position += word.Length;
        return true;
    }

    private string PeekWord()
    {
        var end = position;
        while (end < text.Length && !QueryWords.IsDelimiter(text[end]))
        {
            end++;
        }

        return text[position..end];
    }

    private void Close()
    {
        SkipSpace();
        if (Current != ')')
        {
            throw Expected(Closing);
        }

        position++;
    }

    private void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Current))
        {
            position++;
        }
    }

    private bool At(string symbol) => text.AsSpan(position).StartsWith(symbol, StringComparison.Ordinal);

    private SourceSpan SpanFrom(int start) => new(start, position - start);

    /// <summary>Points at the word that stands where something else was expected.</summary>
    private QueryException Expected(Expectation what) =>
        Expected(what, position, AtEnd ? 0 : Math.Max(1, PeekWord().Length));

    private static QueryException Expected(Expectation what, int start, int length) =>
        new(QueryProblems.Syntax.At(new SourceSpan(start, length), what.Sentence, ("expected", what.Notation)));

    private QueryException TooComplex() =>
        new(QueryProblems.TooComplex.At(
            new SourceSpan(position, text.Length - position), ("terms", $"{MaximumTerms}"), ("depth", $"{MaximumDepth}")));

    /// <summary>What could have stood at a place.</summary>
    /// <param name="Notation">In the notation of the grammar, the same in every language.</param>
    /// <param name="Sentence">For people.</param>
    private sealed record Expectation(string Notation, LocalizedText Sentence);

    /// <summary>Unwinds the descent; never leaves this class.</summary>
    private sealed class QueryException(Problem problem) : Exception
    {
        internal Problem Problem { get; } = problem;
    }
}
