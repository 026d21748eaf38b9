using Microsoft.AspNetCore.Http;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Edge;

/// <summary>A server that only works answers the questions of monitoring and nothing else.</summary>
internal sealed class RoleCheck(RequestDelegate next, ServerRoles roles)
{
    private static readonly string[] Monitoring = ["/health", "/metrics"];

    public Task InvokeAsync(HttpContext http) =>
        roles.Api || Array.Exists(Monitoring, prefix => http.Request.Path.StartsWithSegments(prefix))
            ? next(http)
            : ProblemResult.WriteAsync(http, EdgeProblems.WorkerOnly.New());
}
