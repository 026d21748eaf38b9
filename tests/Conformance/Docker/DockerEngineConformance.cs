using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Providers;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Conformance.Docker;

/// <summary>The suite against a real Docker Engine.</summary>
public sealed class DockerEngineConformance : ProviderConformance
{
    protected override async Task<ConformancePeer> StartPeerAsync() => new DockerEnginePeer(await RealEngine.SharedAsync());

    [Fact]
    public async Task Over_tls_the_engine_takes_our_certificate_and_refuses_no_certificate_and_a_strangers()
    {
        var engine = await RealEngine.SharedAsync();
        var credentials = engine.TlsCredentials;
        var probe = await (await Clients.OpenAsync(Clients.Connection("docker", engine.TlsEndpoint, credentials))).ProbeAsync(Ct);
        Assert.NotEmpty(probe.Identity);
        var alias = engine.TlsEndpoint.Replace("https://", "tcp://", StringComparison.Ordinal);
        Assert.Equal(probe.Identity, (await (await Clients.OpenAsync(Clients.Connection("docker", alias, credentials))).ProbeAsync(Ct)).Identity);

        var nameless = await FaultAsync(engine.TlsEndpoint, new Dictionary<string, string> { ["caCertificate"] = credentials["caCertificate"] });
        Assert.Equal((FaultKind.Auth, "tls.clientCertificate"), (nameless.Kind, nameless.VendorCode));
        var distrusted = await FaultAsync(engine.TlsEndpoint, new Dictionary<string, string>());
        Assert.Equal((FaultKind.Auth, "tls.untrusted"), (distrusted.Kind, distrusted.VendorCode));
        var plain = await FaultAsync(engine.TlsEndpoint.Replace("https://", "http://", StringComparison.Ordinal), new Dictionary<string, string>());
        Assert.Equal(FaultKind.Invalid, plain.Kind);
    }

