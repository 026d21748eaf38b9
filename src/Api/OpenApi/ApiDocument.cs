using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Yunqiao.Api.OpenApi;

/// <summary>The OpenAPI document of version 1: what clients are generated from.</summary>
internal static class ApiDocument
{
    internal const string Name = "v1";

    internal static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddSchemaTransformer(SchemaShapes.Apply);
        options.AddOperationTransformer(OperationShapes.Apply);
        options.AddDocumentTransformer(DocumentShape.Apply);
    });
}
