using System.Globalization;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>
/// Writes the condition of one query. What it writes is made of constants of this code and of names of parameters; every text
/// that came from outside is the value of a parameter.
/// </summary>
internal sealed class SqlWriter(Scope scope, QueryKeys keys)
{
    private readonly Dictionary<string, object?> arguments = new(StringComparer.Ordinal) { ["tenants"] = scope.VisibleTenants };

    internal IReadOnlyDictionary<string, object?> Arguments => arguments;

    /// <summary>The first thing that is wrong; the condition is worth nothing then.</summary>
    internal Problem? Problem { get; private set; }

    internal bool NeedsFreshness { get; private set; }

    internal bool OnlyCounted { get; private set; } = true;

    internal (string Text, SourceSpan Span)? UnservedTerm { get; private set; }

    /// <summary>The condition of a node on <c>resource r</c>, with the scope.</summary>
    internal string Resources(QueryNode node) => $"{InScope("r")} and {Condition(node)}";

    /// <summary>Row security is open for the search role, so every table that is read is put under the scope here.</summary>
    private string InScope(string alias) =>
        scope.IsSystem ? "true"
        // One tenant is the common case, and only an equality keeps the order of an index.
        : scope.VisibleTenants.Count == 1 ? $"{alias}.tenant_id = (@tenants)[1]"
        : $"{alias}.tenant_id = any(@tenants)";

    private string Condition(QueryNode node) => node switch
    {
        AllOf { Items.Count: 0 } => "true",
        AllOf all => "(" + string.Join(" and ", all.Items.Select(Condition)) + ")",
        AnyOf any => "(" + string.Join(" or ", any.Items.Select(Condition)) + ")",
        // What has no value is not equal to any: null counts as false before it is negated.
        Not not => $"not coalesce({Condition(not.Item)}, false)",
        Comparison { Operator: QueryOperator.NotEqual } term => $"not coalesce({Condition(term with { Operator = QueryOperator.Equal })}, false)",
        TagTerm { Operator: QueryOperator.NotEqual } term => $"not {Condition(term with { Operator = QueryOperator.Equal })}",
        FreeText text => Search(text),
        TagTerm tag => Tag(tag),
        RelatedTo related => Related(related),
        Comparison term => QueryKeys.Core.TryGetValue(term.Key, out var core) ? Core(term, core) : Attribute(term),
        _ => throw new InvalidOperationException($"A query has no {node.GetType().Name}."),
    };

    private string Search(FreeText term)
    {
        OnlyCounted = false;
        Unserved(term, term.Span, SqlPattern.IsServed(term.Value.Text));
        return $"r.search_text ilike {Add(SqlPattern.Part(term.Value))}";
    }

    private string Core(Comparison term, CoreKey key)
    {
        OnlyCounted &= key.Counted;
        NeedsFreshness |= key.NeedsFreshness;
        switch (key.Type)
        {
            case KeyType.Id:
                return Guid.TryParse(term.Value.Text, out var id) ? Equality(term, key.Sql, id)
                    : key.Names is { } names ? $"{key.Sql} in (select n.{names.Id} from {names.Table} n where {InScope("n")} and {Text(term, "n.name", ignoreCase: true)})"
                    : Refuse(term, "0190a3f2-7c4e-7b1a-9d2e-5f60718293a4");
            case KeyType.Flag:
                return Flag(term, key.Sql);
            case KeyType.Time:
                Unserved(term, term.Span, !key.NeedsFreshness);
                return Time(term, key.Sql);
            default:
                return Column(term, key);
        }
    }

    private string Column(Comparison term, CoreKey key)
    {
        var condition = Text(term, key.Sql, key.Type == KeyType.Name);
        if (!key.InSearchText || term.Operator == QueryOperator.Equal || (term.Operator == QueryOperator.Matches && !term.Value.Wildcards))
        {
            return condition;
        }

        // The index of the searched text finds candidates; the column itself decides.
        Unserved(term, term.Span, SqlPattern.IsServed(term.Value.Text));
        return $"(r.search_text ilike {Add(SqlPattern.Part(term.Value))} and {condition})";
    }

