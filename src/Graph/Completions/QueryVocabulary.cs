using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Completions;

/// <summary>The words of queries in one language: keys, operators, and the values that kinds define.</summary>
internal sealed class QueryVocabulary
{
    private static readonly (string Symbol, LocalizedText Title)[] AllOperators =
    [
        (":", new("is; * for any text", "等于，* 代表任意文本")), ("~", new("contains", "包含")), ("=", new("equals", "完全等于")), ("!=", new("is not", "不等于")),
        (">=", new("at least", "不小于")), ("<=", new("at most", "不大于")), (">", new("more than", "大于")), ("<", new("less than", "小于")),
    ];

    private readonly QueryKeys keys;
    private readonly IReadOnlyList<Kind> asked;

    /// <param name="kinds">All kinds.</param>
    /// <param name="scope">Whose words.</param>
    /// <param name="chosen">The kinds that a query asks for, perhaps with wildcards; all when there is none of them.</param>
    /// <param name="language">The language of titles.</param>
    internal QueryVocabulary(KindRegistry kinds, Scope scope, IReadOnlyList<string> chosen, Language language)
    {
        Language = language;
        keys = new QueryKeys(kinds, scope);
        var visible = kinds.VisibleTo(scope).ToArray();
        var some = visible.Where(kind => chosen.Contains(kind.Id)).ToArray();
        Chosen = [.. some.Select(kind => kind.Id)];
        asked = some.Length > 0 ? some : visible;
    }

    internal Language Language { get; }

    /// <summary>The kinds that were chosen and exist; empty when that is open.</summary>
    internal IReadOnlyList<string> Chosen { get; }

    /// <summary>Columns, then tags and relations, then the attributes of the kinds that are asked for, the indexed ones first.</summary>
    internal IEnumerable<(string Text, string Title, string Type)> Keys()
    {
        var columns = QueryKeys.Core.Select(core => (core.Key, core.Value.Title.In(Language), Word(core.Value.Type)));
        (string, string, string)[] prefixes =
        [
            ("tag.", new LocalizedText("Tag", "标签").In(Language), "tag"),
            ("rel.", new LocalizedText("Related to", "关联到").In(Language), "relation"),
        ];
        var attributes = asked.SelectMany(kind => kind.Attributes).Where(attribute => !attribute.Secret)
            .OrderByDescending(attribute => attribute.Searchable)
            .SelectMany(attribute => Leaves(attribute.Name, attribute.Title.In(Language), attribute))
            .DistinctBy(key => key.Text)
            .Where(key => !QueryKeys.Core.ContainsKey(key.Text));
        return columns.Concat(prefixes).Concat(attributes);
    }

    /// <summary>The type of a key: null when there is no such key.</summary>
    internal string? TypeOf(string key) =>
        key.StartsWith("tag.", StringComparison.Ordinal) && key.Length > 4 ? "text"
        : QueryKeys.Core.TryGetValue(key, out var core) ? Word(core.Type)
        : keys.Find(key) is { } attribute ? attribute.Types.Count > 0 ? Word(attribute.Types[0]) : "record"
        : null;

    /// <summary>The values that an attribute can have, when they are known.</summary>
    internal IReadOnlyList<string> Fixed(string key)
    {
        var fields = keys.Find(key)?.Known ?? [];
        return fields.Count > 0 ? fields : TypeOf(key) == "flag" ? ["true", "false"] : [];
    }

    /// <summary>Types of relations that leave the kinds, then kinds.</summary>
    internal IEnumerable<(string Text, string Title)> Relations() =>
        asked.SelectMany(kind => kind.Relations).Select(relation => (relation.Type, relation.Label.In(Language))).DistinctBy(relation => relation.Type)
            .Concat(KindLabels().Select(kind => (kind.Key, kind.Value)));

    internal Dictionary<string, string> KindLabels() =>
        keys.Kinds.ToDictionary(kind => kind.Id, kind => kind.Label.In(Language), StringComparer.Ordinal);

    internal Dictionary<string, string> LifecycleLabels() =>
        asked.SelectMany(kind => kind.Lifecycle).DistinctBy(value => value.Value).ToDictionary(value => value.Value, value => value.Label.In(Language), StringComparer.Ordinal);

    /// <summary>The operators of a type of values, the likeliest first.</summary>
    internal static IEnumerable<(string Text, string Title)> Operators(string type, Language language)
    {
        var symbols = type switch
        {
            "number" or "time" => [">=", "<=", ":", "!=", ">", "<"],
            "flag" => [":", "!="],
            "id" => [":", "~", "!="],
            "record" => [":"],
            _ => new[] { ":", "~", "=", "!=" },
        };
        return symbols.Select(symbol => (symbol, AllOperators.First(op => op.Symbol == symbol).Title.In(language)));
    }

    private IEnumerable<(string Text, string Title, string Type)> Leaves(string name, string title, KindAttribute attribute) =>
        QueryAttribute.TypeOf(attribute.Items ?? attribute) is { } type
            ? [(name, title, Word(type))]
            : (attribute.Items ?? attribute).Properties.Where(field => !field.Secret)
                .SelectMany(field => Leaves($"{name}.{field.Name}", $"{title}: {field.Title.In(Language)}", field));

    private static string Word(KeyType type) => type switch
    {
        KeyType.Number => "number",
        KeyType.Time => "time",
        KeyType.Flag => "flag",
        KeyType.Id => "id",
        _ => "text",
    };
}
