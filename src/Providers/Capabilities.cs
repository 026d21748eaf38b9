using System.Text.Json.Nodes;

namespace Yunqiao.Providers;

/// <summary>Can create things of the kinds whose manifest rows have the verb <c>create</c>.</summary>
public interface ICreates
{
    /// <summary>
    /// Asks the cloud to create. The key goes along as the cloud's client token where there is one, and as the tag or label
    /// <c>yunqiao.intent</c> on the thing. A lost reply is <see cref="FaultKind.Ambiguous"/>; calling again with the same key finds
    /// what is there and goes on. A ticket that is not done is polled (<see cref="IPollsTickets"/>), its external id written down first.
    /// </summary>
    Task<Ticket> CreateAsync(ProviderContext context, CreateRequest request, CancellationToken ct);

    /// <summary>The external id of what was created with this key; null when there is none. Answers after a lost reply.</summary>
    Task<string?> FindByKeyAsync(ProviderContext context, string kind, string region, string key, CancellationToken ct);
}

/// <summary>Can look, before anything is created, whether the creation would go well; it changes nothing.</summary>
public interface IRehearsesCreation
{
    /// <summary>
    /// What a person should know first; empty when nothing stands in the way. What would certainly fail is the fault that it would
    /// fail with, such as a name that is taken. The request's key is empty: nothing is made under it.
    /// </summary>
    Task<IReadOnlyList<Kernel.LocalizedText>> RehearseAsync(ProviderContext context, CreateRequest request, CancellationToken ct);
}

/// <summary>Can run the verbs, other than create and destroy, that its manifest lists for a kind.</summary>
public interface IActs
{
    /// <summary>Asks the cloud to act. Acting on what is already so is a success.</summary>
    Task<Ticket> ActAsync(ProviderContext context, ActionRequest request, CancellationToken ct);
}

/// <summary>Can destroy things of the kinds whose manifest rows have the verb <c>destroy</c>.</summary>
public interface IDestroys
{
    /// <summary>Asks the cloud to destroy. What is already gone is a success.</summary>
    Task<Ticket> DestroyAsync(ProviderContext context, ActionRequest request, CancellationToken ct);
}

/// <summary>Looks again at a task that the cloud said would take time.</summary>
public interface IPollsTickets
{
    /// <summary>The same ticket, further on.</summary>
    Task<Ticket> PollAsync(ProviderContext context, Ticket ticket, CancellationToken ct);
}

/// <summary>Can say what a thing uses right now.</summary>
public interface IMeters
{
    /// <summary>The newest sample of each metric of one thing; empty for what does not run.</summary>
    Task<IReadOnlyList<MetricSample>> MeterAsync(ProviderContext context, string kind, string region, string externalId, CancellationToken ct);
}

/// <summary>Tells of changes as they happen.</summary>
public interface IFeedsEvents
{
    /// <summary>
    /// Things that changed, from now on, until cancelled. The first is always <see cref="ProviderEvent.Opened"/>, as soon as the
    /// feed is open: whoever lists after it misses nothing. Ends with <see cref="ProviderException"/> when the feed breaks; the
    /// caller then lists anew, because something may have been missed.
    /// </summary>
    IAsyncEnumerable<ProviderEvent> WatchAsync(ProviderContext context, CancellationToken ct);
}

/// <summary>Opens byte streams into a thing: a shell, its log.</summary>
public interface IStreams
{
    /// <summary>Opens the stream of a verb (<c>exec</c>, <c>logs</c>).</summary>
    Task<ProviderStream> OpenAsync(ProviderContext context, ActionRequest request, CancellationToken ct);
}

/// <summary>What to create.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Region">The scope.</param>
/// <param name="Zone">The zone, if the cloud has zones.</param>
/// <param name="Name">The name.</param>
/// <param name="Input">Fields of the kind's <c>create</c> action, already checked against its schema.</param>
/// <param name="Tags">Tags to set.</param>
/// <param name="Key">The idempotency key: the same key never creates twice.</param>
public sealed record CreateRequest(
    string Kind,
    string Region,
    string? Zone,
    string Name,
    JsonObject Input,
    IReadOnlyDictionary<string, string> Tags,
    string Key);

/// <summary>What to do to one thing.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Region">The scope.</param>
/// <param name="ExternalId">The cloud's id.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Input">Fields of the kind's action, already checked against its schema.</param>
/// <param name="Key">The idempotency key.</param>
public sealed record ActionRequest(string Kind, string Region, string ExternalId, string Verb, JsonObject Input, string Key);

/// <summary>
/// The cloud's answer to a mutation. Serialisable and versioned by the adapter, so that a later release can go on with what an
/// earlier one began.
/// </summary>
/// <param name="Done">True when nothing is left to wait for.</param>
/// <param name="ExternalId">The id of what was created, as soon as it is known.</param>
/// <param name="State">The adapter's own note for the next poll; opaque to everybody else.</param>
/// <param name="PollAfter">When to look again.</param>
/// <param name="Progress">0 to 1, if the cloud says.</param>
/// <param name="Detail">A few words on what the cloud is doing, as the cloud says it.</param>
public sealed record Ticket(
    bool Done,
    string? ExternalId = null,
    JsonObject? State = null,
    TimeSpan? PollAfter = null,
    double? Progress = null,
    string? Detail = null)
{
    /// <summary>All is done.</summary>
    public static Ticket Finished(string? externalId = null, string? detail = null) => new(true, externalId, Detail: detail);
}

/// <summary>One sample of one metric.</summary>
/// <param name="Name">Dotted, the unit at the end: <c>cpu.usagePercent</c>, <c>memory.usedBytes</c>, <c>network.receivedBytes</c>.</param>
/// <param name="Value">The value; counters are totals since the thing started.</param>
/// <param name="At">When it was measured.</param>
public sealed record MetricSample(string Name, double Value, DateTimeOffset At);

/// <summary>Something changed.</summary>
/// <param name="Kind">The kind of the thing.</param>
/// <param name="Region">Its scope.</param>
/// <param name="ExternalId">The cloud's id.</param>
/// <param name="Action">The cloud's word for what happened.</param>
/// <param name="At">When.</param>
public sealed record ProviderEvent(string Kind, string Region, string ExternalId, string Action, DateTimeOffset At)
{
    /// <summary>The first event of a feed: it is open, and tells of all that happens from now on. It is about no thing.</summary>
    public static ProviderEvent Opened(DateTimeOffset at) => new("", "", "", "opened", at);

    /// <summary>Whether this is <see cref="Opened"/>.</summary>
    public bool IsOpened => Kind.Length == 0;
}

/// <summary>An open byte stream into a thing. What is read is output, already taken out of the vendor's framing; what is written is input.</summary>
/// <param name="Stream">The bytes; it cannot be written where the verb takes no input. It ends when the thing has no more to say.</param>
public sealed record ProviderStream(Stream Stream) : IAsyncDisposable
{
    /// <summary>The exit code of what ran; null where there is none, or it still runs. To be asked after the stream has ended.</summary>
    public Func<CancellationToken, Task<int?>>? ExitCodeAsync { get; init; }

    /// <summary>Tells a terminal its columns and rows; null where there is no terminal.</summary>
    public Func<int, int, CancellationToken, Task>? ResizeAsync { get; init; }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
