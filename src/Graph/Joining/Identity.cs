using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Joining;

/// <summary>
/// What identifies the thing behind a record, whoever sees it: the values of its kind's identity keys, strongest first, cleaned
/// so that spellings compare as equal. Values that makers and clouds write when they know none are left out.
/// </summary>
/// <param name="Values">At most one cleaned value per key.</param>
internal sealed record Identity(IReadOnlyList<IdentityKey> Values)
{
    private const int LongestValue = 256;

    private const int ShortestValue = 4;

    // What firmware says when nobody filled it in; without spaces and punctuation, as it is compared.
    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal)
    {
        "none", "null", "unknown", "notspecified", "notapplicable", "notavailable", "notpresent", "defaultstring", "default", "empty",
        "tobefilledbyoem", "tobefilled", "filledbyoem", "oem", "systemserialnumber", "serialnumber", "chassisserialnumber", "invalid",
        "0123456789", "123456789", "1234567890", "0123456789abcdef", "03000200040005000006000700080009", "00020003000400050006000700080009",
        "12345678123412341234123456789abc", "12345678123456789012345678901234",
    };

    internal static Identity None { get; } = new([]);

    /// <summary>What an observation says, in its own list or by the attributes that the kind calls identity keys.</summary>
    internal static Identity Of(Kind? kind, JsonObject attributes, IReadOnlyList<IdentityKey> said) =>
        kind is null || kind.IdentityKeys.Count == 0
            ? None
            : new([.. kind.IdentityKeys
                .Select(key => (Key: key, Value: Clean(said.FirstOrDefault(own => own.Name == key)?.Value) ?? Clean(attributes[key])))
                .Where(pair => pair.Value is not null)
                .Select(pair => new IdentityKey(pair.Key, pair.Value!))]);

    /// <summary>Whether two records are of one thing: the strongest key that both have decides.</summary>
    internal bool IsSameAs(Identity other)
    {
        foreach (var mine in Values)
        {
            if (other.Values.FirstOrDefault(theirs => theirs.Name == mine.Name) is { } theirs)
            {
                return theirs.Value == mine.Value;
            }
        }

        return false;
    }

    internal bool HasSameValues(Identity other) =>
        Values.Count == other.Values.Count && Values.ToHashSet().SetEquals(other.Values);

    /// <summary>Of a list, such as the addresses of all network cards, the set counts.</summary>
    private static string? Clean(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            var values = items.Select(Clean).ToArray();
            return values.Length == 0 || values.Contains(null) ? null : Short(string.Join(',', values.Distinct().Order(StringComparer.Ordinal)));
        }

        return node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? Clean(value.GetValue<string>()) : null;
    }

    private static string? Clean(string? text)
    {
        var clean = new string((text ?? "").Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray());
        return clean.Length < ShortestValue || clean.All(letter => letter == clean[0]) || Fillers.Contains(clean) ? null : Short(clean);
    }

    private static string Short(string text) =>
        text.Length <= LongestValue ? text : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
