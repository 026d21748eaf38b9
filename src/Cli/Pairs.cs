using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yunqiao.Cli;

/// <summary>Reads options of the form NAME=VALUE.</summary>
internal static class Pairs
{
    public static IEnumerable<KeyValuePair<string, string>> Read(string[]? given, string option)
    {
        foreach (var pair in given ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new CommandException(Words.Of($"{option} takes NAME=VALUE; {pair} has no name.", $"{option} 的格式为 NAME=VALUE；{pair} 缺少名称。"));
            }

            yield return new(pair[..at], pair[(at + 1)..]);
        }
    }

    /// <summary>Values that are JSON (numbers, true, lists, records) are taken as such; all else is text.</summary>
    public static JsonObject ReadJson(string[]? given, string option)
    {
        var result = new JsonObject();
        foreach (var (name, value) in Read(given, option))
        {
            result[name] = Value(value);
        }

        return result;
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
