using System.Globalization;
using System.Text.Json;

namespace Yunqiao.Clouds.Docker;

/// <summary>Reads the engine's JSON without trusting it: what is absent, null or of another type is null.</summary>
internal static class DockerJson
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement? current = element;
        foreach (var name in path)
        {
            current = current?.Member(name);
        }

        return current;
    }

    /// <summary>Text that says something: empty is null, because the engine writes "" for "not set".</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    public static long? Whole(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A counter; the engine's are unsigned 64 bits.</summary>
    public static double? Count(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    public static bool? Flag(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IEnumerable<string> Texts(this JsonElement? element) =>
        element.Items().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    public static IEnumerable<JsonProperty> Members(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } value ? value.EnumerateObject() : [];

    public static Dictionary<string, string> Labels(this JsonElement? element) =>
        element.Members()
            .Where(label => label.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal);

    /// <summary>A time in RFC 3339, cut to whole seconds, because listings carry no more; Go's zero time is null.</summary>
    public static DateTimeOffset? Moment(this JsonElement element, string name) =>
        element.Text(name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
        && moment.Year > 1970
            ? DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds())
            : null;

    /// <summary>A time in seconds since 1970; what lies before is not set.</summary>
    public static DateTimeOffset? Seconds(this JsonElement element, string name) =>
        element.Whole(name) is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
