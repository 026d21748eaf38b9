using System.Collections.Concurrent;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>Operations of one conflict key run one after the other.</summary>
public sealed class ConflictTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly string key = Guid.NewGuid().ToString();
    private readonly Caller caller = Callers.New();
    private readonly ConcurrentQueue<string> order = new();
    private int running;
    private int most;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_run_in_the_order_in_which_they_were_asked_for_on_any_node_and_for_any_tenant()
    {
        var definition = Tracked("conflict.order");
        await using var one = await OperationsNode.StartAsync(shared.Database, [definition]);
        await using var two = await OperationsNode.StartAsync(shared.Database, [definition]);
        var other = Callers.New();
        var started = new List<(Caller Caller, OperationId Id)>();
        for (var i = 0; i < 6; i++)
        {
            var who = i % 2 == 0 ? caller : other;
            var view = await (i % 3 == 0 ? one : two).StartAsync(who, definition.Request() with { ConflictKey = key });
            started.Add((who, view.Id));
        }

        foreach (var (who, id) in started)
        {
            await one.UntilAsync(who, id, OperationState.Succeeded);
        }

        Assert.Equal(started.Select(pair => pair.Id.ToString()), order);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Many_that_come_at_once_all_run_and_never_two_together()
    {
        var definition = Tracked("conflict.many");
        await using var one = await OperationsNode.StartAsync(shared.Database, [definition]);
        await using var two = await OperationsNode.StartAsync(shared.Database, [definition]);

        var started = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            (i % 2 == 0 ? one : two).StartAsync(caller, definition.Request() with { ConflictKey = key })));

        foreach (var view in started)
        {
            await one.UntilAsync(caller, view.Id, OperationState.Succeeded);
        }

        Assert.Equal(1, most);
        Assert.Equal(20, order.Count);
    }

    [Fact]
    public async Task The_next_one_starts_when_the_first_fails_is_cancelled_or_needs_attention()
    {
        var failing = new TestDefinition("conflict.failing", Step("only", _ => new StepOutcome.Failed(TestProblems.Refused.New())));
        var stuck = new TestDefinition("conflict.stuck", Step("only", _ => new StepOutcome.Failed(TestProblems.Refused.New())) with
        {
            Undo = (_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Failed(TestProblems.Refused.New())),
        });
        var waiting = new TestDefinition("conflict.waiting", Step("only", _ => new StepOutcome.Wait(TimeSpan.FromHours(1))) with { Deadline = TimeSpan.FromHours(2) });
        var last = Tracked("conflict.last");
        await using var node = await OperationsNode.StartAsync(shared.Database, [failing, stuck, waiting, last]);
        var ids = new List<OperationId>();
        foreach (var definition in new[] { failing, stuck, waiting, last })
        {
            ids.Add((await node.StartAsync(caller, definition.Request() with { ConflictKey = key })).Id);
        }

        await node.UntilAsync(caller, ids[2], OperationState.Waiting);
        Assert.Equal(OperationState.Pending, (await node.ReadAsync(caller, ids[3])).State);
        await node.Steering.CancelAsync(caller, ids[2], Ct);

        await node.UntilAsync(caller, ids[3], OperationState.Succeeded);
        Assert.Equal(OperationState.Failed, (await node.ReadAsync(caller, ids[0])).State);
        Assert.Equal(OperationState.NeedsAttention, (await node.ReadAsync(caller, ids[1])).State);
    }

    [Fact]
    public async Task One_that_waits_for_its_turn_can_be_cancelled_and_is_passed_over()
    {
        var go = new TaskCompletionSource();
        var holding = new TestDefinition("conflict.holding", Step("only", async (_, ct) =>
        {
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done();
        }));
        var tracked = Tracked("conflict.passed");
        await using var node = await OperationsNode.StartAsync(shared.Database, [holding, tracked]);
        var first = await node.StartAsync(caller, holding.Request() with { ConflictKey = key });
        var second = await node.StartAsync(caller, tracked.Request() with { ConflictKey = key });
        var third = await node.StartAsync(caller, tracked.Request() with { ConflictKey = key });

        Assert.Equal(OperationState.Cancelled, (await node.Steering.CancelAsync(caller, second.Id, Ct)).Value.State);
        go.SetResult();

        await node.UntilAsync(caller, third.Id, OperationState.Succeeded);
        Assert.Equal(OperationState.Succeeded, (await node.ReadAsync(caller, first.Id)).State);
        Assert.Equal([third.Id.ToString()], order);
    }

    [Fact]
    public async Task One_that_is_resumed_or_tried_again_waits_for_its_turn()
    {
        var mended = false;
        var go = new TaskCompletionSource();
        var failing = new TestDefinition(
            "conflict.again", Step("only", _ => mended ? new StepOutcome.Done() : new StepOutcome.Failed(TestProblems.Refused.New())));
        var holding = new TestDefinition("conflict.holding2", Step("only", async (_, ct) =>
        {
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done();
        }));
        await using var node = await OperationsNode.StartAsync(shared.Database, [holding, failing]);
        var failed = await node.RunAsync(caller, failing.Request() with { ConflictKey = key });
        var holder = await node.StartAsync(caller, holding.Request() with { ConflictKey = key });
        await node.UntilAsync(caller, holder.Id, OperationState.Running);

        mended = true;
        var again = (await node.Steering.RetryAsync(caller, failed.Id, Ct)).Value;
        Assert.Equal(OperationState.Pending, again.State);
        go.SetResult();

        await node.UntilAsync(caller, failed.Id, OperationState.Succeeded);
    }

    private TestDefinition Tracked(string kind) => new(kind, Step("only", async (context, ct) =>
    {
        var now = Interlocked.Increment(ref running);
        InterlockedMax(now);
        order.Enqueue(context.Operation.ToString());
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct);
        Interlocked.Decrement(ref running);
        return new StepOutcome.Done();
    }));

    private void InterlockedMax(int now)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }
    }
}
