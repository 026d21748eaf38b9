namespace Yunqiao.Operations;

/// <summary>What the engine can be told; section <c>Operations</c> of the configuration.</summary>
public sealed class OperationsOptions
{
    /// <summary>Whether this node runs operations, timers and reconcilers; one that does not still starts operations.</summary>
    public bool Worker { get; set; } = true;

    /// <summary>
    /// How many firings run at a time on this node; one that awaits a cloud's answer holds a place and no thread. More than
    /// <see cref="TenantConcurrency"/>, so that one tenant alone cannot take all places of the only server.
    /// </summary>
    public int Concurrency { get; set; } = 150;

    /// <summary>How many operations of one tenant are on their way at a time, on all nodes together; the others wait for their turn.</summary>
    public int TenantConcurrency { get; set; } = 100;

    /// <summary>How often a node says that it is alive.</summary>
    public TimeSpan CheckInInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after a missed check-in the others take over.</summary>
    public TimeSpan CheckInTolerance { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a node looks for due triggers of which no notification came.</summary>
    public TimeSpan IdleWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause before the second try of a step; it doubles with every further try.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How soon a line that a running step logs can be read by others.</summary>
    public TimeSpan LogFlushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the cluster looks for operations that have lost their firing.</summary>
    public TimeSpan LostFiringInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one run of a timer may take before it is interrupted.</summary>
    public TimeSpan TimerDeadline { get; set; } = TimeSpan.FromHours(1);
}
