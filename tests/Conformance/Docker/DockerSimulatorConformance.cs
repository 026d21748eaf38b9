using Xunit;
using Yunqiao.Providers;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Conformance.Docker;

/// <summary>The suite against the simulated Docker Engine, faults and all.</summary>
public sealed class DockerSimulatorConformance : SimulatedProviderConformance
{
    protected override string ListRequest => "GET /containers/json";

    protected override string LookRequest => "GET /containers/*/json";

    protected override string CreateRequestLine => "POST /containers/create";

    protected override (string Verb, string Request) BarePost => ("restart", "POST /containers/{id}/restart");

    protected override string EventsRequest => "GET /events";

    protected override Task<ConformancePeer> StartPeerAsync() => StartOtherAsync(new SimulatorOptions());

    protected override async Task<ConformancePeer> StartOtherAsync(SimulatorOptions options) => await SimulatedDockerPeer.StartAsync(options);

    [Fact]
    public async Task An_image_that_is_not_there_is_pulled_first_and_its_progress_told()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<CallProgress>();
        var input = Peer.LastingInput();
        input["image"] = "library/fresh:3";
        var request = Request(input);
        await FollowAsync(await Client.Reporting(new Listener(told)).CreateAsync(request, Ct));

        Assert.Contains(told, progress => progress.Fraction is > 0 and <= 1);
        Assert.Contains(told, progress => progress.Text.Contains("Downloaded newer image", StringComparison.Ordinal));
        Assert.Contains(await ListAllAsync("container/image"), image => image.Name == "fresh:3");
        Assert.Equal(1, Peer.Requests!.Of("POST /images/create"));
    }

    [Theory]
    [InlineData("private/secret:1", FaultKind.Denied, "pull access denied")]
    [InlineData("library/nginx:missing", FaultKind.NotFound, "manifest unknown")]
    [InlineData("registry.invalid/nginx:1", FaultKind.Unavailable, "no such host")]
    [InlineData("Upper/Case:1", FaultKind.Invalid, "invalid reference format")]
    public async Task A_pull_that_fails_says_why_in_the_engines_words_and_creates_nothing(string image, FaultKind expected, string words)
    {
        var input = Peer.LastingInput();
        input["image"] = image;
        var request = Request(input);
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.CreateAsync(request, Ct));

        Assert.Equal(expected, fault.Kind);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Null(await Client.FindByKeyAsync(Peer.Kind, Peer.Region, request.Key, Ct));
    }

    [Fact]
    public async Task A_pull_that_breaks_off_is_unavailable_and_can_be_repeated()
    {
        Peer.Faults!.Add(new FaultRule("POST /images/create", SimulatedFault.CutStream, DelayMilliseconds: 0));
        var input = Peer.LastingInput();
        input["image"] = "library/fresh:4";
        var request = Request(input);
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.CreateAsync(request, Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);

        await FollowAsync(await Client.CreateAsync(request, Ct));
        Assert.Single(await ListAllAsync(Peer.Kind), seen => seen.Name == request.Name);
    }

    [Fact]
    public async Task A_start_whose_answer_is_lost_goes_on_with_the_same_ticket_and_runs_once()
    {
        var ticket = await Client.CreateAsync(Request(), Ct);
        Assert.False(ticket.Done);
        Assert.NotNull(ticket.ExternalId);
        var line = $"POST /containers/{ticket.ExternalId}/start";
        Peer.Faults!.Add(new FaultRule(line, SimulatedFault.DropReply));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.PollAsync(Peer.Kind, ticket, Ct));
        Assert.Equal(FaultKind.Ambiguous, fault.Kind);
        Assert.True((await Client.PollAsync(Peer.Kind, ticket, Ct)).Done);
        Assert.Equal(1, Peer.Requests!.Of(line));
    }

    private sealed class Listener(System.Collections.Concurrent.ConcurrentQueue<CallProgress> told) : IProgress<CallProgress>
    {
        public void Report(CallProgress value) => told.Enqueue(value);
    }
}

internal sealed class SimulatedDockerPeer : DockerPeer
{
    private readonly Simulator simulator;

    private SimulatedDockerPeer(Simulator simulator)
    {
        this.simulator = simulator;
        Connection = Clients.Connection("docker", simulator.Endpoint, simulator.Credentials);
    }

    public override AccountConnection Connection { get; }

    public override FaultScript Faults => simulator.Faults;

    public override RequestCounter Requests => simulator.Requests;

    protected override string Image => "redis:7.4";

    public static async Task<SimulatedDockerPeer> StartAsync(SimulatorOptions options) =>
        new(await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System));

    public override async ValueTask DisposeAsync()
    {
        await simulator.DisposeAsync();
        await base.DisposeAsync();
    }
}
