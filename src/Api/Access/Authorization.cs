using Microsoft.AspNetCore.Http;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Access;

/// <summary>Lets a request through to an endpoint when its caller holds what the endpoint's metadata asks for.</summary>
internal sealed class Authorization(RequestDelegate next)
{
    /// <summary>The header by which the portal's own pages show that no other site sent the request.</summary>
    internal const string PortalHeader = "X-Requested-With";

    internal const string PortalHeaderValue = "yunqiao";

    public async Task InvokeAsync(HttpContext http)
    {
        var access = http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        if (access is not null && Refusal(access, SignedIn.Of(http), http.Request) is { } refusal)
        {
            await AuditRecorder.RecordAsync(http, refusal);
            await ProblemResult.WriteAsync(http, refusal);
            return;
        }

        await next(http);
    }

    private static Problem? Refusal(EndpointAccess access, SignedIn? signedIn, HttpRequest request)
    {
        if (access.Permission is null)
        {
            return null;
        }

        if (signedIn is null)
        {
            return KernelProblems.Unauthenticated.New();
        }

        if (signedIn.ByCookie && IsChange(request.Method) && request.Headers[PortalHeader] != PortalHeaderValue)
        {
            return EdgeProblems.CrossSite.New();
        }

        return signedIn.Caller.May(access.Permission) ? null : KernelProblems.Denied.With(("permission", access.Permission.Name));
    }

    private static bool IsChange(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}
