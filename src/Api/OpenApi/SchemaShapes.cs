using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Yunqiao.Api.OpenApi;

/// <summary>Makes single schemas say what is on the wire: ids are UUIDs, absent is never null, what is always there is required.</summary>
internal static class SchemaShapes
{
    /// <summary>The mark of a map whose values may be null; it is not written.</summary>
    internal const string NullableValues = "nullableValues";

    internal static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (SchemaNames.IsTypedId(type))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "uuid";
        }
        else if (type == typeof(JsonObject))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema();
        }
        else if (typeof(JsonNode).IsAssignableFrom(type) && type != typeof(JsonArray))
        {
            schema.Type = null;
        }

        if (schema.Enum is { Count: > 0 })
        {
            schema.Type = JsonSchemaType.String;
        }

        // Clients live with members that are added later; what the server refuses is a matter of requests.
        schema.AdditionalPropertiesAllowed = true;

        // Nulls are not written, and to send one is to leave it out.
        if (schema.Type is { } kinds && kinds != JsonSchemaType.Null)
        {
            schema.Type = kinds & ~JsonSchemaType.Null;
        }

        RequireWhatIsAlwaysThere(schema, context);
        MarkNullableValues(schema, context);
        return Task.CompletedTask;
    }

    /// <summary>
    /// In a map, unlike a member, a null says something: take this away. The map's own schema is made later than this, so the
    /// property is marked, and <see cref="DocumentShape"/> writes it out.
    /// </summary>
    private static void MarkNullableValues(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            if (property.AttributeProvider is PropertyInfo info
                && schema.Properties?.TryGetValue(property.Name, out var member) == true
                && member is OpenApiSchema { AdditionalProperties: not null } map
                && new NullabilityInfoContext().Create(info).GenericTypeArguments is [_, { ReadState: NullabilityState.Nullable }])
            {
                map.Metadata ??= new Dictionary<string, object>();
                map.Metadata[NullableValues] = true;
            }
        }
    }

    // A property that cannot be null is always written. In a body that is sent, one with a default may still be left out.
    private static void RequireWhatIsAlwaysThere(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (schema.Properties is not { Count: > 0 } properties || context.JsonTypeInfo.Properties.Count == 0)
        {
            return;
        }

        var always = context.JsonTypeInfo.Properties
            .Where(property => properties.ContainsKey(property.Name) && !property.IsGetNullable && !IsNullableValue(property.PropertyType))
            .Where(property => property.AssociatedParameter is not { HasDefaultValue: true })
            .Select(property => property.Name);
        schema.Required = new HashSet<string>(always, StringComparer.Ordinal);
    }

    private static bool IsNullableValue(Type type) => Nullable.GetUnderlyingType(type) is not null;
}
