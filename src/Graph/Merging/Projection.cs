using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Merging;

/// <summary>A searchable scalar of a resource.</summary>
/// <param name="Key">The attribute's name.</param>
/// <param name="Text">Text, or <c>true</c> and <c>false</c>; null for a number.</param>
/// <param name="Number">A number, or the seconds of a moment beside its text; null for other text.</param>
internal sealed record SearchValue(string Key, string? Text, decimal? Number);

/// <summary>What the search tables hold of a resource.</summary>
internal static class Projection
{
    /// <summary>How much of a text is searchable, in characters.</summary>
    internal const int TextLength = 512;

    private const int SearchTextLength = 4096;

    /// <summary>The scalars of the kind's searchable attributes; of a list each item.</summary>
    internal static IReadOnlyList<SearchValue> Values(Kind? kind, JsonObject attributes) =>
        (kind?.Attributes ?? [])
            .Where(attribute => attribute is { Searchable: true, Secret: false })
            .SelectMany(attribute => Scalars(attribute.Name, attributes[attribute.Name]).Select(value => IsMoment(attribute) ? WithMoment(value) : value))
            .Distinct()
            .ToArray();

    /// <summary>What free text is looked for in: name, external id, and all attributes whose name ends in address or addresses.</summary>
    internal static string SearchText(string name, string externalId, JsonObject attributes)
    {
        var addresses = attributes
            .Where(member => member.Key.EndsWith("address", StringComparison.OrdinalIgnoreCase)
                || member.Key.EndsWith("addresses", StringComparison.OrdinalIgnoreCase))
            .SelectMany(member => Scalars(member.Key, member.Value))
            .Select(value => value.Text)
            .OfType<string>();
        var text = string.Join('\n', new[] { name, externalId }.Concat(addresses));
        return CleanText.Of(text, SearchTextLength);
    }

    /// <summary>A text as the search tables hold it.</summary>
    internal static string Searchable(string text) => CleanText.Of(text, TextLength);

    /// <summary>A moment as a number that has its order: seconds since 1970.</summary>
    internal static decimal Seconds(DateTimeOffset moment) => (decimal)(moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    /// <summary>Whether the values of an attribute are moments.</summary>
    internal static bool IsMoment(KindAttribute attribute) => (attribute.Items ?? attribute).Format == "date-time";

    /// <summary>What a cloud sends as a moment and is none stays the text that it is.</summary>
    private static SearchValue WithMoment(SearchValue value) =>
        DateTimeOffset.TryParse(value.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? value with { Number = Seconds(moment) }
            : value;

    private static IEnumerable<SearchValue> Scalars(string key, JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(item => item is JsonValue ? Scalars(key, item) : []),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => [new(key, Searchable(value.GetValue<string>()), null)],
            JsonValueKind.True => [new(key, "true", null)],
            JsonValueKind.False => [new(key, "false", null)],
            // A number beyond decimal cannot be compared with what a person types; it stays in the attributes.
            JsonValueKind.Number when decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                => [new(key, null, number)],
            _ => [],
        },
        _ => [],
    };
}
