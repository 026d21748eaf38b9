using System.Diagnostics;
using System.Text.Json;
using Xunit;
using Yunqiao.Providers;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Conformance;

/// <summary>The part of the specification that needs a peer which fails on demand.</summary>
public abstract class SimulatedProviderConformance : ProviderConformance
{
    /// <summary>The requests of a listing of the suite's kind, as fault scripts name them.</summary>
    protected abstract string ListRequest { get; }

    /// <summary>The request of a look at one thing of the suite's kind.</summary>
    protected abstract string LookRequest { get; }

    /// <summary>The request that creates.</summary>
    protected abstract string CreateRequestLine { get; }

    /// <summary>A verb without a body, and its request with <c>{id}</c>.</summary>
    protected abstract (string Verb, string Request) BarePost { get; }

    /// <summary>The request of the feed of events.</summary>
    protected abstract string EventsRequest { get; }

    /// <summary>Another peer of the same cloud.</summary>
    protected abstract Task<ConformancePeer> StartOtherAsync(SimulatorOptions options);

    private FaultScript Faults => Peer.Faults!;

    private IProvider Bare => Client.Provider;

    [Theory]
    [InlineData(400, FaultKind.Invalid)]
    [InlineData(401, FaultKind.Auth)]
    [InlineData(403, FaultKind.Denied)]
    [InlineData(404, FaultKind.NotFound)]
    [InlineData(409, FaultKind.Conflict)]
    [InlineData(429, FaultKind.Throttled)]
    [InlineData(500, FaultKind.Unavailable)]
    [InlineData(502, FaultKind.Unavailable)]
    [InlineData(503, FaultKind.Unavailable)]
    [InlineData(504, FaultKind.Unavailable)]
    public async Task A_status_of_a_listing_is_its_fault(int status, FaultKind expected)
    {
        Faults.Add(new FaultRule(ListRequest, SimulatedFault.Status, Times: 0, Status: status, Message: "the vendor's own sentence"));
        var fault = await FaultOfListingAsync();
        Assert.Equal(expected, fault.Kind);
        Assert.Contains("the vendor's own sentence", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.VendorCode!);
    }

    [Theory]
    [InlineData(400, FaultKind.Invalid)]
    [InlineData(403, FaultKind.Denied)]
    [InlineData(409, FaultKind.Conflict)]
    [InlineData(429, FaultKind.Throttled)]
    [InlineData(500, FaultKind.Ambiguous)]
    [InlineData(502, FaultKind.Ambiguous)]
    [InlineData(503, FaultKind.Unavailable)]
    [InlineData(504, FaultKind.Ambiguous)]
    public async Task A_status_of_a_creation_is_its_fault(int status, FaultKind expected)
    {
        Faults.Add(new FaultRule(CreateRequestLine, SimulatedFault.Status, Times: 0, Status: status));
        var fault = await Assert.ThrowsAsync<ProviderException>(() => CreateBareAsync(Request()));
        Assert.Equal(expected, fault.Kind);
    }

    [Theory]
    [InlineData(SimulatedFault.Malformed)]
    [InlineData(SimulatedFault.Truncated)]
    [InlineData(SimulatedFault.CutStream)]
    [InlineData(SimulatedFault.DropReply)]
    public async Task Half_a_listing_is_no_listing(SimulatedFault kind)
    {
        Faults.Add(new FaultRule(ListRequest, kind, Times: 0));
        Assert.Equal(FaultKind.Unavailable, (await FaultOfListingAsync()).Kind);
    }

