using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yunqiao.Api.Access;
using Yunqiao.Api.Edge;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Problems;

/// <summary>
/// Every failure leaves as problem+json: exceptions, and the bare statuses of routing. The one catch-all of the HTTP edge.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception error)
        {
            await AnswerAsync(http, error);
            return;
        }

        if (!http.Response.HasStarted && IsBare(http) && Bare(http) is { } problem)
        {
            await ProblemResult.WriteAsync(http, problem);
        }
    }

    private static bool IsBare(HttpContext http) =>
        http.Response is { StatusCode: >= 400, ContentLength: null or 0, ContentType: null };

    private static Problem? Bare(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => EdgeProblems.NoSuchPath.New(),
        StatusCodes.Status405MethodNotAllowed => EdgeProblems.MethodNotAllowed.With(("method", http.Request.Method)),
        StatusCodes.Status415UnsupportedMediaType => EdgeProblems.MediaType.New(),
        StatusCodes.Status413PayloadTooLarge => KernelProblems.TooLarge.With(("limit", $"{RequestLimits.BodyKib} KiB")),
        StatusCodes.Status400BadRequest => EdgeProblems.Malformed.New(),
        _ => null,
    };

    private async Task AnswerAsync(HttpContext http, Exception error)
    {
        var problem = ExceptionMapping.Map(error, http.RequestAborted.IsCancellationRequested, RequestLimits.BodyKib);
        if (problem.Type == KernelProblems.Internal)
        {
            Unhandled(log, error, http.Request.Method, http.Request.Path, TraceId.Of(http));
        }
        else if (problem.Type == KernelProblems.StorageUnavailable)
        {
            StorageOut(log, error, http.Request.Path);
        }

        await AuditRecorder.RecordAsync(http, problem);
        if (http.Response.HasStarted)
        {
            // Half an answer is out already; cutting the connection is the only way left to say that it is not whole.
            http.Abort();
            return;
        }

        http.Response.Clear();
        SecurityHeaders.Set(http);
        await ProblemResult.WriteAsync(http, problem);
    }

    [LoggerMessage(1700, LogLevel.Error, "{Method} {Path} failed with an unexpected error; trace {Trace}")]
    private static partial void Unhandled(ILogger log, Exception error, string method, string path, string trace);

    [LoggerMessage(1701, LogLevel.Warning, "The database did not answer {Path}")]
    private static partial void StorageOut(ILogger log, Exception error, string path);
}
