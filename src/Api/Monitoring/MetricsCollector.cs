using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Yunqiao.Api.Monitoring;

/// <summary>
/// Adds up what the process measures: its own meters and the server's request durations. Only some tags become labels, and
/// the number of series is bounded, so that no caller can fill the memory.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private const string RequestDuration = "http.server.request.duration";
    private const string OwnMeters = "Yunqiao";
    private const int MaximumSeries = 5000;

    /// <summary>Seconds; as Prometheus recommends for requests.</summary>
    internal static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly HashSet<string> Labels = new(StringComparer.Ordinal)
    {
        "http.route", "http.request.method", "http.response.status_code", "kind", "outcome", "state", "provider", "fault", "cause", "lane",
    };

    private readonly ConcurrentDictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    internal MetricsCollector()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal) || instrument.Name == RequestDuration)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    /// <summary>All series after asking the observed instruments, by metric.</summary>
    internal IReadOnlyList<IGrouping<string, MetricSeries>> Read()
    {
        listener.RecordObservableInstruments();
        return [.. series.Values
            .OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Labels, StringComparer.Ordinal)
            .GroupBy(one => one.Name, StringComparer.Ordinal)];
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags, Labels);
        var key = instrument.Name + labels;
        if (!series.TryGetValue(key, out var one))
        {
            if (series.Count >= MaximumSeries)
            {
                return;
            }

            one = series.GetOrAdd(key, _ => new MetricSeries(PrometheusText.Name(instrument), labels, MetricSeries.TypeOf(instrument), instrument.Description));
        }

        one.Add(value);
    }
}

/// <summary>How a metric adds up.</summary>
internal enum MetricType
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>The last value.</summary>
    Gauge,

    /// <summary>Counts by size.</summary>
    Histogram,
}

/// <summary>One metric with one set of labels.</summary>
internal sealed class MetricSeries(string name, string labels, (MetricType Type, bool Observed) kind, string? description)
{
    private readonly Lock adding = new();
    private readonly long[] counts = new long[MetricsCollector.Buckets.Length + 1];
    private double sum;

    internal string Name { get; } = name;

    internal string Labels { get; } = labels;

    internal MetricType Type { get; } = kind.Type;

    internal string? Description { get; } = description;

    internal static (MetricType Type, bool Observed) TypeOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return generic == typeof(Histogram<>) ? (MetricType.Histogram, false)
            : generic == typeof(Counter<>) ? (MetricType.Counter, false)
            : generic == typeof(ObservableCounter<>) ? (MetricType.Counter, true)
            : generic == typeof(UpDownCounter<>) ? (MetricType.Gauge, false)
            : (MetricType.Gauge, true);
    }

    internal void Add(double value)
    {
        lock (adding)
        {
            sum = kind.Observed ? value : sum + value;
            if (Type == MetricType.Histogram)
            {
                var bucket = Array.BinarySearch(MetricsCollector.Buckets, value);
                counts[bucket < 0 ? ~bucket : bucket]++;
            }
        }
    }

    internal (double Sum, long[] Counts) Read()
    {
        lock (adding)
        {
            return (sum, [.. counts]);
        }
    }
}
