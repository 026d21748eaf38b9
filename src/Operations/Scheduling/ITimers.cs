namespace Yunqiao.Operations.Scheduling;

/// <summary>
/// Repeating work on the cluster: one timer per key, and never two runs of one key at a time on all nodes together. Not for
/// many small things: one timer serves one account, its units run inside the firing.
/// </summary>
public interface ITimers
{
    /// <summary>
    /// Makes the timer exist with this interval; a new one fires at once. Asking again with the same interval changes nothing.
    /// </summary>
    Task EnsureAsync(string timer, string key, TimeSpan interval, CancellationToken ct);

    /// <summary>
    /// Fires the timer now; while it is running, once more afterwards, however often this is asked. False when there is no
    /// such timer.
    /// </summary>
    Task<bool> FireNowAsync(string timer, string key, CancellationToken ct);

    /// <summary>Removes the timer; a run that has begun goes on.</summary>
    Task RemoveAsync(string timer, string key, CancellationToken ct);
}

/// <summary>What a timer does when it fires. Registered in DI as <see cref="ITimerHandler"/>, a singleton.</summary>
public interface ITimerHandler
{
    /// <summary>The name of the timer that it serves: <c>account-sync</c>.</summary>
    string Timer { get; }

    /// <summary>One run. An exception is logged, and the timer goes on; an interrupted run is repeated by another node.</summary>
    Task FireAsync(string key, CancellationToken ct);
}

/// <summary>
/// Keeps something true that must stay true. It takes no input: a timer, an event and a restart run the same code, on one
/// node of the cluster at a time. Registered in DI as <see cref="IReconciler"/>, a singleton.
/// </summary>
public interface IReconciler
{
    /// <summary>Stable and unique.</summary>
    string Name { get; }

    /// <summary>How often.</summary>
    TimeSpan Interval { get; }

    /// <summary>One run.</summary>
    Task ReconcileAsync(CancellationToken ct);
}
