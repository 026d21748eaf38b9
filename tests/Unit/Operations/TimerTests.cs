using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>Timers and reconcilers on a cluster of two nodes.</summary>
public sealed class TimerTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_timer_fires_at_once_and_then_at_its_interval()
    {
        var handler = new Handler("tick");
        await using var node = await NodeAsync(handler);
        await node.Get<ITimers>().EnsureAsync("tick", "a", TimeSpan.FromMilliseconds(300), Ct);

        await Eventually.TrueAsync("three runs", () => Task.FromResult(handler.Runs >= 3), Soon);
        await node.Get<ITimers>().RemoveAsync("tick", "a", Ct);
        Assert.All(handler.Keys, key => Assert.Equal("a", key));
    }

    [Fact]
    public async Task Ensuring_again_changes_nothing_and_another_interval_takes_effect()
    {
        var handler = new Handler("ensure");
        await using var node = await NodeAsync(handler);
        var timers = node.Get<ITimers>();
        await timers.EnsureAsync("ensure", "a", TimeSpan.FromHours(1), Ct);
        await Eventually.TrueAsync("the first run", () => Task.FromResult(handler.Runs == 1), Soon);

        await timers.EnsureAsync("ensure", "a", TimeSpan.FromHours(1), Ct);
        await timers.EnsureAsync("ensure", "a", TimeSpan.FromMilliseconds(300), Ct);

        await Eventually.TrueAsync("more runs", () => Task.FromResult(handler.Runs >= 3), Soon);
        await timers.RemoveAsync("ensure", "a", Ct);
    }

    [Fact]
    public async Task One_key_never_runs_twice_at_a_time_and_being_asked_meanwhile_means_once_more()
    {
        var handler = new Handler("exclusive") { Gate = new SemaphoreSlim(0) };
        await using var one = await NodeAsync(handler);
        await using var two = await NodeAsync(handler);
        await one.Get<ITimers>().EnsureAsync("exclusive", "a", TimeSpan.FromHours(1), Ct);
        await Eventually.TrueAsync("the first run", () => Task.FromResult(handler.Entered == 1), Soon);

        for (var i = 0; i < 5; i++)
        {
            Assert.True(await (i % 2 == 0 ? one : two).Get<ITimers>().FireNowAsync("exclusive", "a", Ct));
        }

        await one.Get<ITimers>().EnsureAsync("exclusive", "b", TimeSpan.FromHours(1), Ct);
        await Eventually.TrueAsync("the other key's run", () => Task.FromResult(handler.Keys.Contains("b")), Soon);
        Assert.Single(handler.Keys, "a");

        handler.Gate.Release(10);
        await Eventually.TrueAsync("one more run", () => Task.FromResult(handler.Keys.Count(key => key == "a") == 2), Soon);
        await Eventually.TrueAsync("rest", () => Task.FromResult(handler.Runs == 3), Soon);

        // A run that should not come is waited for as long as a node takes to look for work.
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, Ct);
        Assert.Equal(2, handler.Keys.Count(key => key == "a"));
        Assert.Equal(1, handler.MostOfOneKey);
    }

    [Fact]
    public async Task Nodes_that_make_one_timer_at_the_same_moment_make_one_timer()
    {
        var handler = new Handler("race");
        await using var one = await NodeAsync(handler);
        await using var two = await NodeAsync(handler);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            (i % 2 == 0 ? one : two).Get<ITimers>().EnsureAsync("race", "a", TimeSpan.FromHours(1), Ct)));

        await Eventually.TrueAsync("the first run", () => Task.FromResult(handler.Runs == 1), Soon);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task Firing_now_runs_at_once_on_a_node_that_did_not_ask()
    {
        var handler = new Handler("remote");
        await using var api = await NodeAsync(handler, "api");
        await using var worker = await NodeAsync(handler, "worker");
        await api.Get<ITimers>().EnsureAsync("remote", "a", TimeSpan.FromHours(1), Ct);
        await Eventually.TrueAsync("the first run", () => Task.FromResult(handler.Runs == 1), Soon);

        Assert.True(await api.Get<ITimers>().FireNowAsync("remote", "a", Ct));
        await Eventually.TrueAsync("the second run", () => Task.FromResult(handler.Runs == 2), Soon);
        await api.Get<ITimers>().RemoveAsync("remote", "a", Ct);
        Assert.False(await api.Get<ITimers>().FireNowAsync("remote", "a", Ct));
    }

    [Fact]
    public async Task A_run_that_throws_does_not_stop_the_timer()
    {
        var handler = new Handler("throwing") { Throws = true };
        await using var node = await NodeAsync(handler);
        await node.Get<ITimers>().EnsureAsync("throwing", "a", TimeSpan.FromMilliseconds(300), Ct);

        await Eventually.TrueAsync("three runs", () => Task.FromResult(handler.Entered >= 3), Soon);
        await node.Get<ITimers>().RemoveAsync("throwing", "a", Ct);
    }

    [Fact]
    public async Task A_reconciler_runs_on_one_node_at_a_time()
    {
        var reconciler = new Reconciler();
        await using var one = await OperationsNode.StartAsync(shared.Database, [], configure: services => services.AddSingleton<IReconciler>(reconciler));
        await using var two = await OperationsNode.StartAsync(shared.Database, [], configure: services => services.AddSingleton<IReconciler>(reconciler));

        await Eventually.TrueAsync("five runs", () => Task.FromResult(reconciler.Runs >= 5), Soon);
        Assert.Equal(1, reconciler.Most);
    }

    private Task<OperationsNode> NodeAsync(Handler handler, string roles = "api,worker") =>
        OperationsNode.StartAsync(shared.Database, [], roles, services => services.AddSingleton<ITimerHandler>(handler));

    private sealed class Handler(string timer) : ITimerHandler
    {
        private readonly ConcurrentDictionary<string, int> running = new();
        private int runs;
        private int entered;

        public string Timer => timer;

        public SemaphoreSlim? Gate { get; init; }

        public bool Throws { get; init; }

        public ConcurrentQueue<string> Keys { get; } = new();

        public int Runs => runs;

        public int Entered => entered;

        public int MostOfOneKey { get; private set; }

        public async Task FireAsync(string key, CancellationToken ct)
        {
            Keys.Enqueue(key);
            Interlocked.Increment(ref entered);
            MostOfOneKey = Math.Max(MostOfOneKey, running.AddOrUpdate(key, 1, (_, now) => now + 1));
            if (Throws)
            {
                throw new InvalidOperationException("a bad run");
            }

            await (Gate?.WaitAsync(ct) ?? Task.CompletedTask);
            running.AddOrUpdate(key, 0, (_, now) => now - 1);
            Interlocked.Increment(ref runs);
        }
    }

    private sealed class Reconciler : IReconciler
    {
        private int running;
        private int runs;

        public string Name => "test-reconciler";

        public TimeSpan Interval => TimeSpan.FromMilliseconds(200);

        public int Runs => runs;

        public int Most { get; private set; }

        public async Task ReconcileAsync(CancellationToken ct)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref runs);
        }
    }
}
