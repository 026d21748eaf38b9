using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// What the whole installation has to do, as gauges of every server: how many operations are in which state, and how late the
/// firing is that has been due longest.
/// </summary>
internal sealed class OperationGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly OperationState[] Shown = [.. OperationTransitions.Active, OperationState.NeedsAttention];

    private readonly OperationQueueStore store;
    private readonly TimeProvider clock;
    private readonly Meter meter = new(OperationTelemetry.Name);
    private volatile IReadOnlyList<OperationQueueState> states = [];
    private double lag;

    public OperationGauges(OperationQueueStore store, TimeProvider clock)
    {
        this.store = store;
        this.clock = clock;
        meter.CreateObservableGauge("yunqiao.operations.active", Counts, "{operation}", "Operations that are not over or need attention, by state");
        meter.CreateObservableGauge("yunqiao.operations.lag", () => Volatile.Read(ref lag), "s", "How long the firing that is due longest has waited for a server");
    }

    /// <summary>Reads the tables once; what it finds stands until it is read again.</summary>
    internal async Task ReadAsync(CancellationToken ct)
    {
        states = await store.StatesAsync(RunStore.AllTenants, ct);
        Volatile.Write(ref lag, await store.LagAsync(RunStore.AllTenants, ct));
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception error) when (DatabaseOutage.Is(error) && !stoppingToken.IsCancellationRequested)
            {
                // The last values stand; health says that the database is away.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Also those that are none: a gauge that is not told falls back to nothing instead of zero.
    private IEnumerable<Measurement<int>> Counts() =>
        Shown.Select(state => new Measurement<int>(
            states.FirstOrDefault(one => one.State == state)?.Count ?? 0,
            new KeyValuePair<string, object?>("state", JsonNamingPolicy.CamelCase.ConvertName(state.ToString()))));
}
