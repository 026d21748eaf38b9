using System.Diagnostics.Metrics;
using Yunqiao.Api.Events;

namespace Yunqiao.Api.Monitoring;

/// <summary>What the HTTP edge measures of itself.</summary>
internal sealed class EdgeMetrics : IDisposable
{
    private readonly Meter meter = new("Yunqiao.Api");

    internal EdgeMetrics(EventHub hub)
    {
        meter.CreateObservableGauge("yunqiao.events.listeners", () => hub.Count, description: "Open event streams on this node.");
        meter.CreateObservableGauge(
            "yunqiao.events.lag", () => hub.Lag.TotalSeconds, "s", "From a fact to the moment at which this node handed it to its listeners, at the last one.");
    }

    public void Dispose() => meter.Dispose();
}
