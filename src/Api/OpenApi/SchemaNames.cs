using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.OpenApi;

/// <summary>
/// What a schema is called in the document: the record's own name. Two records of one name would silently become one schema,
/// so that is refused.
/// </summary>
internal static class SchemaNames
{
    private static readonly ConcurrentDictionary<string, Type> Taken = new(StringComparer.Ordinal);

    internal static string? Of(JsonTypeInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (IsInline(type) || OpenApiOptions.CreateDefaultSchemaReferenceId(info) is not { } given)
        {
            return null;
        }

        var name = NameOf(type, given);
        return Taken.GetOrAdd(name, type) == type
            ? name
            : throw new InvalidOperationException($"Two types are named {name} in the API: {Taken[name]} and {type}. Rename one.");
    }

    internal static bool IsTypedId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private static bool IsInline(Type type) => IsTypedId(type) || typeof(JsonNode).IsAssignableFrom(type);

    private static string NameOf(Type type, string given)
    {
        if (type == typeof(ProblemDocument))
        {
            return "Problem";
        }

        if (type == typeof(FieldErrorDocument))
        {
            return "FieldError";
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Page<>) ? type.GetGenericArguments()[0].Name + "Page" : given;
    }
}
