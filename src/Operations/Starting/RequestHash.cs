using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Operations.Starting;

/// <summary>Tells whether two requests of one idempotency key ask for the same.</summary>
internal static class RequestHash
{
    /// <summary>SHA-256 over what was asked for; the order of properties does not matter.</summary>
    internal static byte[] Of(OperationRequest request)
    {
        var body = request.Fingerprint ?? new JsonArray(
            request.Input.DeepClone(),
            JsonSerializer.SerializeToNode(request.Resources.Select(resource => resource.Id), Json.Options));
        var text = new StringBuilder();
        Write(new JsonArray(request.Kind, request.Account?.ToString(), body.DeepClone()), text);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject properties:
                text.Append('{');
                foreach (var (name, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
                {
                    text.Append(JsonSerializer.Serialize(name, Json.Options)).Append(':');
                    Write(value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString(Json.Options) ?? "null");
                break;
        }
    }
}
