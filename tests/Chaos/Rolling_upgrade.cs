using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Client;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Chaos;

/// <summary>
/// The server of the release before and this one together on one database, as while an installation is upgraded. Where the
/// clone's history does not reach back to the recorded commit, this release stands in for the one before: then only the
/// replacement of servers is tested, and what the older data look like is left to the tests of step data.
/// </summary>
public sealed class Rolling_upgrade
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Older_and_newer_servers_share_the_work_and_the_newer_ends_what_the_older_began()
    {
        var older = await Predecessor.ProgramAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(older is null ? "the recorded commit is not in this clone" : $"the release before is {older}");
        await using var cluster = await Cluster.StartAsync(machines: 30);
        var first = await cluster.StartServerAsync(binary: older);
        var old = await cluster.SignInAsync(first);
        var account = await cluster.ConnectAsync(old);
        cluster.Cloud.Faults.Add(new FaultRule("POST /containers/create", SimulatedFault.Delay, Times: 0, DelayMilliseconds: 400));
        cluster.Cloud.Faults.Add(new FaultRule("POST /containers/*/stop", SimulatedFault.Delay, Times: 0, DelayMilliseconds: 400));
        var begunByOld = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Cluster.CreateAsync(old, account, $"old-{i}")));
        var many = await StopManyAsync(old);

        // The newer server migrates while the older one works, and from here on both do.
        var second = await cluster.StartServerAsync();
        var current = await cluster.SignInAsync(second);
        var begunByBoth = new List<Operation>();
        for (var i = 0; i < 4; i++)
        {
            begunByBoth.Add(await Cluster.CreateAsync(i % 2 == 0 ? old : current, account, $"both-{i}"));
        }

        await SucceedAsync(current, [.. begunByOld, many, .. begunByBoth]);
        Assert.Equal(await CountAsync(current), await CountAsync(old));

        // An older server still starts on the newer schema.
        await first.StopAsync();
        first = await cluster.StartServerAsync(binary: older);
        old = await cluster.SignInAsync(first);
        var thing = (await current.ListAsync<Resource>("resources?q=" + Uri.EscapeDataString("name:both-0"), 1, None).ToListAsync(None)).Single();
        var unknownToOld = (await current.DeleteAsync<Started>($"resources/{thing.Id}?mode=recycle", None)).Operation!;
        var last = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Cluster.CreateAsync(old, account, $"last-{i}")));
        await first.KillAsync();

        await SucceedAsync(current, [unknownToOld, .. last]);
        var made = new[] { ("both", 4), ("last", 6), ("old", 4) }.SelectMany(group => Enumerable.Range(0, group.Item2).Select(i => $"{group.Item1}-{i}"));
        Assert.Equal(made, await cluster.MadeAsync());
    }

    private static async Task<Operation> StopManyAsync(YunqiaoClient client)
    {
        const string Query = "kind:container/container lifecycle:running";
        var found = await client.GetAsync<JsonObject>($"resources/facets?by=kind&q={Uri.EscapeDataString(Query)}", None);
        return (await client.PostAsync<Started>("resources/actions/stop", new { query = Query, expectedCount = (long)found["total"]! }, None)).Operation!;
    }

    private static async Task<long> CountAsync(YunqiaoClient client) =>
        (long)(await client.GetAsync<JsonObject>("resources/facets?by=kind&q=kind:container/container", None))["total"]!;

    private static async Task SucceedAsync(YunqiaoClient client, IReadOnlyList<Operation> operations)
    {
        foreach (var operation in operations)
        {
            var ended = await Cluster.EndAsync(client, operation.Id, Soon);
            Assert.True(ended.State == "succeeded", $"{ended.Title}: {ended.State} {ended.Error?.Code} {ended.Error?.Detail}");
        }
    }
}
