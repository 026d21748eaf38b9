using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Conformance;

/// <summary>
/// The specification of an adapter, run against a peer: simulated or real. A cloud's class inherits it and names its peer. What needs
/// a peer that can be made to fail is in <see cref="SimulatedProviderConformance"/>.
/// </summary>
public abstract partial class ProviderConformance : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private ConformancePeer? peer;
    private ProviderClient? client;

    protected Clients Clients { get; } = new();

    protected ConformancePeer Peer => peer!;

    protected ProviderClient Client => client!;

    protected ProviderManifest Manifest => Client.Manifest;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The peer of one test.</summary>
    protected abstract Task<ConformancePeer> StartPeerAsync();

    public async ValueTask InitializeAsync()
    {
        peer = await StartPeerAsync();
        client = await Clients.OpenAsync(peer.Connection);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (peer is not null)
        {
            await peer.DisposeAsync();
        }

        Clients.Dispose();
    }

    /// <summary>A capability that the adapter does not have is not tested, and must not be in its manifest either.</summary>
    protected void Needs<T>(params string[] verbs)
    {
        if (Client.Provider is not T)
        {
            Assert.DoesNotContain(Manifest.Actions, action => verbs.Contains(action.Verb));
            Assert.Skip($"{Manifest.Name} does not claim {typeof(T).Name}.");
        }
    }

    protected async Task<List<Observation>> ListAllAsync(string kind, ProviderClient? by = null)
    {
        var all = new List<Observation>();
        string? cursor = null;
        do
        {
            var page = await (by ?? Client).ListAsync(kind, Peer.Region, cursor, Ct);
            all.AddRange(page.Items);
            Assert.Equal(page.Next is null, page.Complete);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Creates a thing and follows its tickets to the end.</summary>
    protected async Task<string> CreateAsync(JsonObject? input = null, string? name = null, string? key = null, IReadOnlyDictionary<string, string>? tags = null) =>
        (await FollowAsync(await Client.CreateAsync(Request(input, name, key, tags), Ct))).ExternalId!;

    protected CreateRequest Request(JsonObject? input = null, string? name = null, string? key = null, IReadOnlyDictionary<string, string>? tags = null) => new(
        Peer.Kind, Peer.Region, null, name ?? ConformancePeer.Unique("conf"), input ?? Peer.LastingInput(), tags ?? new Dictionary<string, string>(),
        key ?? ConformancePeer.Unique("key"));

    protected async Task<Ticket> FollowAsync(Ticket ticket)
    {
        var known = ticket.ExternalId;
        for (var looks = 0; !ticket.Done; looks++)
        {
            Assert.True(looks < 100, "A ticket must come to an end.");
            Assert.Equal(known, ticket.ExternalId ?? known);
            await Task.Delay(ticket.PollAfter ?? TimeSpan.Zero, Ct);

            // A ticket is written down between two looks.
            var kept = ticket with { State = ticket.State is null ? null : (JsonObject)JsonNode.Parse(ticket.State.ToJsonString())! };
            ticket = await Client.PollAsync(Peer.Kind, kept, Ct);
        }

        return ticket;
    }

    protected async Task DestroyAsync(string id) => await FollowAsync(await Client.DestroyAsync(Action(id, "destroy"), Ct));

    protected ActionRequest Action(string id, string verb, JsonObject? input = null) =>
        new(Peer.Kind, Peer.Region, id, verb, input ?? [], ConformancePeer.Unique("act"));

    protected async Task<Observation> LookAsync(string id) =>
        await Client.ObserveAsync(Peer.Kind, Peer.Region, id, Ct) ?? throw new Xunit.Sdk.XunitException($"{id} is not there.");

    protected static Kind KindOf(string kind) => BuiltInKinds.All[kind];
}
