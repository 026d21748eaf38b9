using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Api.OpenApi;

/// <summary>The head of the document, and an order that does not change from run to run.</summary>
internal static class DocumentShape
{
    internal static Task Apply(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Yunqiao",
            Version = "v1",
            Description = "One entrance to a multi-cloud world.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token of a session or an API token.",
            },
            ["session"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SessionCookie.Name,
                Description = "The cookie of a signed-in browser; changes also need the header X-Requested-With: yunqiao.",
            },
        };
        if (document.Components.Schemas is { } schemas)
        {
            foreach (var schema in schemas.Values)
            {
                Simplify(schema);
            }

            document.Components.Schemas = new SortedDictionary<string, IOpenApiSchema>(schemas, StringComparer.Ordinal);
        }

        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            paths.Add(path, item);
        }

        document.Paths = paths;
        return Task.CompletedTask;
    }

    // Enums are words. The exporter writes an optional reference as "null or that"; on the wire it is that or absent.
    private static void Simplify(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Enum.Count: > 0, Type: null } words)
        {
            words.Type = JsonSchemaType.String;
        }

        if (schema is OpenApiSchema { AdditionalProperties: OpenApiSchema value, Metadata: { } marks } && marks.ContainsKey(SchemaShapes.NullableValues))
        {
            value.Type |= JsonSchemaType.Null;
        }

        if (schema is not OpenApiSchema { Properties: { } properties })
        {
            return;
        }

        foreach (var (name, property) in properties.ToList())
        {
            if (property is OpenApiSchema { OneOf: { Count: 2 } alternatives }
                && alternatives.Any(alternative => alternative.Type == JsonSchemaType.Null))
            {
                properties[name] = alternatives.First(alternative => alternative.Type != JsonSchemaType.Null);
            }
            else
            {
                Simplify(property);
            }
        }
    }
}
