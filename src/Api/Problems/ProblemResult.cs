using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Yunqiao.Api.Edge;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Problems;

/// <summary>A problem as an HTTP answer, in the language that the request reads.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    private const string ContentType = "application/problem+json";

    internal static Task WriteAsync(HttpContext http, Problem problem) => new ProblemResult(problem).ExecuteAsync(http);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var language = RequestLanguage.Of(httpContext);
        var response = httpContext.Response;
        response.StatusCode = problem.Type.Status;
        response.Headers.ContentLanguage = language == Language.Chinese ? "zh" : "en";
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } after)
        {
            response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Type.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var document = ProblemDocument.From(problem, language, TraceId.Of(httpContext));
        await response.WriteAsJsonAsync(document, Json.Options, ContentType, httpContext.RequestAborted);
    }
}

/// <summary>What a request is known by in the server's log.</summary>
internal static class TraceId
{
    internal static string Of(HttpContext http) =>
        Activity.Current?.TraceId is { } trace && trace != default ? trace.ToHexString() : http.TraceIdentifier;
}
