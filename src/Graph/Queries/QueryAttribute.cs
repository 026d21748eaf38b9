using System.Text.Json;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Queries;

/// <summary>An attribute, or a field of a record, as queries see it: one name, whatever kinds have it.</summary>
/// <param name="Types">What its values are, those of its items for a list; none for records.</param>
/// <param name="Searchable">Whether an index serves it.</param>
/// <param name="JsonPath">Where its values stand in the attributes of a resource.</param>
/// <param name="Fields">For records: the names of the fields that have values, with the attribute's own in front.</param>
internal sealed record QueryAttribute(IReadOnlyList<KeyType> Types, bool Searchable, string JsonPath, IReadOnlyList<string> Fields)
{
    /// <summary>The values that the kinds allow; none when they are open.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    internal static QueryAttribute Of(IReadOnlyList<string> path, IReadOnlyList<KindAttribute> found)
    {
        var types = found.Select(attribute => attribute.Type == AttributeType.Array ? attribute.Items : attribute).Select(TypeOf).OfType<KeyType>().Distinct().ToArray();
        var searchable = path.Count == 1 && types.Length > 0 && found.All(attribute => attribute.Searchable);
        // Only the search tables know moments; elsewhere they are the text that they are.
        var compared = searchable ? types : types.Select(type => type == KeyType.Time ? KeyType.Text : type).Distinct().ToArray();
        var steps = string.Concat(path.Select(step => "." + JsonSerializer.Serialize(step)));
        var name = string.Join('.', path);
        return new QueryAttribute(compared, searchable, $"lax ${steps}[*]", [.. found.SelectMany(attribute => Leaves(name, attribute)).Distinct()])
        {
            Known = [.. found.SelectMany(attribute => (attribute.Items ?? attribute).Enum).Distinct()],
        };
    }

    /// <summary>What a scalar is; null for lists and records.</summary>
    internal static KeyType? TypeOf(KindAttribute? scalar) => scalar?.Type switch
    {
        AttributeType.String => scalar.Format == "date-time" ? KeyType.Time : KeyType.Text,
        AttributeType.Boolean => KeyType.Flag,
        AttributeType.Integer or AttributeType.Number => KeyType.Number,
        _ => null,
    };

    private static IEnumerable<string> Leaves(string name, KindAttribute attribute) =>
        (attribute.Items ?? attribute).Properties.Where(field => !field.Secret)
            .SelectMany(field => TypeOf(field.Items ?? field) is null ? Leaves($"{name}.{field.Name}", field) : [$"{name}.{field.Name}"]);
}