    [Theory]
    [InlineData(SimulatedFault.Malformed)]
    [InlineData(SimulatedFault.Truncated)]
    [InlineData(SimulatedFault.CutStream)]
    [InlineData(SimulatedFault.DropReply)]
    public async Task Half_a_look_is_neither_the_thing_nor_its_absence(SimulatedFault kind)
    {
        var id = await CreateAsync();
        Faults.Add(new FaultRule(LookRequest, kind, Times: 0));
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Bare.ObserveAsync(Client.Context, Peer.Kind, Peer.Region, id, Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
    }

    [Theory]
    [InlineData(SimulatedFault.DropReply)]
    [InlineData(SimulatedFault.Truncated)]
    [InlineData(SimulatedFault.CutStream)]
    [InlineData(SimulatedFault.StatusAfterwards)]
    public async Task A_creation_whose_answer_is_lost_is_ambiguous_is_found_by_its_key_and_goes_on(SimulatedFault kind)
    {
        Faults.Add(new FaultRule(CreateRequestLine, kind));
        var request = Request();
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.CreateAsync(request, Ct));
        Assert.Equal(FaultKind.Ambiguous, fault.Kind);

        var found = await Client.FindByKeyAsync(Peer.Kind, Peer.Region, request.Key, Ct);
        Assert.NotNull(found);
        var ticket = await FollowAsync(await Client.CreateAsync(request, Ct));
        Assert.Equal(found, ticket.ExternalId);
        Assert.Equal("running", (await LookAsync(found)).Lifecycle);
        Assert.Single(await ListAllAsync(Peer.Kind), seen => seen.Name == request.Name);
        Assert.Equal(1, Peer.Requests!.Of(CreateRequestLine));
    }

