using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.OpenApi;

/// <summary>What every operation of the document says besides its own: who may call it, and how it fails.</summary>
internal static class OperationShapes
{
    internal static async Task Apply(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (string.IsNullOrEmpty(operation.OperationId))
        {
            throw new InvalidOperationException(
                $"{context.Description.HttpMethod} {context.Description.RelativePath} has no name: add .WithName(\"verbNoun\").");
        }

        if (metadata.OfType<EndpointAccess>().LastOrDefault() is { Permission: { } permission })
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("session", context.Document)] = [] },
            ];
            operation.AddExtension("x-permission", new JsonNodeExtension(JsonValue.Create(permission.Name)));
        }

        foreach (var parameter in context.Description.ParameterDescriptions.Where(p => IsTypedId(p.ParameterDescriptor?.ParameterType)))
        {
            if (operation.Parameters?.FirstOrDefault(p => p.Name == parameter.Name)?.Schema is OpenApiSchema schema)
            {
                schema.Format = "uuid";
            }
        }

        operation.Responses ??= [];
        operation.Responses.Remove("400");
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, ct);
        context.Document?.AddComponent("Problem", problem);
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem; its code says which.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("Problem", context.Document) },
            },
        };
    }

    private static bool IsTypedId(Type? type) => type is not null && SchemaNames.IsTypedId(Nullable.GetUnderlyingType(type) ?? type);
}
