using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Queries;

/// <summary>
/// Writes the condition of one query. What it writes is made of constants of this code and of names of parameters; every text
/// that came from outside is the value of a parameter.
/// </summary>
internal sealed class SqlWriter
{
    private readonly QueryKeys keys;
    private readonly SqlParameters parameters;
    private readonly SqlComparison compare;
    private readonly AttributeSql attributes;
    private readonly List<string> counted = [];
    private readonly Dictionary<string, string> beginnings = new(StringComparer.Ordinal);
    private bool isCounted;

    internal SqlWriter(Scope scope, QueryKeys keys)
    {
        this.keys = keys;
        parameters = new SqlParameters(scope);
        compare = new SqlComparison(parameters);
        attributes = new AttributeSql(parameters, compare);
    }

    internal IReadOnlyDictionary<string, object?> Arguments => parameters.Values;

    /// <summary>The first thing that is wrong; the condition is worth nothing then.</summary>
    internal Problem? Problem => parameters.Problem;

    internal bool NeedsFreshness { get; private set; }

    /// <summary>Whether the counters know all that is asked.</summary>
    internal bool OnlyCounted { get; private set; } = true;

    /// <summary>What must hold and the counters know, as a condition on <c>resource_count r</c>; null when there is none.</summary>
    internal string? Counted => counted.Count == 0 ? null : string.Join(" and ", counted);

    /// <summary>Whether all that is asked beside what is counted is what shall not be: most resources match, so an ordered walk finds a page.</summary>
    internal bool OnlyExcludes { get; private set; } = true;

    internal IReadOnlyDictionary<string, string> Beginnings => beginnings;

    internal bool CountsLifecycle { get; private set; }

    internal UnservedTerm? UnservedTerm { get; private set; }

