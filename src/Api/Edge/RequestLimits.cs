using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Edge;

/// <summary>
/// How large a request may be. The server itself takes a little more than this, so that a request beyond it is answered with
/// a problem and not with a closed connection.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>The largest body in KiB.</summary>
    internal const int BodyKib = 1024;

    /// <summary>The longest path and query in characters.</summary>
    internal const int AddressLength = 8 * 1024;

    /// <summary>The largest headers in characters, names included.</summary>
    internal const int HeaderLength = 32 * 1024;

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.Path.Value!.Length + request.QueryString.Value!.Length > AddressLength)
        {
            return ProblemResult.WriteAsync(http, EdgeProblems.UriTooLong.With(("limit", AddressLength.ToString())));
        }

        if (request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > HeaderLength)
        {
            return ProblemResult.WriteAsync(http, EdgeProblems.HeadersTooLarge.With(("limit", HeaderLength.ToString())));
        }

        if (request.ContentLength > BodyKib * 1024)
        {
            return ProblemResult.WriteAsync(http, KernelProblems.TooLarge.With(("limit", $"{BodyKib} KiB")));
        }

        if (request.ContentLength is null && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Body = new LimitedBody(request.Body, BodyKib * 1024);
        }

        return next(http);
    }
}
