using System.Data;
using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Yunqiao.Kernel;

namespace Yunqiao.Storage;

/// <summary>
/// Reads rows into records. Columns are snake case and match constructor parameters or properties without the underscores;
/// UUID columns become typed ids, words enums, jsonb <see cref="JsonNode"/>.
/// </summary>
internal static class RowReader
{
    static RowReader()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new JsonObjectHandler());
        SqlMapper.AddTypeHandler(new JsonNodeHandler());
        SqlMapper.AddTypeHandler(new TimeHandler());
        AddListHandlers<string>();
        AddListHandlers<Guid>();
        AddListHandlers<int>();
        AddListHandlers<long>();
        foreach (var id in typeof(ResourceId).Assembly.GetTypes().Where(IsTypedId))
        {
            var handler = (SqlMapper.ITypeHandler)Activator.CreateInstance(typeof(IdHandler<>).MakeGenericType(id))!;
            SqlMapper.AddTypeHandler(id, handler);
            SqlMapper.AddTypeHandler(typeof(Nullable<>).MakeGenericType(id), handler);
        }
    }

    internal static async Task<IReadOnlyList<T>> ReadAllAsync<T>(DbDataReader reader, CancellationToken ct)
    {
        var rows = new List<T>();
        if (reader.FieldCount == 0)
        {
            return rows;
        }

        var parse = Parser(typeof(T), reader);
        while (await reader.ReadAsync(ct))
        {
            rows.Add((T)parse(reader)!);
        }

        // Errors of later statements of the batch, such as a deferred constraint, surface here and nowhere else.
        while (await reader.NextResultAsync(ct))
        {
        }

        return rows;
    }

    // A row of one word that stands for an enum: the library reads those from numbers only.
    private static Func<DbDataReader, object> Parser(Type type, DbDataReader reader) =>
        type.IsEnum ? row => Enum.Parse(type, row.GetString(0), ignoreCase: true) : reader.GetRowParser(type);

    private static void AddListHandlers<TItem>()
    {
        SqlMapper.AddTypeHandler(new ArrayHandler<TItem>());
        SqlMapper.AddTypeHandler(new ListHandler<TItem>());
    }

    private static bool IsTypedId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private sealed class IdHandler<TId> : SqlMapper.TypeHandler<TId>
        where TId : struct, ITypedId<TId>
    {
        public override TId Parse(object value) => TId.From((Guid)value);

        public override void SetValue(IDbDataParameter parameter, TId value) => parameter.Value = value.Value;
    }

    private sealed class JsonObjectHandler : SqlMapper.TypeHandler<JsonObject>
    {
        public override JsonObject Parse(object value) => JsonNode.Parse((string)value)!.AsObject();

        public override void SetValue(IDbDataParameter parameter, JsonObject? value) => throw new NotSupportedException();
    }

    private sealed class JsonNodeHandler : SqlMapper.TypeHandler<JsonNode>
    {
        public override JsonNode? Parse(object value) => JsonNode.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, JsonNode? value) => throw new NotSupportedException();
    }

    private sealed class ArrayHandler<TItem> : SqlMapper.TypeHandler<TItem[]>
    {
        public override TItem[] Parse(object value) => (TItem[])value;

        public override void SetValue(IDbDataParameter parameter, TItem[]? value) => throw new NotSupportedException();
    }

    private sealed class ListHandler<TItem> : SqlMapper.TypeHandler<IReadOnlyList<TItem>>
    {
        public override IReadOnlyList<TItem> Parse(object value) => (TItem[])value;

        public override void SetValue(IDbDataParameter parameter, IReadOnlyList<TItem>? value) => throw new NotSupportedException();
    }

    private sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            value is DateTimeOffset time ? time : new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }
}