    [Fact]
    public async Task A_container_that_ends_at_once_is_created_and_its_exit_code_reported()
    {
        var input = new JsonObject { ["image"] = DockerEngine.Image, ["command"] = new JsonArray("sh", "-c", "exit 7") };
        var ticket = await FollowAsync(await Client.CreateAsync(Request(input), Ct));
        await Eventually.TrueAsync("the end", async () => (await LookAsync(ticket.ExternalId!)).Lifecycle == "exited", TimeSpan.FromSeconds(5));
        Assert.Equal(7, (await LookAsync(ticket.ExternalId!)).Attributes["exitCode"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_command_that_the_image_lacks_is_invalid_and_the_container_is_still_found()
    {
        var request = Request(new JsonObject { ["image"] = DockerEngine.Image, ["command"] = new JsonArray("no-such-command") });
        var fault = await Assert.ThrowsAsync<ProviderException>(async () => await FollowAsync(await Client.CreateAsync(request, Ct)));
        Assert.Equal(FaultKind.Invalid, fault.Kind);
        Assert.Contains("no-such-command", fault.Message, StringComparison.Ordinal);
        var left = await Client.FindByKeyAsync(Peer.Kind, Peer.Region, request.Key, Ct);
        Assert.NotNull(left);
        await DestroyAsync(left);
    }

    [Fact]
    public async Task All_that_was_asked_for_is_what_the_engine_made()
    {
        var volume = ConformancePeer.Unique("vol");
        var network = ConformancePeer.Unique("net");
        Assert.True((await Client.CreateAsync(new("container/volume", "global", null, volume, [], new Dictionary<string, string> { ["a"] = "b" }, "key-" + volume), Ct)).Done);
        var networkId = (await Client.CreateAsync(
            new("container/network", "global", null, network, new JsonObject { ["cidrBlocks"] = new JsonArray("10.77.0.0/24") }, new Dictionary<string, string>(), "key-" + network), Ct)).ExternalId!;
        var id = await CreateAsync(new JsonObject
        {
            ["image"] = DockerEngine.Image,
            ["command"] = new JsonArray("sleep", "1000"),
            ["memoryLimitMib"] = 64,
            ["cpuLimit"] = 0.5,
            ["restartPolicy"] = "unless-stopped",
            ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 80, ["hostPort"] = 18080 }),
            ["mounts"] = new JsonArray(
                new JsonObject { ["type"] = "volume", ["source"] = volume, ["target"] = "/data", ["readOnly"] = true },
                new JsonObject { ["type"] = "tmpfs", ["target"] = "/tmp" }),
            ["networks"] = new JsonArray("bridge", network),
        });

        var seen = await LookAsync(id);
        Assert.Equal(64, seen.Attributes["memoryLimitMib"]!.GetValue<long>());
        Assert.Equal(0.5m, seen.Attributes["cpuLimit"]!.GetValue<decimal>());
        Assert.Equal("unless-stopped", seen.Attributes["restartPolicy"]!.GetValue<string>());
        Assert.Equal(["sleep", "1000"], seen.Attributes["command"]!.AsArray().Select(word => word!.GetValue<string>()));
        Assert.Contains(seen.Attributes["ports"]!.AsArray(), port => port!["hostPort"]!.GetValue<int>() == 18080 && port["containerPort"]!.GetValue<int>() == 80);
        Assert.Contains(seen.Attributes["mounts"]!.AsArray(), mount => mount!["source"]?.GetValue<string>() == volume && mount["readOnly"]!.GetValue<bool>());
        Assert.Contains(seen.Relations, relation => relation.Type == "attached-to" && relation.TargetExternalId == networkId);
        Assert.Contains(seen.Relations, relation => relation.Type == "mounts" && relation.TargetExternalId == volume);
        Assert.Equal("10.77.0.0/24", (await Client.ObserveAsync("container/network", "global", networkId, Ct))!.Attributes["cidrBlocks"]![0]!.GetValue<string>());

        var used = await Assert.ThrowsAsync<ProviderException>(() => Client.DestroyAsync(new("container/volume", "global", volume, "destroy", [], "d"), Ct));
        Assert.Equal(FaultKind.Conflict, used.Kind);
        var active = await Assert.ThrowsAsync<ProviderException>(() => Client.DestroyAsync(new("container/network", "global", networkId, "destroy", [], "d"), Ct));
        Assert.Equal(FaultKind.Conflict, active.Kind);
        var image = seen.Relations.Single(relation => relation.Type == "uses-image").TargetExternalId;
        var held = await Assert.ThrowsAsync<ProviderException>(() => Client.DestroyAsync(new("container/image", "global", image, "destroy", [], "d"), Ct));
        Assert.Equal(FaultKind.Conflict, held.Kind);
        Assert.Contains(seen.Name, held.Message, StringComparison.Ordinal);

        await DestroyAsync(id);
        await Client.DestroyAsync(new("container/network", "global", networkId, "destroy", [], "d"), Ct);
        await Client.DestroyAsync(new("container/volume", "global", volume, "destroy", [], "d"), Ct);
        Assert.Null(await Client.ObserveAsync("container/volume", "global", volume, Ct));
        Assert.Null(await Client.ObserveAsync("container/network", "global", networkId, Ct));
    }

    [Fact]
    public async Task A_volume_of_somebody_else_is_never_taken_for_ours()
    {
        var name = ConformancePeer.Unique("vol");
        await Client.CreateAsync(new("container/volume", "global", null, name, [], new Dictionary<string, string>(), "first"), Ct);
        var fault = await Assert.ThrowsAsync<ProviderException>(() =>
            Client.CreateAsync(new("container/volume", "global", null, name, [], new Dictionary<string, string>(), "second"), Ct));
        Assert.Equal(FaultKind.Conflict, fault.Kind);
        await Client.DestroyAsync(new("container/volume", "global", name, "destroy", [], "d"), Ct);
    }

    [Fact]
    public async Task A_registry_out_of_reach_is_named_and_nothing_is_created()
    {
        var request = Request(new JsonObject { ["image"] = "registry.invalid:5000/nothing:1" });
        var adapter = (ICreates)Client.Provider;
        var fault = await Assert.ThrowsAsync<ProviderException>(() => adapter.CreateAsync(Client.Context, request, Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
        Assert.Contains("registry.invalid", fault.Message, StringComparison.Ordinal);
        Assert.Null(await Client.FindByKeyAsync(Peer.Kind, Peer.Region, request.Key, Ct));
    }

    [Fact]
    public async Task A_shell_takes_input_and_a_size_and_ends_with_its_code()
    {
        var id = await CreateAsync();
        await using var shell = await Client.OpenStreamAsync(Action(id, "exec", new JsonObject { ["command"] = new JsonArray("sh") }), Ct);
        await shell.ResizeAsync!(132, 43, Ct);
        await shell.Stream.WriteAsync("stty size; exit 4\n"u8.ToArray(), Ct);
        await shell.Stream.FlushAsync(Ct);
        var said = await ReadAsync(shell.Stream);
        Assert.Contains("43 132", said, StringComparison.Ordinal);
        string? code = null;
        await Eventually.TrueAsync("the exit code", async () => (code = (await shell.ExitCodeAsync!(Ct))?.ToString()) is not null, TimeSpan.FromSeconds(5));
        Assert.Equal("4", code);
    }

    [Fact]
    public async Task A_followed_log_brings_new_lines_as_they_are_written()
    {
        var id = await CreateAsync(new JsonObject
        {
            ["image"] = DockerEngine.Image,
            ["command"] = new JsonArray("sh", "-c", "for i in $(seq 1 100); do echo line-$i; sleep 0.1; done"),
        });
        await using var log = await Client.OpenStreamAsync(Action(id, "logs", new JsonObject { ["follow"] = true, ["tail"] = 5 }), Ct);
        using var reader = new StreamReader(log.Stream);
        string? line;
        do
        {
            line = await reader.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct);
        }
        while (line is not null && line != "line-8");
        Assert.Equal("line-8", line);
    }

    private async Task<ProviderException> FaultAsync(string endpoint, Dictionary<string, string> credentials)
    {
        var context = await Clients.ReachAsync(Clients.Connection("docker", endpoint, credentials));
        return await Assert.ThrowsAsync<ProviderException>(() => Client.Provider.ProbeAsync(context, Ct));
    }
}

/// <summary>The engine, or a skip that says why there is none; with CI=true that is a failure.</summary>
internal static class RealEngine
{
    public static async Task<DockerEngine> SharedAsync()
    {
        if (DockerEngine.Unavailable is { } reason)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Skip(reason);
        }

        return await DockerEngine.SharedAsync();
    }
}

internal sealed class DockerEnginePeer(DockerEngine engine) : DockerPeer
{
    private readonly AccountConnection connection = Clients.Connection("docker", engine.Endpoint);

    public override AccountConnection Connection => connection;

    protected override string Image => DockerEngine.Image;

    public override JsonObject? LoggingInput => Running("echo conformance-log; " + Waiting);

    /// <summary>It ends when it is asked to: the first process of a container ignores a signal that it does not handle.</summary>
    public override JsonObject LastingInput() => Running(Waiting);

    private const string Waiting = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

    private JsonObject Running(string script) => new() { ["image"] = Image, ["command"] = new JsonArray("sh", "-c", script) };
}
