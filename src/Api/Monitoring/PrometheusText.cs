using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Yunqiao.Api.Monitoring;

/// <summary>Writes metrics in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).</summary>
internal static class PrometheusText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int LongestLabel = 200;

    /// <summary><c>http.server.request.duration</c> in seconds becomes <c>http_server_request_duration_seconds</c>.</summary>
    internal static string Name(Instrument instrument)
    {
        var name = new StringBuilder(Clean(instrument.Name));
        if (instrument.Unit == "s")
        {
            name.Append("_seconds");
        }

        if (MetricSeries.TypeOf(instrument).Type == MetricType.Counter)
        {
            name.Append("_total");
        }

        return name.ToString();
    }

    /// <summary>The labels among the tags, in the order of their names: <c>a="1",b="2"</c>.</summary>
    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags, IReadOnlySet<string> wanted)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            if (wanted.Contains(name) && value is not null)
            {
                // A group's own address ends in a slash in the framework's words and nowhere else.
                var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                labels[Clean(name)] = Escape(text.Length > 1 ? text.TrimEnd('/') : text);
            }
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    internal static string Write(IReadOnlyList<IGrouping<string, MetricSeries>> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            var first = metric.First();
            if (first.Description is { } description)
            {
                text.Append("# HELP ").Append(metric.Key).Append(' ').Append(description.ReplaceLineEndings(" ")).Append('\n');
            }

            text.Append("# TYPE ").Append(metric.Key).Append(' ').Append(first.Type.ToString().ToLowerInvariant()).Append('\n');
            foreach (var series in metric)
            {
                Append(text, series);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, MetricSeries series)
    {
        var (sum, counts) = series.Read();
        if (series.Type != MetricType.Histogram)
        {
            Line(text, series.Name, series.Labels, sum);
            return;
        }

        var before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        var total = 0L;
        for (var at = 0; at < MetricsCollector.Buckets.Length; at++)
        {
            total += counts[at];
            Line(text, series.Name + "_bucket", $"{before}le=\"{Number(MetricsCollector.Buckets[at])}\"", total);
        }

        total += counts[^1];
        Line(text, series.Name + "_bucket", before + "le=\"+Inf\"", total);
        Line(text, series.Name + "_sum", series.Labels, sum);
        Line(text, series.Name + "_count", series.Labels, total);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Clean(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Escape(string value)
    {
        value = value.Length > LongestLabel ? value[..LongestLabel] : value;
        return value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
