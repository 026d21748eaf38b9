using Xunit;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Chaos;

/// <summary>Equal servers on one database.</summary>
public sealed class Two_servers
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Share_the_work_and_do_each_piece_once()
    {
        await using var cluster = await Cluster.StartAsync();
        var first = await cluster.StartServerAsync();
        var second = await cluster.StartServerAsync();
        var client = await cluster.SignInAsync(first);
        var account = await cluster.ConnectAsync(client);
        cluster.Cloud.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.Delay, Times: 0, DelayMilliseconds: 300));

        var names = Enumerable.Range(0, 60).Select(i => $"shared-{i:00}").ToList();
        var operations = await Task.WhenAll(names.Select(name => Cluster.CreateAsync(client, account, name)));
        foreach (var operation in operations)
        {
            var ended = await Cluster.EndAsync(client, operation.Id, Soon);
            Assert.True(ended.State == "succeeded", $"{ended.Title}: {ended.State} {ended.Error?.Detail}");
        }

        Assert.Equal(names, await cluster.MadeAsync());
        Assert.True(await EndedByAsync(first) > 0, "the first server ended no operation");
        Assert.True(await EndedByAsync(second) > 0, "the second server ended no operation");
    }

    [Fact]
    public async Task Finish_what_a_killed_one_had_in_hand_without_doubling_it()
    {
        await using var cluster = await Cluster.StartAsync();
        var victim = await cluster.StartServerAsync();
        var account = await cluster.ConnectAsync(await cluster.SignInAsync(victim));
        var client = await cluster.SignInAsync(victim);

        // The victim alone runs it; it dies while the engine is at work on the call.
        cluster.Cloud.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.Delay, DelayMilliseconds: 3000));
        var operation = await Cluster.CreateAsync(client, account, "orphan");
        await Eventually.TrueAsync(
            "the call to the engine", () => Task.FromResult(cluster.Cloud.Requests.Of("POST /containers/create") > 0), Soon);
        var survivor = await cluster.StartServerAsync();
        await victim.KillAsync();

        var other = await cluster.SignInAsync(survivor);
        var ended = await Cluster.EndAsync(other, operation.Id, Soon);
        Assert.True(ended.State == "succeeded", $"{ended.State} {ended.Error?.Detail}");
        Assert.Equal(["orphan"], await cluster.MadeAsync());
        var resource = Assert.Single(ended.Resources!);
        var seen = await other.GetAsync<Client.Resource>($"resources/{resource.Id}", CancellationToken.None);
        Assert.Equal("created", seen.Lifecycle);
        Assert.NotEmpty(seen.ExternalId!);
    }

    [Fact]
    public async Task Go_on_when_PostgreSQL_dies_under_load()
    {
        await using var cluster = await Cluster.StartAsync();
        var first = await cluster.StartServerAsync();
        await cluster.StartServerAsync();
        var client = await cluster.SignInAsync(first);
        var account = await cluster.ConnectAsync(client);
        cluster.Cloud.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.Delay, Times: 0, DelayMilliseconds: 100));

        var names = Enumerable.Range(0, 20).Select(i => $"loaded-{i:00}").ToList();
        var operations = await Task.WhenAll(names.Select(name => Cluster.CreateAsync(client, account, name)));
        EmbeddedDatabase.Kill(cluster.DataFolder);

        foreach (var operation in operations)
        {
            var ended = await Cluster.EndAsync(client, operation.Id, Soon);
            Assert.True(ended.State == "succeeded", $"{ended.Title}: {ended.State} {ended.Error?.Detail}");
        }

        Assert.Equal(names, await cluster.MadeAsync());
    }

    [Fact]
    public async Task Share_the_embedded_database_and_the_last_to_leave_stops_it()
    {
        await using var cluster = await Cluster.StartAsync();
        var first = await cluster.StartServerAsync();
        var second = await cluster.StartServerAsync();
        Assert.Single(EmbeddedDatabase.Postmasters(cluster.DataFolder));

        await first.StopAsync();
        var client = await cluster.SignInAsync(second);
        Assert.Equal("admin", (await client.GetAsync<Client.SessionInfo>("session", CancellationToken.None)).User.Name);

        await second.StopAsync();
        await Eventually.TrueAsync("the end of PostgreSQL", () => Task.FromResult(EmbeddedDatabase.Postmasters(cluster.DataFolder).Count == 0), Soon);
    }

    private static async Task<double> EndedByAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(server.Address, "/metrics"));
        return metrics.Split('\n')
            .Where(line => line.StartsWith("yunqiao_operations_ended", StringComparison.Ordinal) && line.Contains("succeeded", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
