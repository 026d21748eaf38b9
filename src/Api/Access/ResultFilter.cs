using Microsoft.AspNetCore.Http;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Access;

/// <summary>Turns what handlers return into HTTP: a value into JSON, a problem into problem+json; and has it audited.</summary>
internal sealed class ResultFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var outcome = await next(context);
        if (outcome is not IResultValue result)
        {
            await AuditRecorder.RecordAsync(http, problem: null);
            return outcome;
        }

        await AuditRecorder.RecordAsync(http, result.Problem);
        if (result.Problem is { } problem)
        {
            return new ProblemResult(problem);
        }

        return result.BoxedValue is Unit or null
            ? TypedResults.NoContent()
            : Results.Json(result.BoxedValue, Json.Options, "application/json", (result.BoxedValue as IStatusValue)?.Status ?? StatusOf(http));
    }

    private static int StatusOf(HttpContext http) =>
        http.GetEndpoint()!.Metadata.GetMetadata<SuccessStatus>()?.Code ?? StatusCodes.Status200OK;
}
