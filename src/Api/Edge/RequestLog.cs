using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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

        var line = new RequestLine(http, clock.GetElapsedTime(started));
        if (HttpMethods.IsGet(http.Request.Method))
        {
            Read(log, line);
        }
        else
        {
            Changed(log, line);
        }
    }

    [LoggerMessage(1702, LogLevel.Debug, "{Request}")]
    private static partial void Read(ILogger log, RequestLine request);

    [LoggerMessage(1703, LogLevel.Information, "{Request}")]
    private static partial void Changed(ILogger log, RequestLine request);

    /// <summary>Made into text only when somebody listens.</summary>
    private readonly record struct RequestLine(HttpContext Http, TimeSpan Took)
    {
        public override string ToString()
        {
            var principal = SignedIn.Of(Http)?.Caller.Principal.ToString() ?? "nobody";

            // A ticket opens a console: the log has the route in its place.
            var path = Http.GetRouteValue("ticket") is null ? Http.Request.Path.Value : (Http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            return $"{Http.Request.Method} {path} {Http.Response.StatusCode} in {Took.TotalMilliseconds:0.0} ms for {principal}; trace {TraceId.Of(Http)}";
        }
    }
}
