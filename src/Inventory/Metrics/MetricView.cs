namespace Yunqiao.Inventory.Metrics;

/// <summary>Recent samples of one metric.</summary>
/// <param name="Name">Dotted, the unit at the end: <c>cpu.usagePercent</c>.</param>
/// <param name="Unit"><c>%</c>, <c>B</c>, or empty for a count.</param>
/// <param name="Points">Pairs of milliseconds since 1970 and a value, oldest first; counters are totals since the thing started.</param>
public sealed record MetricView(string Name, string Unit, IReadOnlyList<double[]> Points);

/// <summary>Recent samples of a resource.</summary>
/// <param name="Items">By name.</param>
/// <param name="ObservedAt">When the newest sample was taken; null when there is none.</param>
public sealed record MetricList(IReadOnlyList<MetricView> Items, DateTimeOffset? ObservedAt);
