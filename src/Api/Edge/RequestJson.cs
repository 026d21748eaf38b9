using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Edge;

/// <summary>
/// How request bodies are read: as the rest of the product writes JSON, and strictly. A member that nothing reads is a typing
/// error of the caller, and a required one that is missing is named; both are better than a silent default.
/// </summary>
internal static class RequestJson
{
    internal static void Configure(JsonSerializerOptions options)
    {
        Json.Configure(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LetNullableBeAbsent } };
    }

    // A constructor parameter that may be null may also be absent, with or without a default value.
    private static void LetNullableBeAbsent(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { IsRequired: true, AssociatedParameter: { IsNullable: true, IsMemberInitializer: false } })
            {
                property.IsRequired = false;
            }
        }
    }
}
