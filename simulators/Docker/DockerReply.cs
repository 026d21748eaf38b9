using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>Answers in the engine's manner, and its filters.</summary>
internal static class DockerReply
{
    public static Task JsonAsync(HttpContext context, int status, JsonNode document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document.ToJsonString(), context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, int status, string message) =>
        JsonAsync(context, status, new JsonObject { ["message"] = message });

    public static Task EmptyAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        return memory.Length == 0 ? [] : JsonNode.Parse(memory.ToArray()) as JsonObject ?? [];
    }

    public static bool Flag(HttpContext context, string name) =>
        context.Request.Query[name].FirstOrDefault() is { Length: > 0 } value && value is not ("0" or "false" or "False");

    /// <summary>Filters come as <c>{"label": ["a=b"]}</c> from this API's documents and as <c>{"label": {"a=b": true}}</c> from the docker command.</summary>
    public static IReadOnlyList<string> Filter(HttpContext context, string name)
    {
        if (context.Request.Query["filters"].FirstOrDefault() is not { Length: > 0 } text || JsonNode.Parse(text) is not JsonObject filters)
        {
            return [];
        }

        return filters[name] switch
        {
            JsonArray list => [.. list.Select(value => value!.GetValue<string>())],
            JsonObject map => [.. map.Where(value => value.Value?.GetValue<bool>() == true).Select(value => value.Key)],
            _ => [],
        };
    }

    public static bool HasLabels(JsonNode? labels, IReadOnlyList<string> wanted) => wanted.All(filter =>
    {
        var parts = filter.Split('=', 2);
        return labels is JsonObject map && map.ContainsKey(parts[0]) && (parts.Length == 1 || DockerState.Is(map[parts[0]], parts[1]));
    });

    public static async Task LineAsync(HttpContext context, JsonObject line)
    {
        await context.Response.WriteAsync(line.ToJsonString(JsonSerializerOptions.Default) + "\r\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
