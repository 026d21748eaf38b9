namespace Yunqiao.Bench;

/// <summary>Durations of one thing done often, in milliseconds.</summary>
internal sealed class Latencies(IEnumerable<double> milliseconds)
{
    private readonly double[] sorted = [.. milliseconds.Order()];

    internal int Count => sorted.Length;

    internal double Median => At(0.50);

    internal double P95 => At(0.95);

    internal double P99 => At(0.99);

    internal double Maximum => sorted.Length == 0 ? double.NaN : sorted[^1];

    /// <summary>The nearest-rank percentile.</summary>
    internal double At(double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
