using System.Globalization;
using Yunqiao.Graph.Merging;

namespace Yunqiao.Graph.Queries;

/// <summary>
/// Writes the comparison of one value, an expression of SQL, with what a term says. Text is compared by the order of its code
/// points, which is the order of the indexes.
/// </summary>
internal sealed class SqlComparison(SqlParameters parameters)
{
    /// <summary>What a tag or a text must look like to be compared as a number.</summary>
    private const string NumberPattern = "'^-?[0-9]{1,30}([.][0-9]{1,30})?$'";

    /// <summary>Text without an order: a name or a word of a vocabulary.</summary>
    internal string Word(Comparison term, string sql, bool ignoreCase) =>
        term.Operator switch
        {
            QueryOperator.Contains => $"{sql} ilike {parameters.Add(SqlPattern.Part(term.Value))}",
            QueryOperator.Matches when term.Value.Wildcards => Wildcards(term, sql, ignoreCase),
            QueryOperator.Matches or QueryOperator.Equal when ignoreCase =>
                $"lower({sql}) collate \"C\" = lower({parameters.Add(Projection.Searchable(term.Value.Text))})",
            QueryOperator.Matches or QueryOperator.Equal => $"{sql} = {parameters.Add(Projection.Searchable(term.Value.Text))}",
            _ => parameters.RefuseOperator(term, ": ~ = !="),
        };

    /// <summary>Text with an order: numbers among numbers when a number is asked for, code points otherwise.</summary>
    internal string Text(Comparison term, string sql)
    {
        if (SqlPattern.IsExact(term))
        {
            return $"{sql} collate \"C\" = {parameters.Add(Projection.Searchable(term.Value.Text))}";
        }

        if (term.Operator is QueryOperator.Contains or QueryOperator.Matches)
        {
            return Word(term, sql, ignoreCase: false);
        }

        return QueryNumber.Read(term.Value.Text) is { } number
            ? $"case when {sql} ~ {NumberPattern} then {sql}::numeric {term.Operator.Symbol()} {parameters.Add(number)} else false end"
            : $"{sql} collate \"C\" {term.Operator.Symbol()} {parameters.Add(Projection.Searchable(term.Value.Text))}";
    }

    internal string Number(Comparison term, string sql) =>
        term.Operator == QueryOperator.Contains ? parameters.RefuseOperator(term, ": = != < <= > >=")
        : QueryNumber.Read(term.Value.Text) is not { } number ? parameters.Refuse(term, "4 | 0.5")
        : term.Operator == QueryOperator.Matches ? $"{sql} = {parameters.Add(number)}"
        : $"{sql} {term.Operator.Symbol()} {parameters.Add(number)}";

    internal string Flag(Comparison term, string sql) =>
        term.Value.Text is "true" or "false"
            ? Equality(term, sql, term.Value.Text == "true")
            : parameters.Refuse(term, "true | false");

    internal string Equality(Comparison term, string sql, object value) =>
        term.Operator is QueryOperator.Matches or QueryOperator.Equal
            ? $"{sql} = {parameters.Add(value)}"
            : parameters.RefuseOperator(term, ": = !=");

    /// <summary>A moment; a date alone equals all of its day, and has the order of its first moment. All in UTC.</summary>
    /// <param name="term">What is asked.</param>
    /// <param name="sql">An expression of the moment.</param>
    /// <param name="parameter">How that expression's type holds a moment.</param>
    internal string Time(Comparison term, string sql, Func<DateTimeOffset, object> parameter)
    {
        if (term.Operator == QueryOperator.Contains)
        {
            return parameters.RefuseOperator(term, ": = != < <= > >=");
        }

        if (QueryTime.Read(term.Value.Text) is not { } time)
        {
            return parameters.Refuse(term, "2026-05-01 | 2026-05-01T08:00:00Z");
        }

        if (term.Operator is not (QueryOperator.Matches or QueryOperator.Equal))
        {
            return $"{sql} {term.Operator.Symbol()} {parameters.Add(parameter(time.From))}";
        }

        return time.Until is { } until
            ? $"({sql} >= {parameters.Add(parameter(time.From))} and {sql} < {parameters.Add(parameter(until))})"
            : $"{sql} = {parameters.Add(parameter(time.From))}";
    }

    /// <summary>The beginning of a text is served by a B-tree, the rest by trigrams; each has an order or operator class of its own.</summary>
    private string Wildcards(Comparison term, string sql, bool ignoreCase)
    {
        var pattern = parameters.Add(SqlPattern.Whole(term.Value.Text));
        var isPrefix = SqlPattern.IsPrefix(term);
        return (ignoreCase, isPrefix) switch
        {
            (true, true) => $"lower({sql}) collate \"C\" like lower({pattern})",
            (true, false) => $"{sql} ilike {pattern}",
            (false, true) => $"{sql} collate \"C\" like {pattern}",
            (false, false) => $"{sql} like {pattern}",
        };
    }
}

/// <summary>A number as queries write it.</summary>
internal static class QueryNumber
{
    internal static decimal? Read(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A moment as queries write it: a date, or a time in UTC or with its distance to it.</summary>
/// <param name="From">The moment, or the first of the day.</param>
/// <param name="Until">The end of the day, exclusive; null for a time.</param>
internal readonly record struct QueryTime(DateTimeOffset From, DateTimeOffset? Until)
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    internal static QueryTime? Read(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
            ? new QueryTime(Start(day), Start(day.AddDays(1)))
            : text.Length > 10 && char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
                ? new QueryTime(time, null)
                : null;

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
