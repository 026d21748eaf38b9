using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Yunqiao.Graph;

/// <summary>Rows for <c>jsonb_to_recordset</c>: many rows in one parameter, members in snake case as the columns.</summary>
internal static class JsonRows
{
    private static readonly JsonSerializerOptions Options = new(Kernel.Json.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    internal static JsonNode Of<T>(IEnumerable<T> rows) => JsonSerializer.SerializeToNode(rows, Options)!;
}
