using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Yunqiao.Api.OpenApi;

/// <summary>Makes single schemas say what is on the wire: ids are UUIDs, absent is never null, what is always there is required.</summary>
internal static class SchemaShapes
{
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
        return Task.CompletedTask;
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