    [Fact]
    public async Task A_mutation_whose_answer_is_lost_is_sent_once()
    {
        var id = await CreateAsync();
        var (verb, line) = BarePost;
        await Bare.ObserveAsync(Client.Context, Peer.Kind, Peer.Region, id, Ct);
        Faults.Add(new FaultRule(line.Replace("{id}", id, StringComparison.Ordinal), SimulatedFault.DropReply));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.ActAsync(Action(id, verb), Ct));
        Assert.Equal(FaultKind.Ambiguous, fault.Kind);
        Assert.Equal(1, Peer.Requests!.Of(line.Replace("{id}", id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Reads_are_tried_again_until_the_peer_is_back()
    {
        Faults.Add(new FaultRule(ListRequest, SimulatedFault.Status, Times: 2, Status: 503));
        Assert.NotEmpty(await ListAllAsync(Peer.Kind));
        Assert.Equal(3, Peer.Requests!.Of(ListRequest));
    }

    [Fact]
    public async Task A_peer_that_says_when_to_come_back_is_heard()
    {
        Faults.Add(new FaultRule(ListRequest, SimulatedFault.Status, Times: 1, Status: 429, RetryAfterSeconds: 2));
        var watch = Stopwatch.StartNew();
        await Client.ListAsync(Peer.Kind, Peer.Region, null, Ct);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_long_wait_is_handed_to_the_caller()
    {
        Faults.Add(new FaultRule(ListRequest, SimulatedFault.Status, Times: 0, Status: 429, RetryAfterSeconds: 120));
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.ListAsync(Peer.Kind, Peer.Region, null, Ct));
        Assert.Equal(FaultKind.Throttled, fault.Kind);
        Assert.Equal(TimeSpan.FromSeconds(120), fault.RetryAfter);
        Assert.Equal(1, Peer.Requests!.Of(ListRequest));
    }

    [Fact]
    public async Task A_peer_that_never_answers_lets_go_within_a_second_of_cancelling()
    {
        Faults.Add(new FaultRule(ListRequest, SimulatedFault.Hang, Times: 0));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var listing = Client.ListAsync(Peer.Kind, Peer.Region, null, cancel.Token);
        await Peers.Eventually.TrueAsync("the request", () => Task.FromResult(Peer.Requests!.Of(ListRequest) > 0), TimeSpan.FromSeconds(5));

        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Fields_that_nobody_knows_change_nothing()
    {
        var id = await CreateAsync();
        var before = JsonSerializer.Serialize(await LookAsync(id));
        Faults.Add(new FaultRule("GET *", SimulatedFault.UnknownFields, Times: 0));
        Assert.Equal(before, JsonSerializer.Serialize(await LookAsync(id)));
        foreach (var kind in Manifest.Kinds)
        {
            Assert.NotNull(await ListAllAsync(kind));
        }
    }

    [Fact]
    public async Task A_state_that_nobody_knows_is_unknown_and_kept_in_the_vendors_word()
    {
        var id = await CreateAsync();
        Faults.Add(new FaultRule(LookRequest, SimulatedFault.UnknownState, Times: 0));
        var seen = await LookAsync(id);
        Assert.Equal("unknown", seen.Lifecycle);
        Assert.Equal("hibernating", seen.ProviderStatus);
        Assert.Equal(Kernel.Observations.Power.Unknown, seen.Power);
    }

    [Fact]
    public async Task A_row_that_comes_twice_is_one_thing()
    {
        Faults.Add(new FaultRule("GET *", SimulatedFault.DuplicateRow, Times: 0));
        foreach (var kind in Manifest.Kinds)
        {
            var all = await ListAllAsync(kind);
            Assert.Equal(all.Count, all.Select(seen => seen.ExternalId).Distinct().Count());
        }
    }

    [Fact]
    public async Task An_empty_account_lists_whole_and_proves_that_it_is_empty()
    {
        await using var empty = await StartOtherAsync(new SimulatorOptions(Machines: 0));
        var client = await Clients.OpenAsync(empty.Connection);
        var page = await client.ListAsync(Peer.Kind, Peer.Region, null, Ct);
        Assert.Empty(page.Items);
        Assert.True(page.Complete);
        Assert.True(page.PermissionProven);
    }

    [Fact]
    public async Task Two_accounts_never_mix()
    {
        await using var other = await StartOtherAsync(new SimulatorOptions(Machines: 7, Seed: 99));
        var otherClient = await Clients.OpenAsync(other.Connection);
        var lists = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? ListAllAsync(Peer.Kind) : ListAllAsync(Peer.Kind, otherClient)));
        var mine = lists.Where((_, i) => i % 2 == 0).SelectMany(list => list).Select(seen => seen.ExternalId).ToHashSet();
        var theirs = lists.Where((_, i) => i % 2 == 1).SelectMany(list => list).Select(seen => seen.ExternalId).ToHashSet();
        Assert.NotEmpty(mine);
        Assert.Equal(7, theirs.Count);
        Assert.Empty(mine.Intersect(theirs));
    }

    [Fact]
    public async Task A_big_estate_comes_page_by_page_and_whole()
    {
        const int Count = 5000;
        await using var big = await StartOtherAsync(new SimulatorOptions(Machines: Count));
        var client = await Clients.OpenAsync(big.Connection, CallLane.Timer);
        var ids = new HashSet<string>();
        string? cursor = null;
        do
        {
            var page = await client.ListAsync(Peer.Kind, Peer.Region, cursor, Ct);
            Assert.InRange(page.Items.Count, 1, 1000);
            Assert.All(page.Items, seen => Assert.True(ids.Add(seen.ExternalId)));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(Count, ids.Count);
    }

    [Fact]
    public async Task Names_and_tags_of_255_characters_in_any_script_come_through_whole()
    {
        var (name, value) = (new string('n', 255), string.Concat(Enumerable.Repeat("云🌉é", 85)));
        var id = await CreateAsync(name: name, tags: new Dictionary<string, string> { ["标签." + new string('k', 200)] = value });
        var seen = await LookAsync(id);
        Assert.Equal(name, seen.Name);
        Assert.Contains(seen.Tags, tag => tag.Value == value);
        Assert.Contains(await ListAllAsync(Peer.Kind), listed => listed.Name == name && listed.Tags.Values.Contains(value));
    }

    [Fact]
    public async Task A_feed_that_breaks_ends_with_a_fault()
    {
        Faults.Add(new FaultRule(EventsRequest, SimulatedFault.CutStream, DelayMilliseconds: 300));
        var events = 0;
        var fault = await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var change in Client.WatchAsync(Ct))
            {
                events += change.IsOpened ? 1 : 0;
            }
        });
        Assert.Equal(1, events);
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
    }

