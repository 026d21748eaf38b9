namespace Yunqiao.Providers;

/// <summary>
/// One account's adapter with everything around it that an adapter must not do itself: budgets by lane, deadlines, retries of reads, tracing
/// and logging. It fails only with <see cref="ProviderException"/> or, when the caller cancels,
/// <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class ProviderClient
{
    private readonly CallDecorator calls;

    internal ProviderClient(IProvider provider, ProviderContext context, CallDecorator calls)
    {
        Provider = provider;
        Context = context;
        this.calls = calls;
    }

    /// <summary>The adapter itself; its manifest says what it can do.</summary>
    public IProvider Provider { get; }

    /// <summary>The adapter's table.</summary>
    public ProviderManifest Manifest => Provider.Manifest;

    /// <summary>The open connection.</summary>
    public ProviderContext Context { get; }

    /// <summary>The same client, whose long calls tell of their progress.</summary>
    public ProviderClient Reporting(IProgress<CallProgress> progress) => new(Provider, Context with { Progress = progress }, calls);

    /// <inheritdoc cref="IProvider.ProbeAsync" />
    public Task<Probe> ProbeAsync(CancellationToken ct) =>
        calls.ReadAsync("probe", "", token => Provider.ProbeAsync(Context, token), ct);

    /// <inheritdoc cref="IProvider.ListAsync" />
    public Task<ListPage> ListAsync(string kind, string region, string? cursor, CancellationToken ct) =>
        calls.ReadAsync(ManifestAction.List, kind, token => Provider.ListAsync(Context, kind, region, cursor, token), ct);

    /// <inheritdoc cref="IProvider.ObserveAsync" />
    public Task<Kernel.Observations.Observation?> ObserveAsync(string kind, string region, string externalId, CancellationToken ct) =>
        calls.ReadAsync(ManifestAction.Observe, kind, token => Provider.ObserveAsync(Context, kind, region, externalId, token), ct);

    /// <inheritdoc cref="ICreates.CreateAsync" />
    public Task<Ticket> CreateAsync(CreateRequest request, CancellationToken ct) =>
        calls.MutateAsync("create", request.Kind, token => Capability<ICreates>("create", request.Kind).CreateAsync(Context, request, token), ct);

    /// <summary>Looks whether a creation would go well; empty where the adapter cannot look. <see cref="IRehearsesCreation.RehearseAsync"/>.</summary>
    public Task<IReadOnlyList<Kernel.LocalizedText>> RehearseAsync(CreateRequest request, CancellationToken ct) =>
        Provider is IRehearsesCreation rehearsing
            ? calls.ReadAsync("rehearse", request.Kind, token => rehearsing.RehearseAsync(Context, request, token), ct)
            : Task.FromResult<IReadOnlyList<Kernel.LocalizedText>>([]);

    /// <inheritdoc cref="ICreates.FindByKeyAsync" />
    public Task<string?> FindByKeyAsync(string kind, string region, string key, CancellationToken ct) =>
        calls.ReadAsync("findByKey", kind, token => Capability<ICreates>("create", kind).FindByKeyAsync(Context, kind, region, key, token), ct);

    /// <inheritdoc cref="IActs.ActAsync" />
    public Task<Ticket> ActAsync(ActionRequest request, CancellationToken ct) =>
        calls.MutateAsync(request.Verb, request.Kind, token => Capability<IActs>(request.Verb, request.Kind).ActAsync(Context, request, token), ct);

    /// <inheritdoc cref="IDestroys.DestroyAsync" />
    public Task<Ticket> DestroyAsync(ActionRequest request, CancellationToken ct) =>
        calls.MutateAsync("destroy", request.Kind, token => Capability<IDestroys>("destroy", request.Kind).DestroyAsync(Context, request, token), ct);

    /// <summary>Looks again at a ticket of a kind; <see cref="IPollsTickets.PollAsync"/>.</summary>
    public Task<Ticket> PollAsync(string kind, Ticket ticket, CancellationToken ct) =>
        calls.MutateAsync("poll", kind, token => Capability<IPollsTickets>("poll", kind).PollAsync(Context, ticket, token), ct);

    /// <inheritdoc cref="IMeters.MeterAsync" />
    public Task<IReadOnlyList<MetricSample>> MeterAsync(string kind, string region, string externalId, CancellationToken ct) =>
        calls.ReadAsync(
            ManifestAction.Metrics, kind, token => Capability<IMeters>(ManifestAction.Metrics, kind).MeterAsync(Context, kind, region, externalId, token), ct);

    /// <summary>Whether the adapter has a feed of events.</summary>
    public bool FeedsEvents => Provider is IFeedsEvents;

    /// <inheritdoc cref="IFeedsEvents.WatchAsync" />
    public IAsyncEnumerable<ProviderEvent> WatchAsync(CancellationToken ct) =>
        Capability<IFeedsEvents>("watch", "events").WatchAsync(Context, ct);

    /// <inheritdoc cref="IStreams.OpenAsync" />
    public Task<ProviderStream> OpenStreamAsync(ActionRequest request, CancellationToken ct) =>
        calls.OpenAsync(request.Verb, request.Kind, token => Capability<IStreams>(request.Verb, request.Kind).OpenAsync(Context, request, token), ct);

    private T Capability<T>(string verb, string kind)
        where T : class =>
        Provider as T
        ?? throw new ProviderException(FaultKind.Unsupported, $"{Manifest.Name} cannot {verb} {kind}.");
}
