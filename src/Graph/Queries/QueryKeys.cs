using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Queries;

/// <summary>What the values of a key are.</summary>
internal enum KeyType
{
    /// <summary>Text compared exactly.</summary>
    Text,

    /// <summary>Text compared whatever its case.</summary>
    Name,

    /// <summary>A UUID.</summary>
    Id,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,
}

/// <summary>A column of resources that can be asked for.</summary>
/// <param name="Sql">An expression on <c>resource r</c>, with <c>unit_freshness f</c> when <paramref name="NeedsFreshness"/>.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Counted">Whether the counters have it too, by the same name.</param>
/// <param name="InSearchText">Whether its text is part of the searched text, whose index then serves it.</param>
/// <param name="NeedsFreshness">Whether it depends on how fresh the unit is.</param>
internal sealed record CoreKey(string Sql, KeyType Type, bool Counted = false, bool InSearchText = false, bool NeedsFreshness = false)
{
    /// <summary>For an id: the table that knows the name behind it, by a column of the same name; null when nobody does.</summary>
    public (string Table, string Id)? Names { get; init; }
}

/// <summary>The keys of queries: columns first, then the attributes of all kinds that the scope sees.</summary>
internal sealed class QueryKeys(KindRegistry kinds, Scope scope)
{
    internal static readonly IReadOnlyDictionary<string, CoreKey> Core = new Dictionary<string, CoreKey>(StringComparer.Ordinal)
    {
        ["kind"] = new("r.kind", KeyType.Text, Counted: true),
        ["name"] = new("r.name", KeyType.Name, InSearchText: true),
        ["provider"] = new("r.provider", KeyType.Text, Counted: true),
        ["account"] = new("r.account_id", KeyType.Id, Counted: true) { Names = ("account_name", "account_id") },
        ["region"] = new("r.region", KeyType.Text, Counted: true),
        ["zone"] = new("r.zone", KeyType.Text),
        ["lifecycle"] = new("r.lifecycle", KeyType.Text, Counted: true),
        ["power"] = new("r.power", KeyType.Text),
        ["sync"] = new($"({ResourceStore.Sync})", KeyType.Text, NeedsFreshness: true),
        ["project"] = new("r.project_id", KeyType.Id),
        ["externalId"] = new("r.external_id", KeyType.Text, InSearchText: true),
        ["id"] = new("r.id", KeyType.Id),
        ["createdAt"] = new("r.created_at", KeyType.Time),
        ["observedAt"] = new($"({ResourceStore.ObservedAt})", KeyType.Time, NeedsFreshness: true),
        ["simulated"] = new("r.simulated", KeyType.Flag),
    };

    /// <summary>The attribute of a name in every kind that has it and does not hide it.</summary>
    internal IReadOnlyList<KindAttribute> Attributes(string name) =>
        kinds.VisibleTo(scope).Select(kind => kind.Attribute(name)).OfType<KindAttribute>().Where(attribute => !attribute.Secret).ToArray();

    /// <summary>The types that an attribute has, that of its items for a list; none for records.</summary>
    internal static IReadOnlyList<KeyType> Types(IEnumerable<KindAttribute> attributes) =>
        attributes.Select(attribute => attribute.Type == AttributeType.Array ? attribute.Items?.Type : attribute.Type)
            .Select(type => type switch
            {
                AttributeType.String => KeyType.Text,
                AttributeType.Boolean => KeyType.Flag,
                AttributeType.Integer or AttributeType.Number => KeyType.Number,
                _ => (KeyType?)null,
            })
            .OfType<KeyType>().Distinct().ToArray();

    /// <summary>The names that one which is none may have been meant for, at most two, and then the tag of that name.</summary>
    internal IReadOnlyList<string> Nearest(string name) =>
        Core.Keys.Concat(kinds.VisibleTo(scope).SelectMany(kind => kind.Attributes).Where(attribute => !attribute.Secret).Select(attribute => attribute.Name))
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Max(name.Length, candidate.Name.Length) / 3)
                || candidate.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(2)
            .Select(candidate => candidate.Name)
            .Append("tag." + name)
            .ToArray();

    /// <summary>How many characters have to be put, taken or replaced to make one word of another.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var c in from.Take(64))
        {
            var diagonal = row[0]++;
            for (var i = 1; i <= to.Length; i++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(c) == char.ToLowerInvariant(to[i - 1]) ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(replaced, Math.Min(row[i], row[i - 1]) + 1);
            }
        }

        return row[^1];
    }
}
