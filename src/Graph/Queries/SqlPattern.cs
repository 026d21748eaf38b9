using System.Text;

namespace Yunqiao.Graph.Queries;

/// <summary>Patterns of <c>LIKE</c>, and whether the trigram index serves them.</summary>
internal static class SqlPattern
{
    /// <summary>Letters and digits in a row that make a trigram.</summary>
    private const int Served = 3;

    /// <summary>A text with asterisks as a pattern of the whole.</summary>
    internal static string Whole(string text) => string.Join('%', text.Split('*').Select(Escape));

    /// <summary>A value as a pattern of a part.</summary>
    internal static string Part(QueryValue value) =>
        "%" + (value.Wildcards ? Whole(value.Text) : Escape(value.Text)) + "%";

    /// <summary>Whether a text has enough letters in a row for the trigram index.</summary>
    internal static bool IsServed(string text)
    {
        var run = 0;
        foreach (var c in text)
        {
            run = char.IsLetterOrDigit(c) ? run + 1 : 0;
            if (run >= Served)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a term asks for one value, of which an asterisk is an ordinary character.</summary>
    internal static bool IsExact(Comparison term) =>
        term.Operator == QueryOperator.Equal || (term.Operator == QueryOperator.Matches && !term.Value.Wildcards);

    /// <summary>Whether a term asks for a pattern of the whole value.</summary>
    internal static bool IsPattern(Comparison term) => term.Operator == QueryOperator.Matches && term.Value.Wildcards;

    /// <summary>Whether a term asks for the beginning of a value, which a B-tree serves.</summary>
    internal static bool IsPrefix(Comparison term) =>
        IsPattern(term) && term.Value.Text.Length > 1 && term.Value.Text.IndexOf('*', StringComparison.Ordinal) == term.Value.Text.Length - 1;

    /// <summary>Whether a term asks for any value at all.</summary>
    internal static bool IsAnything(Comparison term) => IsPattern(term) && term.Value.Text.All(c => c == '*');

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(c is '%' or '_' or '\\' ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }
}
