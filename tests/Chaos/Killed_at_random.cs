using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Client;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Chaos;

/// <summary>
/// Ten operations of random kinds, whose worker is killed at random moments. <c>YUNQIAO_CHAOS_SEED</c> repeats a run as far as
/// the machine does: which operations, and how long after their start the worker dies.
/// </summary>
public sealed class Killed_at_random
{
    private const int Rounds = 2;
    private const int OperationsOfRound = 5;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Func<Sample.Target, Sample>[] Kinds =
    [
        target => new Sample.Creates(target), target => new Sample.Stops(target), target => new Sample.Destroys(target),
        target => new Sample.Recycles(target), target => new Sample.StopsMany(target),
    ];

    [Fact]
    public async Task Operations_end_as_they_were_asked_to_and_nothing_is_doubled()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("YUNQIAO_CHAOS_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(1_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"YUNQIAO_CHAOS_SEED={seed}");
        var random = new Random(seed);
        await using var cluster = await Cluster.StartAsync(machines: 60);
        var client = await cluster.SignInAsync(await cluster.StartServerAsync("api"));
        var worker = await cluster.StartServerAsync("worker");
        var account = await cluster.ConnectAsync(client);
        var running = new Queue<Resource>(
            await client.ListAsync<Resource>("resources?q=" + Uri.EscapeDataString("kind:container/container lifecycle:running") + "&sort=name", 100, None).ToListAsync(None));
        foreach (var route in (string[])["POST /containers/create", "POST /containers/*/stop", "DELETE /containers/*"])
        {
            cluster.Cloud.Faults.Add(new FaultRule(route, SimulatedFault.Delay, Times: 0, DelayMilliseconds: 250));
        }

        var samples = new List<Sample>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < OperationsOfRound; i++)
            {
                var target = new Sample.Target(client, cluster, account, $"made-{seed}-{samples.Count}", running);
                var sample = Kinds[random.Next(Kinds.Length)](target);
                await sample.StartAsync();
                samples.Add(sample);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(700)), TimeProvider.System, None);
            await worker.KillAsync();
            worker = await cluster.StartServerAsync("worker");
        }

        var wrong = (await Task.WhenAll(samples.Select(sample => sample.VerdictAsync(Soon)))).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, $"YUNQIAO_CHAOS_SEED={seed}\n{string.Join('\n', wrong)}");
    }

    /// <summary>One operation, and what must be so when it has ended.</summary>
    private abstract class Sample(Sample.Target target)
    {
        private Guid operation;

        /// <summary>What an operation is asked of.</summary>
        internal sealed record Target(YunqiaoClient Client, Cluster Cluster, Account Account, string NewName, Queue<Resource> Running);

        protected Target On { get; } = target;

        protected abstract Task<Started> AskAsync();

        /// <summary>What is wrong with the world, or null.</summary>
        protected abstract Task<string?> LookAsync(Operation ended);

        public async Task StartAsync() => operation = (await AskAsync()).Operation!.Id;

        public async Task<string?> VerdictAsync(TimeSpan within)
        {
            var ended = await Cluster.EndAsync(On.Client, operation, within);
            return ended.State != "succeeded" ? $"{ended.Title}: {ended.State} {ended.Error?.Code} {ended.Error?.Detail}"
                : await LookAsync(ended) is { } wrong ? $"{ended.Title}: {wrong}"
                : null;
        }

        protected async Task<string?> StatesAsync(string name, params string[] expected)
        {
            var states = await On.Cluster.StatesAsync(name);
            return states.SequenceEqual(expected) ? null : $"{name} is [{string.Join(", ", states)}] instead of [{string.Join(", ", expected)}]";
        }

        internal sealed class Creates(Target target) : Sample(target)
        {
            protected override async Task<Started> AskAsync() => new(await Cluster.CreateAsync(On.Client, On.Account, On.NewName), null);

            protected override Task<string?> LookAsync(Operation ended) => StatesAsync(On.NewName, "created");
        }

        internal sealed class Stops(Target target) : Sample(target)
        {
            private readonly Resource thing = target.Running.Dequeue();

            protected override Task<Started> AskAsync() => On.Client.PostAsync<Started>($"resources/{thing.Id}/actions/stop", new { }, None);

            protected override Task<string?> LookAsync(Operation ended) => StatesAsync(thing.Name, "exited");
        }

        internal sealed class Destroys(Target target) : Sample(target)
        {
            private readonly Resource thing = target.Running.Dequeue();

            protected override Task<Started> AskAsync() => On.Client.DeleteAsync<Started>($"resources/{thing.Id}?mode=destroy", None);

            protected override Task<string?> LookAsync(Operation ended) => StatesAsync(thing.Name);
        }

        internal sealed class Recycles(Target target) : Sample(target)
        {
            private readonly Resource thing = target.Running.Dequeue();

            protected override Task<Started> AskAsync() => On.Client.DeleteAsync<Started>($"resources/{thing.Id}?mode=recycle", None);

            protected override async Task<string?> LookAsync(Operation ended) =>
                await StatesAsync(thing.Name, "exited")
                ?? ((await On.Client.GetAsync<JsonObject>("resources/recycled?limit=100", None))["items"]!.AsArray().Count(row => (string)row!["id"]! == thing.Id.ToString()) == 1
                    ? null : "it is not in the recycle bin");
        }

        internal sealed class StopsMany(Target target) : Sample(target)
        {
            private readonly Resource[] things = [target.Running.Dequeue(), target.Running.Dequeue(), target.Running.Dequeue()];

            protected override Task<Started> AskAsync() => On.Client.PostAsync<Started>(
                "resources/actions/stop",
                new { query = string.Join(" or ", things.Select(thing => $"id:{thing.Id}")), expectedCount = things.Length },
                None);

            protected override async Task<string?> LookAsync(Operation ended)
            {
                var started = await On.Client.ListAsync<Operation>($"operations?parent={ended.Id}", 100, None).ToListAsync(None);
                var wrong = started.Count == things.Length ? null : $"{started.Count} operations for {things.Length} things";
                foreach (var thing in things)
                {
                    wrong ??= await StatesAsync(thing.Name, "exited");
                }

                return wrong;
            }
        }
    }
}
