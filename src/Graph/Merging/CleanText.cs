using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yunqiao.Graph.Merging;

/// <summary>
/// Makes a cloud's text fit for PostgreSQL, which takes neither NUL nor half of a surrogate pair: one odd label must not stop
/// the sync of an account.
/// </summary>
internal static class CleanText
{
    private const char Replacement = '\uFFFD';

    internal static string Of(string text, int maximumLength)
    {
        var cut = text.Length > maximumLength ? text[..maximumLength] : text;
        return IsClean(cut) ? cut : Replace(cut);
    }

    /// <summary>A copy with object members in order, so that equal content has equal text.</summary>
    internal static JsonObject Canonical(JsonObject value) =>
        (JsonObject)JsonNode.Parse(Ordered(value)!.ToJsonString(Kernel.Json.Options))!;

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        null => null,
        JsonObject members => new JsonObject(
            members
                .Select(member => KeyValuePair.Create(Of(member.Key, int.MaxValue), member.Value))
                .GroupBy(member => member.Key, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => KeyValuePair.Create(group.Key, Ordered(group.Last().Value)))),
        JsonArray items => new JsonArray(items.Select(Ordered).ToArray()),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Of(value.GetValue<string>(), int.MaxValue)),
        _ => node.DeepClone(),
    };

    private static bool IsClean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !IsPairAt(text, ref i)))
            {
                return false;
            }
        }

        return true;
    }

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !IsPairAt(text, ref i)))
            {
                clean.Append(Replacement);
            }
            else
            {
                clean.Append(text, start, i - start + 1);
            }
        }

        return clean.ToString();
    }

    private static bool IsPairAt(string text, ref int index)
    {
        if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
        {
            index++;
            return true;
        }

        return false;
    }
}
