using Microsoft.AspNetCore.Http;

namespace Yunqiao.Api.Edge;

/// <summary>What every answer tells browsers: run our scripts alone, be framed by nobody, guess no types, tell others nothing.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Styles are written at run time by the portal's component library; scripts never are.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
        "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        Set(http);
        return next(http);
    }

    internal static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["X-Trace-Id"] = Problems.TraceId.Of(http);
        if (http.Request.Path.StartsWithSegments("/api"))
        {
            headers.CacheControl = "no-store";
        }
    }
}
