using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Client;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Chaos;

/// <summary>Servers that only serve and servers that only work.</summary>
public sealed class Divided_roles
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Workers_do_what_another_server_accepted_and_take_over_from_one_that_died()
    {
        await using var cluster = await Cluster.StartAsync();
        var front = await cluster.StartServerAsync("api");
        var client = await cluster.SignInAsync(front);
        Assert.Equal(["api"], (await client.GetAsync<JsonObject>("about", CancellationToken.None))["roles"]!.AsArray().Select(role => (string)role!));
        var first = await cluster.StartServerAsync("worker");
        await ServesOnlyMonitoringAsync(first);

        var account = await cluster.ConnectAsync(client);
        await LiveAsync(client, account);
        var one = await Cluster.EndAsync(client, (await Cluster.CreateAsync(client, account, "one")).Id, Soon);
        Assert.Equal("succeeded", one.State);

        // It owned the feed, and nobody else works until another comes.
        await first.KillAsync();
        var waiting = await Cluster.CreateAsync(client, account, "two");
        var started = await ChangeOutsideAsync(cluster, client, one, "start", "running");
        await cluster.StartServerAsync("worker");

        Assert.Equal("succeeded", (await Cluster.EndAsync(client, waiting.Id, Soon)).State);
        await started();
        await (await ChangeOutsideAsync(cluster, client, one, "stop", "exited"))();
        Assert.Equal(["one", "two"], await cluster.MadeAsync());
    }

    [Fact]
    public async Task A_feed_goes_to_the_other_server_when_its_owner_is_killed()
    {
        await using var cluster = await Cluster.StartAsync();
        var owner = await cluster.StartServerAsync();
        var account = await cluster.ConnectAsync(await cluster.SignInAsync(owner));
        await LiveAsync(await cluster.SignInAsync(owner), account);
        var other = await cluster.StartServerAsync();
        var client = await cluster.SignInAsync(other);
        var made = await Cluster.EndAsync(client, (await Cluster.CreateAsync(client, account, "watched")).Id, Soon);
        Assert.Equal(1, cluster.Cloud.Requests.Of("GET /events"));

        await owner.KillAsync();
        await Eventually.TrueAsync("the other's feed", () => Task.FromResult(cluster.Cloud.Requests.Of("GET /events") == 2), Soon);

        await (await ChangeOutsideAsync(cluster, client, made, "start", "running"))();
    }

    /// <summary>
    /// Does something to a container at the engine itself; what is returned waits until the inventory shows it.
    /// </summary>
    private static async Task<Func<Task>> ChangeOutsideAsync(Cluster cluster, YunqiaoClient client, Operation made, string verb, string lifecycle)
    {
        var id = Assert.Single(made.Resources!).Id;
        var container = await client.GetAsync<Resource>($"resources/{id}", CancellationToken.None);
        using var http = new HttpClient();
        var answer = await http.PostAsync(new Uri($"{cluster.Cloud.Endpoint}/v1.41/containers/{container.ExternalId}/{verb}"), null);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.NotEqual(lifecycle, container.Lifecycle);
        return () => Eventually.TrueAsync(
            $"the container shows as {lifecycle}",
            async () => (await client.GetAsync<Resource>($"resources/{id}", CancellationToken.None)).Lifecycle == lifecycle,
            Soon);
    }

    private static Task LiveAsync(YunqiaoClient client, Account account) => Eventually.TrueAsync(
        "a live feed",
        async () => (await client.GetAsync<Account>($"accounts/{account.Id}", CancellationToken.None)).Sync.Feed == "live",
        Soon);

    private static async Task ServesOnlyMonitoringAsync(ServerProcess worker)
    {
        using var http = new HttpClient { BaseAddress = worker.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/metrics")).StatusCode);
        foreach (var path in new[] { "/api/v1/resources", "/", "/openapi/v1.json" })
        {
            var refused = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
            Assert.Contains("server.workerOnly", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
