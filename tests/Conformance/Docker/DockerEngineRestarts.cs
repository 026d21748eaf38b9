using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Providers;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Conformance.Docker;

/// <summary>What the adapter makes of an engine that goes away and comes back.</summary>
public sealed class DockerEngineRestarts
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_stops_ends_the_feed_is_unavailable_and_is_back_with_everything_after_its_start()
    {
        await RealEngine.SharedAsync();
        await using var engine = await DockerEngine.CreateAsync();
        using var clients = new Clients();
        var client = await clients.OpenAsync(Clients.Connection("docker", engine.Endpoint));
        var input = new JsonObject { ["image"] = DockerEngine.Image, ["command"] = new JsonArray("sleep", "1000"), ["restartPolicy"] = "always" };
        var ticket = await client.CreateAsync(new("container/container", "global", null, "survivor", input, new Dictionary<string, string>(), "key-survivor"), Ct);
        ticket = await client.PollAsync("container/container", ticket, Ct);
        Assert.True(ticket.Done);

        var open = new TaskCompletionSource();
        var feed = Task.Run(async () =>
        {
            await foreach (var change in client.WatchAsync(Ct))
            {
                if (change.IsOpened)
                {
                    open.SetResult();
                }
            }
        }, Ct);
        await open.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);

        await engine.StopAsync();
        var broken = await Assert.ThrowsAsync<ProviderException>(() => feed.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal(FaultKind.Unavailable, broken.Kind);
        var away = await Assert.ThrowsAsync<ProviderException>(() => client.ListAsync("container/container", "global", null, Ct));
        Assert.Equal(FaultKind.Unavailable, away.Kind);
        Assert.True(away.NothingSent);

        await engine.StartAsync();
        await Eventually.TrueAsync(
            "the container that restarts always",
            async () => (await client.ObserveAsync("container/container", "global", ticket.ExternalId!, Ct))?.Lifecycle == "running",
            TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_engine_whose_owner_is_killed_leaves_no_process_behind()
    {
        await RealEngine.SharedAsync();
        var before = Engines();
        await using (var engine = await DockerEngine.CreateAsync())
        {
            Assert.Equal(before + 1, Engines());
            engine.Abandon();
            await Eventually.TrueAsync("the end of dockerd", () => Task.FromResult(Engines() == before), TimeSpan.FromSeconds(20));
        }

        static int Engines() => Process.GetProcessesByName("dockerd").Length;
    }
}
