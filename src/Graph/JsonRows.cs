using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace Yunqiao.Graph;

/// <summary>Rows for <c>jsonb_to_recordset</c>: many rows in one parameter, members in snake case as the columns.</summary>
internal static class JsonRows
{
    private static readonly JsonSerializerOptions Options = new(Kernel.Json.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>Written to text at once: a tree of nodes between would cost as much again as the rows.</summary>
    internal static NpgsqlParameter Of<T>(IEnumerable<T> rows) =>
        new() { Value = JsonSerializer.SerializeToUtf8Bytes(rows, Options), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
