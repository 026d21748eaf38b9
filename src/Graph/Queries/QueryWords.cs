using System.Buffers;

namespace Yunqiao.Graph.Queries;

/// <summary>The characters of the query language.</summary>
internal static class QueryWords
{
    /// <summary>Operators, longest first.</summary>
    internal static readonly IReadOnlyList<(string Symbol, QueryOperator Operator)> Operators =
    [
        ("!=", QueryOperator.NotEqual), ("<=", QueryOperator.LessOrEqual), (">=", QueryOperator.GreaterOrEqual),
        (":", QueryOperator.Matches), ("~", QueryOperator.Contains), ("=", QueryOperator.Equal),
        ("<", QueryOperator.Less), (">", QueryOperator.Greater),
    ];

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/");

    internal static string Symbol(this QueryOperator op) => Operators.First(entry => entry.Operator == op).Symbol;

    internal static bool IsKeyCharacter(char c) => KeyCharacters.Contains(c);

    /// <summary>Ends a bare word.</summary>
    internal static bool IsDelimiter(char c) => char.IsWhiteSpace(c) || c is '"' or '(' or ')';

    internal static bool IsPlainKey(string key) => key.Length > 0 && key.All(IsKeyCharacter);

    /// <summary>Whether a text can stand behind an operator without quotes.</summary>
    internal static bool IsPlainValue(string text) => text.Length > 0 && !text.Any(IsDelimiter);

    /// <summary>Whether a text can stand alone without quotes and be read as free text.</summary>
    internal static bool IsPlainTerm(string text)
    {
        if (!IsPlainValue(text) || text[0] == '-' || IsAnd(text) || IsOr(text) || text.StartsWith("tag.", StringComparison.Ordinal)
            || text.StartsWith("rel.", StringComparison.Ordinal))
        {
            return false;
        }

        var key = text.TakeWhile(IsKeyCharacter).Count();
        return key == 0 || key == text.Length || !Operators.Any(entry => text.AsSpan(key).StartsWith(entry.Symbol));
    }

    internal static bool IsAnd(string word) => word.Equals("and", StringComparison.OrdinalIgnoreCase);

    internal static bool IsOr(string word) => word.Equals("or", StringComparison.OrdinalIgnoreCase);

    internal static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