    private string Attribute(Comparison term)
    {
        OnlyCounted = false;
        var attributes = keys.Attributes(term.Key);
        if (attributes.Count == 0)
        {
            return Fail(QueryProblems.UnknownKey.At(term.Span, ("key", term.Key), ("suggestions", string.Join(", ", keys.Nearest(term.Key)))));
        }

        var types = QueryKeys.Types(attributes);
        if (types.Count == 0)
        {
            return Fail(QueryProblems.Record.At(term.Span, ("key", term.Key)));
        }

        var searchable = attributes.All(attribute => attribute.Searchable);
        Unserved(term, term.Span, searchable);

        // One name may be text in a kind and a number in another: a term holds when one of them does.
        var fitting = types.Where(type => type != KeyType.Number || decimal.TryParse(term.Value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        var conditions = (fitting.Any() ? fitting : types).Select(type => searchable ? Projected(term, type) : Scanned(term, type)).ToArray();
        return "(" + string.Join(" or ", conditions) + ")";
    }

    private string Projected(Comparison term, KeyType type)
    {
        var condition = type switch
        {
            KeyType.Number => Number(term, "v.number_value"),
            KeyType.Flag => Flag(term, "(v.text_value = 'true')"),
            _ => Text(term, "v.text_value", ignoreCase: false),
        };
        return $"r.id in (select v.resource_id from resource_value v where {InScope("v")} and v.key = {Add(term.Key)} and {condition})";
    }

    private string Scanned(Comparison term, KeyType type)
    {
        var key = Add(term.Key);
        var value = $"(r.attributes -> {key})";
        var items = $"case jsonb_typeof({value}) when 'array' then {value} when 'null' then '[]' else jsonb_build_array({value}) end";
        var (scalar, condition) = type switch
        {
            KeyType.Number => ("number", Number(term, "(item #>> '{}')::numeric")),
            KeyType.Flag => ("boolean", Flag(term, "(item #>> '{}')::boolean")),
            _ => ("string", Text(term, "(item #>> '{}')", ignoreCase: false)),
        };
        return $"exists (select from jsonb_array_elements({items}) item where case jsonb_typeof(item) when '{scalar}' then {condition} end)";
    }

    private string Tag(TagTerm term)
    {
        OnlyCounted = false;
        var condition = term.Value is { } value
            ? Text(new Comparison("tag." + term.Key, term.Operator, value, term.Span), "t.value", ignoreCase: false)
            : "true";
        var key = Add(CleanText.Of(term.Key, Sighting.TagKeyLength));
        return $"r.id in (select t.resource_id from resource_tag t where {InScope("t")} and t.key = {key} and {condition})";
    }

    private string Related(RelatedTo term)
    {
        OnlyCounted = false;
        var outerNeedsFreshness = NeedsFreshness;
        NeedsFreshness = false;
        var condition = Condition(term.Other);
        var join = NeedsFreshness ? ResourceStore.FreshnessJoin : "";
        NeedsFreshness = outerNeedsFreshness;
        var name = Add(term.Name);
        var others = $"select r.id from resource r {join} where {InScope("r")} and {condition}";
        var edges = $"from relation e where {InScope("e")} and";
        return term.IsKind
            ? $"""
               r.id in (
                   select e.source_id {edges} e.target_kind = {name} and e.target_id in ({others})
                   union all
                   select e.target_id {edges} e.source_id in ({others} and r.kind = {name}))
               """
            : $"r.id in (select e.source_id {edges} e.type = {name} and e.target_id in ({others}))";
    }

    private string Text(Comparison term, string sql, bool ignoreCase)
    {
        switch (term.Operator)
        {
            case QueryOperator.Contains:
                return $"{sql} ilike {Add(SqlPattern.Part(term.Value))}";
            case QueryOperator.Matches when term.Value.Wildcards:
                return $"{sql} {(ignoreCase ? "ilike" : "like")} {Add(SqlPattern.Whole(term.Value.Text))}";
            case QueryOperator.Matches or QueryOperator.Equal:
                var value = Add(Projection.Searchable(term.Value.Text));
                return ignoreCase ? $"lower({sql}) = lower({value})" : $"{sql} = {value}";
            default:
                return RefuseOperator(term, ": ~ = !=");
        }
    }

    private string Number(Comparison term, string sql)
    {
        if (!decimal.TryParse(term.Value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return Refuse(term, "4 | 0.5");
        }

        return term.Operator switch
        {
            QueryOperator.Contains => RefuseOperator(term, ": = != < <= > >="),
            QueryOperator.Matches => $"{sql} = {Add(number)}",
            _ => $"{sql} {term.Operator.Symbol()} {Add(number)}",
        };
    }

    private string Time(Comparison term, string sql)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (term.Operator is QueryOperator.Matches or QueryOperator.Equal or QueryOperator.Contains)
        {
            return RefuseOperator(term, "< <= > >=");
        }

        return term.Value.Text.Length >= 10 && DateTimeOffset.TryParse(term.Value.Text, CultureInfo.InvariantCulture, Utc, out var time)
            ? $"{sql} {term.Operator.Symbol()} {Add(time)}"
            : Refuse(term, "2026-05-01 | 2026-05-01T08:00:00Z");
    }

    private string Flag(Comparison term, string sql) =>
        term.Value.Text is "true" or "false"
            ? Equality(term, sql, term.Value.Text == "true")
            : Refuse(term, "true | false");

    private string Equality(Comparison term, string sql, object value) =>
        term.Operator is QueryOperator.Matches or QueryOperator.Equal ? $"{sql} = {Add(value)}" : RefuseOperator(term, ": = !=");

    private void Unserved(QueryNode term, SourceSpan span, bool served)
    {
        if (!served)
        {
            UnservedTerm ??= (term.ToString(), span);
        }
    }

    private string Refuse(Comparison term, string expected) =>
        Fail(QueryProblems.Value.At(term.Span, ("key", term.Key), ("expected", expected)));

    private string RefuseOperator(Comparison term, string allowed) =>
        Fail(QueryProblems.Operator.At(term.Span, ("key", term.Key), ("operator", term.Operator.Symbol()), ("allowed", allowed)));

    private string Fail(Problem problem)
    {
        Problem ??= problem;
        return "false";
    }

    private string Add(object value)
    {
        var name = $"q{arguments.Count}";
        arguments[name] = value is string text ? CleanText.Of(text, int.MaxValue) : value;
        return "@" + name;
    }
}
