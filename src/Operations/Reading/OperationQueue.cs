using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Reading;

/// <summary>What the engine has to do at this moment, as far as the reader's tenants go.</summary>
/// <param name="At">The moment.</param>
/// <param name="States">How many active operations are in which state; those that need attention included.</param>
/// <param name="Priorities">How many active operations are of which priority.</param>
/// <param name="HeldBack">How many wait because their tenant has as many on their way as it may.</param>
/// <param name="Blocked">How many wait for another operation on the same thing.</param>
/// <param name="OldestNotBegun">When the operation was asked for that has waited longest without its first step; null when none waits.</param>
/// <param name="Tenants">The tenants with the most to do, at most 50, the busiest first.</param>
/// <param name="LagSeconds">How long the firing that is due longest has been waiting for a server; 0 when none is late; only for the tenant
/// that runs the installation.</param>
/// <param name="Servers">The servers that run operations; only for the tenant that runs the installation.</param>
public sealed record OperationQueue(
    DateTimeOffset At,
    IReadOnlyList<OperationQueueState> States,
    IReadOnlyList<OperationQueuePriority> Priorities,
    int HeldBack,
    int Blocked,
    DateTimeOffset? OldestNotBegun,
    IReadOnlyList<OperationQueueTenant> Tenants,
    double? LagSeconds,
    IReadOnlyList<OperationQueueServer>? Servers);

/// <summary>How many are in a state.</summary>
public sealed record OperationQueueState(OperationState State, int Count);

/// <summary>How many are of a priority.</summary>
public sealed record OperationQueuePriority(OperationPriority Priority, int Count);

/// <summary>How much a tenant has to do.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Active">Operations let in.</param>
/// <param name="HeldBack">Operations that wait for a place.</param>
public sealed record OperationQueueTenant(TenantId Tenant, int Active, int HeldBack);

/// <summary>A server that runs operations.</summary>
/// <param name="Name">Its name in the cluster.</param>
/// <param name="LastSeenAt">When it last said that it is alive.</param>
/// <param name="Running">Firings that it has in hand, timers included.</param>
public sealed record OperationQueueServer(string Name, DateTimeOffset LastSeenAt, int Running);