    [Theory]
    [InlineData(SimulatedTls.Expired, "tls.expired")]
    [InlineData(SimulatedTls.OtherName, "tls.name")]
    public async Task A_peer_whose_certificate_is_wrong_is_not_talked_to(SimulatedTls tls, string code)
    {
        await using var other = await StartOtherAsync(new SimulatorOptions(Tls: tls));
        var fault = await FaultOfProbeAsync(other.Connection);
        Assert.Equal((FaultKind.Auth, code), (fault.Kind, fault.VendorCode));
        Assert.True(fault.NothingSent);
    }

    [Fact]
    public async Task A_peer_that_knows_our_certificate_lets_us_in_and_nobody_else()
    {
        await using var other = await StartOtherAsync(new SimulatorOptions(Tls: SimulatedTls.Good));
        await using var stranger = await StartOtherAsync(new SimulatorOptions(Tls: SimulatedTls.Good));
        var good = other.Connection;
        Assert.NotEmpty((await (await Clients.OpenAsync(good)).ProbeAsync(Ct)).Identity);

        var withoutAuthority = await FaultOfProbeAsync(With(good, "caCertificate", null));
        Assert.Equal((FaultKind.Auth, "tls.untrusted"), (withoutAuthority.Kind, withoutAuthority.VendorCode));
        var wrongAuthority = await FaultOfProbeAsync(With(good, "caCertificate", stranger.Connection.Credentials["caCertificate"]));
        Assert.Equal((FaultKind.Auth, "tls.untrusted"), (wrongAuthority.Kind, wrongAuthority.VendorCode));

        // The simulator's TLS closes the connection without an alert, so the reason does not reach us; a real peer's does.
        var nameless = await FaultOfProbeAsync(With(With(good, "clientCertificate", null), "clientKey", null));
        Assert.Contains(nameless.Kind, new[] { FaultKind.Auth, FaultKind.Unavailable });
        var unknown = await FaultOfProbeAsync(With(
            With(good, "clientCertificate", stranger.Connection.Credentials["clientCertificate"]), "clientKey", stranger.Connection.Credentials["clientKey"]));
        Assert.Contains(unknown.Kind, new[] { FaultKind.Auth, FaultKind.Unavailable });
        var halfGiven = await Assert.ThrowsAsync<ProviderException>(() => Clients.ReachAsync(With(good, "clientKey", null)));
        Assert.Equal(FaultKind.Invalid, halfGiven.Kind);
        var mismatched = await Assert.ThrowsAsync<ProviderException>(() => Clients.ReachAsync(With(good, "clientKey", stranger.Connection.Credentials["clientKey"])));
        Assert.Equal(FaultKind.Invalid, mismatched.Kind);
        Assert.DoesNotContain("PRIVATE KEY", mismatched.ToString(), StringComparison.Ordinal);
    }

    private Task<ProviderException> FaultOfListingAsync() =>
        Assert.ThrowsAsync<ProviderException>(() => Bare.ListAsync(Client.Context, Peer.Kind, Peer.Region, null, Ct));

    private async Task<ProviderException> FaultOfProbeAsync(AccountConnection connection)
    {
        var context = await Clients.ReachAsync(connection);
        return await Assert.ThrowsAsync<ProviderException>(() => Bare.ProbeAsync(context, Ct));
    }

    private static AccountConnection With(AccountConnection connection, string name, string? value)
    {
        var credentials = new Dictionary<string, string>(connection.Credentials);
        credentials.Remove(name);
        if (value is not null)
        {
            credentials[name] = value;
        }

        return Clients.Connection(connection.Provider, connection.Endpoint!, credentials);
    }

    private Task<Ticket> CreateBareAsync(CreateRequest request) => ((ICreates)Bare).CreateAsync(Client.Context, request, Ct);
}
