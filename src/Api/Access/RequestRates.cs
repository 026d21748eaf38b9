using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;
using Yunqiao.Tenancy;

namespace Yunqiao.Api.Access;

/// <summary>How many requests one principal, or one address where nobody is signed in, may send to this node.</summary>
internal sealed class RequestRates : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> limiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        SignedIn.Of(http) is { } signedIn
            ? RateLimitPartition.GetTokenBucketLimiter(signedIn.Caller.Principal.ToString(), _ => Bucket(perSecond: 200, burst: 1000))
            : RateLimitPartition.GetTokenBucketLimiter(ClientAddress.Of(http.Connection.RemoteIpAddress), _ => Bucket(perSecond: 50, burst: 300)));

    public ValueTask DisposeAsync() => limiter.DisposeAsync();

    /// <summary>The problem of one request too many; null when it may pass.</summary>
    internal Problem? Take(HttpContext http)
    {
        using var lease = limiter.AttemptAcquire(http);
        return lease.IsAcquired ? null : KernelProblems.Throttled.New() with { RetryAfter = TimeSpan.FromSeconds(1) };
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}

/// <summary>Refuses requests beyond the rate; before authorization, so that denied floods write no audit lines.</summary>
internal sealed class RateLimiting(RequestDelegate next, RequestRates rates)
{
    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is not null && rates.Take(http) is { } problem
            ? ProblemResult.WriteAsync(http, problem)
            : next(http);
}
