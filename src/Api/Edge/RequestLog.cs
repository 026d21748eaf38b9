using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yunqiao.Api.Access;
using Yunqiao.Api.Problems;

namespace Yunqiao.Api.Edge;

/// <summary>
/// One line for every request: what, by whom, how it ended, how long. Never the query, a header or a body, which carry what
/// people search for and secrets. Reads are for debugging; changes are for operators.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var started = clock.GetTimestamp();
        await next(http);
        if (!http.Request.Path.StartsWithSegments("/api"))
        {
            return;
        }

        var level = HttpMethods.IsGet(http.Request.Method) ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
        {
            Answered(
                log,
                level,
                http.Request.Method,
                http.Request.Path,
                http.Response.StatusCode,
                clock.GetElapsedTime(started).TotalMilliseconds,
                SignedIn.Of(http)?.Caller.Principal.ToString() ?? "nobody",
                TraceId.Of(http));
        }
    }

    [LoggerMessage(1702, "{Method} {Path} {Status} in {Milliseconds:0.0} ms for {Principal}; trace {Trace}")]
    private static partial void Answered(
        ILogger log, LogLevel level, string method, string path, int status, double milliseconds, string principal, string trace);
}