    /// <summary>The condition of a node on <c>resource r</c>, without the scope of the outermost rows.</summary>
    internal string Condition(QueryNode node)
    {
        var conditions = new List<string>();
        foreach (var item in Together(node))
        {
            isCounted = true;
            var condition = Write(item);
            conditions.Add(condition);
            OnlyCounted &= isCounted;
            OnlyExcludes &= isCounted || item is Not or Comparison { Operator: QueryOperator.NotEqual } or TagTerm { Operator: QueryOperator.NotEqual };
            if (isCounted)
            {
                counted.Add(condition);
            }

            if (item is Comparison term && IsBeginning(term))
            {
                beginnings[term.Key] = beginnings.TryGetValue(term.Key, out var other) ? $"{other} and {condition}" : condition;
            }
        }

        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    private static bool IsBeginning(Comparison term) => term.Key switch
    {
        "name" => SqlPattern.IsExact(term) || SqlPattern.IsPrefix(term),
        "kind" or "lifecycle" => SqlPattern.IsExact(term),
        "createdAt" => term.Operator != QueryOperator.NotEqual,
        _ => false,
    };

    /// <summary>What must hold together at the top.</summary>
    private static IEnumerable<QueryNode> Together(QueryNode node) => node is AllOf all ? all.Items.SelectMany(Together) : [node];

    private string Write(QueryNode node) => node switch
    {
        AllOf { Items.Count: 0 } => "true",
        AllOf all => "(" + string.Join(" and ", all.Items.Select(Write)) + ")",
        AnyOf any => Any(any),
        Not not => Negated(not.Item),
        Comparison { Operator: QueryOperator.NotEqual } term => Negated(term with { Operator = QueryOperator.Equal }),
        TagTerm { Operator: QueryOperator.NotEqual } term => Negated(term with { Operator = QueryOperator.Equal }),
        FreeText text => Search(text),
        TagTerm tag => Tag(tag),
        RelatedTo related => Related(related),
        Comparison term => QueryKeys.Core.TryGetValue(term.Key, out var core) ? Core(term, core) : Attribute(term),
        _ => throw new InvalidOperationException($"A query has no {node.GetType().Name}."),
    };

    /// <summary>
    /// What has no value is not equal to any: null counts as false before it is negated. A set has no nulls, and only its bare
    /// negation can be joined instead of being tried row by row.
    /// </summary>
    private string Negated(QueryNode item)
    {
        if (item is AnyOf any)
        {
            // None of them: each is ruled out by itself, and no set is made of all of them.
            return "(" + string.Join(" and ", any.Items.Select(Negated)) + ")";
        }

        var condition = Write(item);
        return condition.StartsWith(SetStart, StringComparison.Ordinal) ? $"not {condition}" : $"not coalesce({condition}, false)";
    }

    private const string SetStart = "exists (select from (";

    /// <summary>The row is one of a set of ids.</summary>
    private static string In(string ids) => $"{SetStart}{ids}) chosen (id) where chosen.id = r.id)";

    /// <summary>
    /// Sides that are sets are united before they are joined: a choice among joins would be tried row by row. A side that
    /// excludes makes a set of nearly everything, so there the rows are tried.
    /// </summary>
    private string Any(AnyOf any)
    {
        var sides = any.Items.Select(side => Apart(() => Write(side))).ToArray();
        var isUnion = sides.Any(side => side.Sql.Contains(SetStart, StringComparison.Ordinal)) && !any.Items.Any(Excludes);
        if (!isUnion)
        {
            NeedsFreshness |= sides.Any(side => side.NeedsFreshness);
            return "(" + string.Join(" or ", sides.Select(side => side.Sql)) + ")";
        }

        return In(string.Join(" union all ", sides.Select(side =>
            $"select r.id from resource r {(side.NeedsFreshness ? ResourceStore.FreshnessJoin : "")} where {parameters.InScope("r")} and {side.Sql}")));
    }

    private static bool Excludes(QueryNode node) => node switch
    {
        Not or Comparison { Operator: QueryOperator.NotEqual } or TagTerm { Operator: QueryOperator.NotEqual } => true,
        AllOf all => all.Items.All(Excludes),
        AnyOf any => any.Items.Any(Excludes),
        _ => false,
    };

    /// <summary>Writes something, and says whether it alone needs freshness.</summary>
    private (string Sql, bool NeedsFreshness) Apart(Func<string> write)
    {
        var outer = NeedsFreshness;
        NeedsFreshness = false;
        var sql = write();
        var needs = NeedsFreshness;
        NeedsFreshness = outer;
        return (sql, needs);
    }

    private string Search(FreeText term)
    {
        isCounted = false;
        Unserved(term, term.Span, SqlPattern.IsServed(term.Value.Text), Unservable.ShortText);
        return $"r.search_text ilike {parameters.Add(SqlPattern.Part(term.Value))}";
    }

    private string Core(Comparison term, CoreKey key)
    {
        isCounted &= key.Counted;
        CountsLifecycle |= term.Key == "lifecycle";
        NeedsFreshness |= key.NeedsFreshness;
        if (key.Values is { } words && SqlPattern.IsExact(term) && !words.Contains(term.Value.Text))
        {
            return parameters.Refuse(term, string.Join(" | ", words));
        }

        switch (key.Type)
        {
            case KeyType.Id:
                return Guid.TryParse(term.Value.Text, out var id) ? compare.Equality(term, key.Sql, id)
                    : key.Names is { } names ? Named(term, key, names)
                    : parameters.Refuse(term, "0190a3f2-7c4e-7b1a-9d2e-5f60718293a4");
            case KeyType.Flag:
                Unserved(term, term.Span, key.IsServed(term), Unservable.Column);
                return compare.Flag(term, key.Sql);
            case KeyType.Time:
                Unserved(term, term.Span, !key.NeedsFreshness, Unservable.Column);
                return compare.Time(term, key.Sql, time => time);
            default:
                return Column(term, key);
        }
    }

    /// <summary>An id by the name that people know; empty when it has none, as own things have no account.</summary>
    private string Named(Comparison term, CoreKey key, NameTable names) =>
        $"{key.Sql} in (select n.{names.Id} from {names.Table} n where {parameters.InScope("n")} and {compare.Word(term, "n." + names.Name, ignoreCase: true)})";

    private string Column(Comparison term, CoreKey key)
    {
        if (key.NeedsFreshness)
        {
            return Freshness(term, key);
        }

        var condition = compare.Word(term, key.Sql, key.Type == KeyType.Name);
        if (!key.InSearchText || SqlPattern.IsExact(term) || (key.Type == KeyType.Name && SqlPattern.IsPrefix(term)))
        {
            Unserved(term, term.Span, key.InSearchText || key.IsServed(term), Unservable.Column);
            return condition;
        }

        // The index of the searched text finds candidates; the column itself decides.
        Unserved(term, term.Span, SqlPattern.IsServed(term.Value.Text), Unservable.ShortText);
        return $"(r.search_text ilike {parameters.Add(SqlPattern.Part(term.Value))} and {condition})";
    }

    /// <summary>What is missing is indexed; what is stale is in a unit that is, and units are few.</summary>
    private string Freshness(Comparison term, CoreKey key)
    {
        var condition = compare.Word(term, key.Sql, ignoreCase: false);
        switch (SqlPattern.IsExact(term) ? term.Value.Text : "")
        {
            case "missing":
                return $"(r.missing_since is not null and {condition})";
            case "stale":
                var units = $"select u.account_id, u.kind, u.region from unit_freshness u where {parameters.InScope("u")} and {ResourceStore.StaleUnit("u")}";
                return $"((r.account_id, r.kind, r.region) in ({units}) and {condition})";
            default:
                Unserved(term, term.Span, false, Unservable.Column);
                return condition;
        }
    }

    private string Attribute(Comparison term)
    {
        isCounted = false;
        if (keys.Find(term.Key) is not { } attribute)
        {
            return parameters.Fail(QueryProblems.UnknownKey.At(term.Span, ("key", term.Key), ("suggestions", string.Join(", ", keys.Nearest(term.Key)))));
        }

        Unserved(term, term.Span, attribute.Searchable, Unservable.Attribute);
        var condition = attributes.Write(term, attribute);
        return attribute.Searchable ? In(condition) : condition;
    }

    private string Tag(TagTerm term)
    {
        isCounted = false;
        var condition = term.Value is { } value
            ? compare.Text(new Comparison("tag." + term.Key, term.Operator, value, term.Span), "t.value")
            : "true";
        var key = parameters.Add(CleanText.Of(term.Key, Sighting.TagKeyLength));
        return In($"select t.resource_id from resource_tag t where {parameters.InScope("t")} and t.key = {key} and {condition}");
    }

    private string Related(RelatedTo term)
    {
        var (condition, needsFreshness) = Apart(() => Write(term.Other));
        isCounted = false;
        var name = parameters.Add(term.Name);
        string Ends(string end, string other, string which) => term.Other is AllOf { Items.Count: 0 } && !which.Contains("r.", StringComparison.Ordinal)
            ? $"select {end} from relation e where {parameters.InScope("e")} and {which} and {other} is not null"
            : $"""
            select {end} from relation e join resource r on r.id = {other} {(needsFreshness ? ResourceStore.FreshnessJoin : "")}
            where {parameters.InScope("e")} and {parameters.InScope("r")} and {which} and {condition}
            """;
        return In(term.IsKind
            ? Ends("e.source_id", "e.target_id", $"e.target_kind = {name}") + " union all " + Ends("e.target_id", "e.source_id", $"e.target_id is not null and r.kind = {name}")
            : Ends("e.source_id", "e.target_id", $"e.type = {name}"));
    }

    private void Unserved(QueryNode term, SourceSpan span, bool served, Unservable why)
    {
        if (!served)
        {
            UnservedTerm ??= new UnservedTerm(term.ToString(), span, why);
        }
    }
}
