using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Yunqiao.Kernel;

namespace Yunqiao.Storage;

/// <summary>
/// Turns the properties of an object into named parameters: typed ids become UUIDs, enums camel-case words, JSON nodes jsonb,
/// lists arrays. A <see cref="NpgsqlParameter"/> value is taken as it is.
/// </summary>
internal static class SqlArguments
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> IdValues = new();

    internal static void Bind(NpgsqlParameterCollection parameters, object? arguments)
    {
        switch (arguments)
        {
            case null:
                return;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach (var (name, value) in pairs)
                {
                    parameters.Add(Parameter(name, value));
                }

                return;
            default:
                foreach (var property in Properties.GetOrAdd(arguments.GetType(), type => type.GetProperties()))
                {
                    parameters.Add(Parameter(property.Name, property.GetValue(arguments)));
                }

                return;
        }
    }

    private static NpgsqlParameter Parameter(string name, object? value)
    {
        if (value is NpgsqlParameter given)
        {
            given.ParameterName = name;
            return given;
        }

        var parameter = new NpgsqlParameter { ParameterName = name };
        switch (value)
        {
            case null:
                parameter.Value = DBNull.Value;
                break;
            case JsonNode node:
                parameter.Value = node.ToJsonString(Json.Options);
                parameter.NpgsqlDbType = NpgsqlDbType.Jsonb;
                break;
            case DateTimeOffset time:
                parameter.Value = time.ToUniversalTime();
                break;
            case string or byte[] or Guid or bool:
                parameter.Value = value;
                break;
            case IEnumerable list:
                parameter.Value = ToArray(list, value.GetType());
                break;
            default:
                parameter.Value = Plain(value);
                break;
        }

        return parameter;
    }

    private static object Plain(object value)
    {
        if (value is Enum word)
        {
            return EnumWords.Write(word);
        }

        var id = IdValue(value.GetType());
        return id is null ? value : id.GetValue(value)!;
    }

    private static Array ToArray(IEnumerable list, Type type)
    {
        var element = ElementType(type);
        if (IdValue(element) is { } id)
        {
            return list.Cast<object>().Select(item => (Guid)id.GetValue(item)!).ToArray();
        }

        if (element.IsEnum)
        {
            return list.Cast<Enum>().Select(EnumWords.Write).ToArray();
        }

        var items = list.Cast<object?>().ToArray();
        var array = Array.CreateInstance(element, items.Length);
        Array.Copy(items, array, items.Length);
        return array;
    }

    private static Type ElementType(Type type) =>
        type.IsArray
            ? type.GetElementType()!
            : type.GetInterfaces().Append(type)
                .First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                .GetGenericArguments()[0];

    private static PropertyInfo? IdValue(Type type) =>
        IdValues.GetOrAdd(
            type,
            t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>))
                ? t.GetProperty("Value")
                : null);
}
