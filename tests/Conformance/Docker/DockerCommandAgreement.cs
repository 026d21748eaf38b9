using System.Diagnostics;
using System.Text.Json;
using Xunit;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Conformance.Docker;

/// <summary>The simulator is believed only as far as Docker's own command agrees with it.</summary>
public sealed class DockerCommandAgreement : IAsyncLifetime
{
    /// <summary>By its full path: another client may come first in PATH.</summary>
    private const string Command = "/usr/bin/docker";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("yq-cli-");
    private Simulator? simulator;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Socket => Path.Combine(folder.FullName, "docker.sock");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Command))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{Command} is missing (docker.io).");
            Assert.Skip($"{Command} is missing (docker.io).");
        }

        var options = new SimulatorOptions(SocketPath: Socket);
        simulator = await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (simulator is not null)
        {
            await simulator.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_lists_what_the_simulator_holds()
    {
        Assert.Equal(12, (await RowsAsync("ps", "--all", "--no-trunc", "--format", "{{json .}}")).Count);
        Assert.Equal(9, (await RowsAsync("ps", "--format", "{{json .}}")).Count);
        Assert.Contains(await RowsAsync("images", "--format", "{{json .}}"), row => Text(row, "Repository") == "postgres" && Text(row, "Tag") == "16");
        Assert.Contains(await RowsAsync("network", "ls", "--format", "{{json .}}"), row => Text(row, "Name") == "shop_backend");
        Assert.Contains(await RowsAsync("volume", "ls", "--format", "{{json .}}"), row => Text(row, "Name") == "shop_orders");
        Assert.Contains(await RowsAsync("ps", "--all", "--filter", "label=com.docker.compose.service=web", "--filter", "ancestor=nginx:1.27", "--format", "{{json .}}"), row => Text(row, "Names") == "shop-web-1");
    }

    [Fact]
    public async Task It_takes_a_container_through_its_life()
    {
        Assert.Contains("Downloaded newer image", await RunAsync("pull", "library/busybox:1"), StringComparison.Ordinal);
        var id = (await RunAsync("create", "--name", "cli-1", "--label", "a=b", "--memory", "64m", "--publish", "8081:80", "library/busybox:1", "sleep", "100")).Trim();
        Assert.Equal(64, id.Length);
        await RunAsync("start", "cli-1");
        Assert.Equal("running", await StatusAsync("cli-1"));
        await RunAsync("start", "cli-1");
        await RunAsync("pause", "cli-1");
        Assert.Equal("paused", await StatusAsync("cli-1"));
        await RunAsync("unpause", "cli-1");
        Assert.Equal("hello\n", await RunAsync("exec", "cli-1", "echo", "hello"));
        Assert.Contains("cli-1 line 0", await RunAsync("logs", "--tail", "3", "cli-1"), StringComparison.Ordinal);
        Assert.Contains("%", await RunAsync("stats", "--no-stream", "--format", "{{.CPUPerc}}", "cli-1"), StringComparison.Ordinal);
        Assert.Contains("cannot remove a running container", await FailAsync("rm", "cli-1"), StringComparison.Ordinal);
        await RunAsync("stop", "cli-1");
        Assert.Equal("exited", await StatusAsync("cli-1"));
        await RunAsync("rm", "cli-1");
        Assert.Contains("No such container", await FailAsync("start", "cli-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_hears_the_same_refusals()
    {
        Assert.Contains("is already in use by container", await FailAsync("create", "--name", "shop-web-1", "nginx:1.27"), StringComparison.Ordinal);
        Assert.Contains("pull access denied", await FailAsync("pull", "private/thing"), StringComparison.Ordinal);
        Assert.Contains("manifest unknown", await FailAsync("pull", "library/thing:missing"), StringComparison.Ordinal);
        Assert.Contains("volume is in use", await FailAsync("volume", "rm", "shop_orders"), StringComparison.Ordinal);
        Assert.Contains("has active endpoints", await FailAsync("network", "rm", "shop_backend"), StringComparison.Ordinal);
        Assert.Contains("pre-defined network", await FailAsync("network", "rm", "bridge"), StringComparison.Ordinal);
        Assert.Contains("must force", await FailAsync("rmi", "nginx:1.27"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_makes_networks_and_volumes_and_looks_at_them()
    {
        await RunAsync("network", "create", "--subnet", "10.9.0.0/24", "cli-net");
        Assert.Equal("10.9.0.0/24\n", await RunAsync("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", "cli-net"));
        await RunAsync("volume", "create", "cli-vol");
        Assert.EndsWith("/cli-vol/_data\n", await RunAsync("volume", "inspect", "--format", "{{.Mountpoint}}", "cli-vol"), StringComparison.Ordinal);
        await RunAsync("network", "rm", "cli-net");
        await RunAsync("volume", "rm", "cli-vol");
        Assert.Contains("cli-vol", await FailAsync("volume", "inspect", "cli-vol"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_follows_the_events()
    {
        using var events = Start("events", "--filter", "type=container", "--format", "{{.Action}} {{.Actor.Attributes.name}}");
        await Eventually.TrueAsync("the watcher", () => Task.FromResult(simulator!.Requests.Of("GET /events") > 0), TimeSpan.FromSeconds(10));
        await RunAsync("create", "--name", "watched", "redis:7.4");
        Assert.Equal("create watched", await events.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Ct));
        events.Kill();
    }

    [Fact]
    public async Task It_is_let_in_over_tls_with_the_certificate_that_the_simulator_made()
    {
        var options = new SimulatorOptions(Tls: SimulatedTls.Good);
        await using var secure = await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
        var certificates = folder.CreateSubdirectory("tls").FullName;
        foreach (var (name, file) in new[] { ("caCertificate", "ca.pem"), ("clientCertificate", "cert.pem"), ("clientKey", "key.pem") })
        {
            await File.WriteAllTextAsync(In(file), secure.Credentials[name], Ct);
        }

        var host = secure.Endpoint.Replace("https://", "tcp://", StringComparison.Ordinal);
        string In(string file) => Path.Combine(certificates, file);
        var (code, said) = await ExecuteAsync(
            ["-H", host, "--tlsverify", "--tlscacert", In("ca.pem"), "--tlscert", In("cert.pem"), "--tlskey", In("key.pem"), "version", "--format", "{{.Server.APIVersion}}"]);
        Assert.Equal((0, "1.41\n"), (code, said));
        Assert.NotEqual(0, (await ExecuteAsync(["-H", host, "--tlsverify", "--tlscacert", In("ca.pem"), "version"])).Code);
    }

    private async Task<string> StatusAsync(string name) => (await RunAsync("inspect", "--format", "{{.State.Status}}", name)).Trim();

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, said) = await ExecuteAsync(["-H", $"unix://{Socket}", .. arguments]);
        Assert.True(code == 0, $"docker {string.Join(' ', arguments)}: {said}");
        return said;
    }

    private async Task<string> FailAsync(params string[] arguments)
    {
        var (code, said) = await ExecuteAsync(["-H", $"unix://{Socket}", .. arguments]);
        Assert.True(code != 0, $"docker {string.Join(' ', arguments)} succeeded: {said}");
        return said;
    }

    private async Task<List<JsonElement>> RowsAsync(params string[] arguments) =>
        [.. (await RunAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private Process Start(params string[] arguments) => Launch(["-H", $"unix://{Socket}", .. arguments]);

    private Process Launch(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["DOCKER_CONFIG"] = folder.FullName;
        start.Environment.Remove("DOCKER_HOST");
        start.Environment.Remove("DOCKER_CONTEXT");
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Said)> ExecuteAsync(IReadOnlyList<string> arguments)
    {
        using var process = Launch(arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        return (process.ExitCode, process.ExitCode == 0 ? await output : await errors);
    }
}
