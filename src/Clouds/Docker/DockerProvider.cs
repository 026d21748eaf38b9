using System.Runtime.CompilerServices;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Docker Engine, API 1.41 and newer, and what speaks the same (Podman's service).</summary>
public sealed class DockerProvider : IProvider, ICreates, IRehearsesCreation, IActs, IDestroys, IPollsTickets, IMeters, IFeedsEvents, IStreams
{
    /// <inheritdoc />
    public ProviderManifest Manifest => DockerManifest.Value;

    /// <inheritdoc />
    public async Task<Probe> ProbeAsync(ProviderContext context, CancellationToken ct)
    {
        var api = await DockerApi.OpenAsync(context, ct);
        return DockerProbe.From(await api.GetAsync("/info", ct), context);
    }

    /// <inheritdoc />
    public async Task<ListPage> ListAsync(ProviderContext context, string kind, string region, string? cursor, CancellationToken ct) =>
        await DockerInventory.ListAsync(await DockerApi.OpenAsync(context, ct), kind, cursor, ct);

    /// <inheritdoc />
    public async Task<Observation?> ObserveAsync(ProviderContext context, string kind, string region, string externalId, CancellationToken ct) =>
        await DockerInventory.ObserveAsync(await DockerApi.OpenAsync(context, ct), kind, externalId, ct);

    /// <inheritdoc />
    public async Task<Ticket> CreateAsync(ProviderContext context, CreateRequest request, CancellationToken ct) =>
        await DockerCreation.CreateAsync(await DockerApi.OpenAsync(context, ct), context, request, ct);

    /// <inheritdoc />
    public async Task<IReadOnlyList<LocalizedText>> RehearseAsync(ProviderContext context, CreateRequest request, CancellationToken ct) =>
        await DockerRehearsal.RehearseAsync(await DockerApi.OpenAsync(context, ct), request, ct);

    /// <inheritdoc />
    public async Task<string?> FindByKeyAsync(ProviderContext context, string kind, string region, string key, CancellationToken ct) =>
        await DockerCreation.FindByKeyAsync(await DockerApi.OpenAsync(context, ct), kind, key, ct);

    /// <inheritdoc />
    public async Task<Ticket> ActAsync(ProviderContext context, ActionRequest request, CancellationToken ct) =>
        await DockerActions.ActAsync(await DockerApi.OpenAsync(context, ct), context, request, ct);

    /// <inheritdoc />
    public async Task<Ticket> DestroyAsync(ProviderContext context, ActionRequest request, CancellationToken ct) =>
        await DockerActions.DestroyAsync(await DockerApi.OpenAsync(context, ct), request, ct);

    /// <inheritdoc />
    public async Task<Ticket> PollAsync(ProviderContext context, Ticket ticket, CancellationToken ct) =>
        await DockerTickets.PollAsync(await DockerApi.OpenAsync(context, ct), ticket, ct);

    /// <inheritdoc />
    public async Task<IReadOnlyList<MetricSample>> MeterAsync(ProviderContext context, string kind, string region, string externalId, CancellationToken ct) =>
        kind == DockerKinds.Container
            ? await DockerStats.MeterAsync(await DockerApi.OpenAsync(context, ct), context, externalId, ct)
            : throw new ProviderException(FaultKind.Unsupported, $"Docker has no metrics of {kind}.") { NothingSent = true };

    /// <inheritdoc />
    public async IAsyncEnumerable<ProviderEvent> WatchAsync(ProviderContext context, [EnumeratorCancellation] CancellationToken ct)
    {
        var api = await DockerApi.OpenAsync(context, ct);
        await foreach (var change in DockerEvents.WatchAsync(api, context, ct))
        {
            yield return change;
        }
    }

    /// <inheritdoc />
    public async Task<ProviderStream> OpenAsync(ProviderContext context, ActionRequest request, CancellationToken ct) =>
        await DockerStreams.OpenAsync(await DockerApi.OpenAsync(context, ct), request, ct);
}
