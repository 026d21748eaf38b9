using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Yunqiao.Kernel;

namespace Yunqiao.Api.OpenApi;

/// <summary>Tells the API document what handlers that return a <see cref="Result{T}"/> answer, where they do not say so themselves.</summary>
internal static class ResultDescription
{
    internal static void DescribeResults(this IEndpointConventionBuilder group) => group.Finally(builder =>
    {
        // The framework takes the result itself for the body.
        foreach (var wrong in builder.Metadata.OfType<IProducesResponseTypeMetadata>().Where(m => m.Type is { } type && IsResult(type)).ToList())
        {
            builder.Metadata.Remove(wrong);
        }

        if (builder.Metadata.OfType<IProducesResponseTypeMetadata>().Any(metadata => metadata.StatusCode is >= 200 and < 300))
        {
            return;
        }

        if (builder.Metadata.OfType<MethodInfo>().FirstOrDefault() is { } handler && ValueOf(handler.ReturnType) is { } value)
        {
            var status = builder.Metadata.OfType<SuccessStatus>().LastOrDefault()?.Code ?? StatusCodes.Status200OK;
            builder.Metadata.Add(value == typeof(Unit)
                ? new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void))
                : new ProducesResponseTypeMetadata(status, value, ["application/json"]));
        }
    });

    private static bool IsResult(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>);

    private static Type? ValueOf(Type type)
    {
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            type = type.GetGenericArguments()[0];
        }

        return IsResult(type) ? type.GetGenericArguments()[0] : null;
    }
}
