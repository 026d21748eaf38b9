using System.Collections.Concurrent;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Metrics;

/// <summary>
/// Samples of what somebody is looking at, in this node's memory: a look takes a sample unless there is one of the last two
/// seconds, and samples are kept for a quarter of an hour. What nobody looks at costs nothing.
/// </summary>
internal sealed class LiveMetrics(
    ResourceStore resources, AccountStore accounts, AccountConnections connections, ProviderCatalog providers, TimeProvider clock)
{
    /// <summary>Most resources that samples are kept of; the one not looked at for longest gives way.</summary>
    private const int Kept = 500;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ResourceId, Sampled> kept = new();

    internal async Task<Result<MetricList>> ReadAsync(Caller caller, ResourceId id, CancellationToken ct)
    {
        if (await resources.GetAsync(caller.Scope, id, ct) is not { } resource)
        {
            return KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
        }

        if (resource.Account is not { } known)
        {
            return new MetricList([], null);
        }

        if (await accounts.FindAsync(caller.Scope, known, ct) is not { } account)
        {
            return KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
        }

        var manifest = providers.Find(account.Provider)?.Manifest;
        if (manifest?.Find(resource.Kind, ManifestAction.Metrics) is null || resource.ExternalId.Length == 0)
        {
            return new MetricList([], null);
        }

        var sampled = kept.GetOrAdd(id, _ => new Sampled());
        // One look at a time samples; the others wait for it and read what it brought.
        await sampled.Gate.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            sampled.Ring.UsedAt = now;
            if (sampled.Ring.SampledAt is not { } last || now - last >= Shortest)
            {
                sampled.Ring.Add(await SampleAsync(account, resource, ct), clock.GetUtcNow());
            }

            return sampled.Ring.View();
        }
        catch (ProviderException fault)
        {
            return sampled.Ring.View() is { Items.Count: > 0 } older ? older : ProviderProblems.From(fault);
        }
        finally
        {
            sampled.Gate.Release();
            DropOldest();
        }
    }

    private async Task<IReadOnlyList<MetricSample>> SampleAsync(Account account, Resource resource, CancellationToken ct)
    {
        if (!(await connections.OpenAsync(account, CallLane.User, ct)).Ok(out var client, out _))
        {
            return [];
        }

        using var timer = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await client.MeterAsync(resource.Kind, resource.Region, resource.ExternalId, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(FaultKind.Unavailable, $"No sample within {Patience.TotalSeconds:0} seconds.");
        }
    }

    private void DropOldest()
    {
        while (kept.Count > Kept)
        {
            var oldest = kept.MinBy(pair => pair.Value.Ring.UsedAt);
            kept.TryRemove(oldest.Key, out _);
        }
    }

    private sealed class Sampled
    {
        internal SemaphoreSlim Gate { get; } = new(1);

        internal SampleRing Ring { get; } = new();
    }
}
