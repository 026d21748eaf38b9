using Yunqiao.Graph.Merging;

namespace Yunqiao.Graph.Queries;

/// <summary>
/// Writes what a term says of an attribute. Of a list any item counts, and of a list of records a field of any of them. One
/// name may be text in a kind and a number in another: a term holds when one of them does.
/// </summary>
internal sealed class AttributeSql(SqlParameters parameters, SqlComparison compare)
{
    /// <summary>A set of ids for a searchable attribute, a condition on <c>resource r</c> for another.</summary>
    internal string Write(Comparison term, QueryAttribute attribute)
    {
        if (SqlPattern.IsAnything(term))
        {
            return attribute.Searchable
                ? Projected(term, "true")
                : $"exists (select from {Items(attribute)} where jsonb_typeof(item) <> 'null')";
        }

        if (attribute.Types.Count == 0)
        {
            return parameters.Fail(QueryProblems.Record.At(term.Span, ("key", term.Key), ("fields", string.Join(", ", attribute.Fields))));
        }

        var fitting = attribute.Types.Where(type => Fits(term, type)).ToArray();
        var types = fitting.Length > 0 ? fitting : attribute.Types;
        // Moments are kept as numbers beside their text; where a name means both, the text tells them apart.
        var isMixed = attribute.Types.Contains(KeyType.Number) && attribute.Types.Contains(KeyType.Time);
        return attribute.Searchable
            ? string.Join(" union all ", types.Select(type => Projected(term, ProjectedValue(term, type, isMixed))))
            : "(" + string.Join(" or ", types.Select(type => Scanned(term, attribute, type))) + ")";
    }

    private static bool Fits(Comparison term, KeyType type) => type switch
    {
        KeyType.Number => QueryNumber.Read(term.Value.Text) is not null && term.Operator != QueryOperator.Contains,
        KeyType.Flag => term.Value.Text is "true" or "false" && term.Operator is QueryOperator.Matches or QueryOperator.Equal,
        KeyType.Time => QueryTime.Read(term.Value.Text) is not null || term.Operator is QueryOperator.Contains || SqlPattern.IsPattern(term),
        _ => true,
    };

    private string Projected(Comparison term, string condition) =>
        $"select v.resource_id from resource_value v where {parameters.InScope("v")} and v.key = {parameters.Add(term.Key)} and {condition}";

    private string ProjectedValue(Comparison term, KeyType type, bool isMixed) => type switch
    {
        KeyType.Number => compare.Number(term, "v.number_value") + (isMixed ? " and v.text_value is null" : ""),
        KeyType.Flag => Flag(term, "v.text_value"),
        KeyType.Time when term.Operator == QueryOperator.Contains || SqlPattern.IsPattern(term) => compare.Text(term, "v.text_value"),
        KeyType.Time => compare.Time(term, "v.number_value", time => Projection.Seconds(time)) + (isMixed ? " and v.text_value is not null" : ""),
        _ => compare.Text(term, "v.text_value"),
    };

    /// <summary>The text itself, so that the index of texts serves it.</summary>
    private string Flag(Comparison term, string sql) =>
        term.Value.Text is not ("true" or "false") ? parameters.Refuse(term, "true | false")
        : compare.Equality(term, $"{sql} collate \"C\"", term.Value.Text);

    private string Scanned(Comparison term, QueryAttribute attribute, KeyType type)
    {
        var (scalar, condition) = type switch
        {
            KeyType.Number => ("number", compare.Number(term, "(item #>> '{}')::numeric")),
            KeyType.Flag => ("boolean", compare.Flag(term, "(item #>> '{}')::boolean")),
            _ => ("string", compare.Text(term, "(item #>> '{}')")),
        };
        return $"exists (select from {Items(attribute)} where case jsonb_typeof(item) when '{scalar}' then {condition} end)";
    }

    /// <summary>Lax paths go through lists by themselves, and the end of this one through a last one.</summary>
    private string Items(QueryAttribute attribute) =>
        $"jsonb_path_query(r.attributes, {parameters.Add(attribute.JsonPath)}::jsonpath) item";
}
