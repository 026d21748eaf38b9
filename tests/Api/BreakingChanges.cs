using System.Text.Json.Nodes;

namespace Yunqiao.Tests.Api;

/// <summary>What an existing client would stumble over when one API document is replaced by another.</summary>
internal static class BreakingChanges
{
    internal static IReadOnlyList<string> Between(JsonObject before, JsonObject after) =>
        [.. Operations(before, after), .. Schemas(before, after)];

    private static IEnumerable<string> Operations(JsonObject before, JsonObject after)
    {
        var now = OpenApi_document.Operations(after).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, operation) in OpenApi_document.Operations(before))
        {
            if (!now.TryGetValue(name, out var other))
            {
                yield return $"{name} is gone";
                continue;
            }

            if ((string?)operation["operationId"] != (string?)other["operationId"])
            {
                yield return $"{name} has another operationId";
            }

            var known = Parameters(operation).Select(Name).ToHashSet(StringComparer.Ordinal);
            foreach (var parameter in Parameters(other).Where(p => (bool?)p["required"] == true && !known.Contains(Name(p))))
            {
                yield return $"{name} needs {Name(parameter)} now";
            }

            foreach (var gone in known.Except(Parameters(other).Select(Name), StringComparer.Ordinal))
            {
                yield return $"{name} no longer takes {gone}";
            }

            foreach (var (status, _) in operation["responses"]!.AsObject().Where(r => other["responses"]![r.Key] is null))
            {
                yield return $"{name} no longer answers {status}";
            }
        }
    }

    private static IEnumerable<string> Schemas(JsonObject before, JsonObject after)
    {
        var now = after["components"]?["schemas"]?.AsObject() ?? [];
        foreach (var (name, schema) in before["components"]?["schemas"]?.AsObject() ?? [])
        {
            if (now[name] is not { } other)
            {
                continue;
            }

            foreach (var (property, shape) in schema!["properties"]?.AsObject() ?? [])
            {
                if (other["properties"]?[property] is not { } changed)
                {
                    yield return $"{name}.{property} is gone";
                }
                else if (shape!["type"]?.ToJsonString() != changed["type"]?.ToJsonString())
                {
                    yield return $"{name}.{property} is of another type";
                }
            }

            foreach (var value in Words(schema["enum"]).Except(Words(other["enum"]), StringComparer.Ordinal))
            {
                yield return $"{name} is never {value} now";
            }
        }
    }

    private static IEnumerable<string> Words(JsonNode? list) => list?.AsArray().Select(item => item!.ToJsonString()) ?? [];

    private static IEnumerable<JsonObject> Parameters(JsonObject operation) =>
        operation["parameters"]?.AsArray().Select(parameter => parameter!.AsObject()) ?? [];

    private static string Name(JsonObject parameter) => $"{parameter["in"]} {parameter["name"]}";
}
