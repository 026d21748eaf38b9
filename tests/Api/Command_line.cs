using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api;

/// <summary>The command line as a program: what it prints where, and what it ends with.</summary>
public sealed class Command_line(ApiServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_is_planned_created_found_and_destroyed()
    {
        var options = new SimulatorOptions(Machines: 2);
        await using var engine = await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
        var token = await TokenAsync();
        var name = $"cli-{Guid.NewGuid():N}"[..12];

        var connected = await RunAsync(token, "account", "connect", name, "--provider", "docker", "--endpoint", engine.Endpoint);
        Assert.True(connected.Code == 0, connected.Error);

        string[] create = ["resource", "create", "container/container", "--account", name, "--name", "web-1", "--set", "image=nginx:1.27"];
        var plan = await RunAsync(token, [.. create, "--dry-run"]);
        Assert.Equal(0, plan.Code);
        Assert.StartsWith("Would be done\n  Create container web-1  (checked by Yunqiao)\n", plan.Output, StringComparison.Ordinal);
        Assert.Contains("Calls to the cloud\n  POST /containers/create × 1\n", plan.Output, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse((await RunAsync(token, [.. create, "--dry-run", "--json"])).Output)!["affects"]);

        var created = await RunAsync(token, create);
        Assert.True(created.Code == 0, created.Error);
        Assert.EndsWith("Create container web-1: succeeded\n", created.Output, StringComparison.Ordinal);
        var again = await RunAsync(token, create);
        Assert.Equal(1, again.Code);
        Assert.Contains("The name web-1 is taken on this engine.", again.Error, StringComparison.Ordinal);

        var found = await RunAsync(token, "resource", "list", $"account:{name}", "name:web-1");
        Assert.Contains("container/container", found.Output, StringComparison.Ordinal);
        Assert.Contains("uses-image", (await RunAsync(token, "resource", "relations", "web-1")).Output, StringComparison.Ordinal);
        var id = (string)JsonNode.Parse((await RunAsync(token, "resource", "show", "web-1")).Output)!["id"]!;
        var before = DateTimeOffset.UtcNow.ToString("O");
        Assert.Equal(0, (await RunAsync(token, "resource", "destroy", "web-1")).Code);
        var past = JsonNode.Parse((await RunAsync(token, "resource", "show", id, "--at", before)).Output)!;
        Assert.Equal(("web-1", "running", "uses-image"), ((string)past["name"]!, (string)past["lifecycle"]!, past["relations"]!.AsObject().Select(edge => edge.Key).Single(type => type == "uses-image")));
        Assert.Contains("in the future", (await RunAsync(token, "resource", "show", id, "--at", "2999-01-01T00:00:00Z")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(token, "resource", "show", "web-1")).Code);
        Assert.Equal(0, (await RunAsync(token, "account", "forget", name)).Code);
    }

    [Fact]
    public async Task Two_resources_that_are_one_thing_are_linked_and_taken_apart()
    {
        var options = new SimulatorOptions(Machines: 1);
        await using var first = await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
        await using var second = await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
        var token = await TokenAsync();
        var names = new[] { $"one-{Guid.NewGuid():N}"[..12], $"two-{Guid.NewGuid():N}"[..12] };
        foreach (var (name, endpoint) in names.Zip([first.Endpoint, second.Endpoint]))
        {
            Assert.Equal(0, (await RunAsync(token, "account", "connect", name, "--provider", "docker", "--endpoint", endpoint)).Code);
            Assert.Equal(0, (await RunAsync(token, "resource", "create", "container/container", "--account", name, "--name", name, "--set", "image=nginx:1.27")).Code);
        }

        async Task<JsonNode> ShowAsync(string name) => JsonNode.Parse((await RunAsync(token, "resource", "show", name)).Output)!;
        var (kept, other) = ((string)(await ShowAsync(names[0]))["id"]!, (string)(await ShowAsync(names[1]))["id"]!);

        var linked = await RunAsync(token, "resource", "link", names[0], names[1]);
        Assert.Equal((0, $"{names[0]} {kept}"), (linked.Code, linked.Output.Trim()));
        Assert.Equal(kept, (string)(await ShowAsync(other))["id"]!);
        var records = JsonNode.Parse((await RunAsync(token, "resource", "records", names[0], "--json")).Output)!.AsArray();
        Assert.Equal([true, false], records.Select(record => (bool)record!["leads"]!));

        var split = await RunAsync(token, "resource", "split", names[0], (string)records[1]!["id"]!);
        Assert.True(split.Code == 0, split.Error);
        Assert.NotEqual(kept, (string)(await ShowAsync(names[1]))["id"]!);
        var again = await RunAsync(token, "resource", "split", names[0], (string)records[1]!["id"]!);
        Assert.Equal(1, again.Code);
        Assert.Contains("has no other record", again.Error, StringComparison.Ordinal);
        var host = JsonNode.Parse((await RunAsync(token, "resource", "list", $"account:{names[0]}", "kind:compute/host", "--json")).Output)![0]!;
        Assert.Contains("different kinds", (await RunAsync(token, "resource", "link", names[0], (string)host["id"]!)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "resource", "list", "--limit", "1")]
    [InlineData(0, "resource", "--help")]
    [InlineData(0, "user", "list")]
    [InlineData(0, "tenant", "list")]
    [InlineData(0, "site", "list")]
    [InlineData(0, "audit", "list", "--limit", "3")]
    [InlineData(1, "resource", "show", "no-such-thing")]
    [InlineData(1, "resource", "list", "lifecycle:(")]
    [InlineData(1, "kind", "show", "no/such")]
    [InlineData(1, "operation", "show", "0190a3f2-7c4e-7b1a-9d2e-5f60718293a4")]
    [InlineData(2, "resource", "crate")]
    [InlineData(2, "resource")]
    [InlineData(2, "resource", "create", "container/container")]
    [InlineData(2, "token", "revoke", "not-an-id")]
    [InlineData(2, "resource", "list", "--server", "nonsense")]
    public async Task Ends_with_0_when_done_1_when_refused_2_when_it_makes_no_sense(int code, params string[] arguments)
    {
        var run = await RunAsync(await TokenAsync(), arguments);

        Assert.True(run.Code == code, $"{run.Code}: {run.Output}{run.Error}");
        Assert.Equal(code == 0, run.Error.Length == 0);
        Assert.Equal(code != 0, run.Output.Length == 0);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Yunqiao.Cli", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_alone_on_standard_output_and_works()
    {
        var made = await RunAsync(await TokenAsync(), "token", "create", "pipe", "--days", "1");

        Assert.Equal("Keep it now: it is not shown again.", made.Error.Trim());
        Assert.Single(made.Output.Trim().Split('\n'));
        Assert.Contains("admin", (await RunAsync(made.Output.Trim(), "session", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speaks_Chinese_when_asked_to()
    {
        var token = await TokenAsync();
        var help = await RunAsync(token, "--language", "zh", "resource", "--help");
        Assert.Contains("用法：\n  yunqiao resource [命令] [选项]", help.Output, StringComparison.Ordinal);
        Assert.Contains("没有名为 nobody 的资源。", (await RunAsync(token, "--language=zh", "resource", "show", "nobody")).Error, StringComparison.Ordinal);
        Assert.Contains("需要登录", (await RunAsync("wrong", "--language", "zh", "session", "show")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_to_do_when_nobody_is_signed_in_or_no_server_answers()
    {
        var anonymous = await RunAsync(null, "resource", "list");
        Assert.Equal(1, anonymous.Code);
        Assert.Contains("Sign in", anonymous.Error, StringComparison.Ordinal);

        var away = await RunAsync(null, "resource", "list", "--server", "http://127.0.0.1:9");
        Assert.Equal((1, "No server answers at http://127.0.0.1:9/. Start one with ./run, or name another with --server."), (away.Code, away.Error.Trim()));
    }

    private async Task<string> TokenAsync() => (await server.AdministratorAsync()).Token!;

    private async Task<(int Code, string Output, string Error)> RunAsync(string? token, params string[] arguments)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        var start = new ProcessStartInfo(Path.Combine(SourceTree.Root, "src", "Cli", "bin", configuration, "net10.0", "Yunqiao.Cli"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["YUNQIAO_SERVER"] = server.Address.ToString();
        start.Environment["YUNQIAO_TOKEN"] = token;
        start.Environment["HOME"] = Path.GetTempPath();
        foreach (var variable in new[] { "LANG", "LC_ALL", "LC_MESSAGES", "YUNQIAO_LANGUAGE", "YUNQIAO_COMMAND", "XDG_CONFIG_HOME" })
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var error = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output, await error);
    }
}
