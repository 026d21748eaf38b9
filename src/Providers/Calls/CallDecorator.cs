using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>
/// What happens around every call of an adapter: a token of the budget, a deadline, a trace, a line of log without bodies, and for
/// reads another try. A mutation is sent again only when its fault proves that nothing was sent.
/// </summary>
internal sealed class CallDecorator(
    ProviderManifest manifest, AccountId? account, CallLane lane, CallBudgets budgets, TimeProvider clock, ILogger log)
{
    public static readonly ActivitySource Activities = new("Yunqiao.Providers");

    private const int Attempts = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A pause longer than this is the caller's to wait: it holds no thread and survives a restart.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Random jitter = new();

    public Task<T> ReadAsync<T>(string verb, string kind, Func<CancellationToken, Task<T>> call, CancellationToken ct) =>
        RunAsync(verb, kind, fault => fault.IsRetryable, FaultKind.Unavailable, call, ct);

    public Task<T> MutateAsync<T>(string verb, string kind, Func<CancellationToken, Task<T>> call, CancellationToken ct) =>
        RunAsync(verb, kind, fault => fault is { IsRetryable: true, NothingSent: true }, FaultKind.Ambiguous, call, ct);

    /// <summary>Opens something that lives on: the deadline is for the opening.</summary>
    public Task<T> OpenAsync<T>(string verb, string kind, Func<CancellationToken, Task<T>> call, CancellationToken ct) =>
        RunAsync(verb, kind, fault => fault is { IsRetryable: true, NothingSent: true }, FaultKind.Unavailable, call, ct);

    private async Task<T> RunAsync<T>(
        string verb, string kind, Func<ProviderException, bool> mayRepeat, FaultKind lateFault, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        var row = manifest.Find(kind, verb);
        var api = row?.ApiAction ?? verb;
        var key = new BudgetKey(account, api);
        var deadline = TimeSpan.FromSeconds(row?.DeadlineSeconds ?? 60);
        using var activity = Activities.StartActivity($"{manifest.Id} {verb} {kind}", ActivityKind.Client);
        activity?.SetTag("yunqiao.account", account?.ToString()).SetTag("yunqiao.api", api).SetTag("yunqiao.lane", lane.ToString());

        for (var attempt = 1; ; attempt++)
        {
            await budgets.AcquireAsync(key, row?.Limit, lane, Patience, ct);
            var started = clock.GetTimestamp();
            try
            {
                var result = await WithinAsync(api, deadline, lateFault, call, ct);
                ProviderLog.Called(log, manifest.Id, account, verb, kind, clock.GetElapsedTime(started).TotalMilliseconds);
                return result;
            }
            catch (ProviderException fault)
            {
                activity?.SetStatus(ActivityStatusCode.Error, fault.Kind.ToString());
                ProviderLog.Failed(log, manifest.Id, account, verb, kind, fault.Kind, fault.VendorCode, fault.RequestId, attempt);
                if (fault.Kind == FaultKind.Throttled)
                {
                    await budgets.ThrottledAsync(key, row?.Limit, fault.RetryAfter, ct);
                }

                var pause = fault.RetryAfter ?? Backoff(attempt);
                if (attempt >= Attempts || pause > LongestPause || !mayRepeat(fault))
                {
                    throw;
                }

                await Task.Delay(pause, clock, ct);
            }
        }
    }

    private async Task<T> WithinAsync<T>(
        string api, TimeSpan deadline, FaultKind lateFault, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(deadline, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await call(both.Token);
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new ProviderException(lateFault, $"{manifest.Name} did not answer {api} within {deadline.TotalSeconds:0} seconds.", e) { Action = api };
        }
        catch (Exception e) when (e is not (ProviderException or OperationCanceledException))
        {
            throw new ProviderException(FaultKind.Bug, $"The adapter of {manifest.Name} failed at {api}: {e.GetType().Name}.", e) { Action = api };
        }
    }

    /// <summary>Full jitter: nodes that failed together do not come back together.</summary>
    private TimeSpan Backoff(int attempt)
    {
        lock (jitter)
        {
            return TimeSpan.FromMilliseconds(50 + (jitter.NextDouble() * 200 * Math.Pow(2, attempt - 1)));
        }
    }
}
