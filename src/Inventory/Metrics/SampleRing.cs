using Yunqiao.Providers;

namespace Yunqiao.Inventory.Metrics;

/// <summary>The samples of one resource of the last quarter of an hour. Not safe for threads by itself.</summary>
internal sealed class SampleRing
{
    internal static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    private readonly SortedDictionary<string, Queue<(DateTimeOffset At, double Value)>> metrics = new(StringComparer.Ordinal);

    /// <summary>When somebody last looked.</summary>
    internal DateTimeOffset UsedAt { get; set; }

    /// <summary>When it was last sampled.</summary>
    internal DateTimeOffset? SampledAt { get; private set; }

    internal void Add(IReadOnlyList<MetricSample> samples, DateTimeOffset now)
    {
        SampledAt = now;
        foreach (var sample in samples)
        {
            if (!metrics.TryGetValue(sample.Name, out var points))
            {
                metrics[sample.Name] = points = new Queue<(DateTimeOffset, double)>();
            }

            // An engine that gives the same measurement twice has measured once.
            if (points.Count == 0 || points.Last().At < sample.At)
            {
                points.Enqueue((sample.At, sample.Value));
            }
        }

        foreach (var points in metrics.Values)
        {
            while (points.Count > 0 && points.Peek().At < now - Span)
            {
                points.Dequeue();
            }
        }
    }

    internal MetricList View()
    {
        var items = metrics
            .Where(metric => metric.Value.Count > 0)
            .Select(metric => new MetricView(
                metric.Key,
                UnitOf(metric.Key),
                [.. metric.Value.Select(point => new[] { (double)point.At.ToUnixTimeMilliseconds(), point.Value })]))
            .ToArray();
        DateTimeOffset? newest = items.Length == 0 ? null : metrics.Values.Where(points => points.Count > 0).Max(points => points.Last().At);
        return new MetricList(items, newest);
    }

    internal static string UnitOf(string name) => name switch
    {
        _ when name.EndsWith("Percent", StringComparison.Ordinal) => "%",
        _ when name.EndsWith("Bytes", StringComparison.Ordinal) => "B",
        _ => "",
    };
}
