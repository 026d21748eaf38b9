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
        if (builder.Metadata.OfType<IProducesResponseTypeMetadata>().Any(metadata => metadata.StatusCode is >= 200 and < 300 && metadata.Type != null && !IsResult(metadata.Type)))
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

    internal static bool IsResult(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>);

    private static Type? ValueOf(Type type)
    {
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            type = type.GetGenericArguments()[0];
        }

        return IsResult(type) ? type.GetGenericArguments()[0] : null;
    }
}
