using System.Collections.Concurrent;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>How many operations of a tenant are on their way at a time, and which of those that wait comes next.</summary>
public sealed class TenantGateTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly Caller caller = Callers.New();
    private readonly ConcurrentQueue<string> order = new();
    private readonly TaskCompletionSource go = new();
    private int running;
    private int most;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_of_one_tenant_run_at_once_than_may_and_all_of_them_end()
    {
        var definition = Tracked("gate.many");
        await using var one = await OperationsNode.StartAsync(shared.Database, [definition], tenantConcurrency: 3);
        await using var two = await OperationsNode.StartAsync(shared.Database, [definition], tenantConcurrency: 3);
        var started = new List<OperationView>();
        for (var i = 0; i < 40; i++)
        {
            started.Add(await (i % 2 == 0 ? one : two).StartAsync(caller, definition.Request()));
        }

        go.SetResult();

        foreach (var view in started)
        {
            await one.UntilAsync(caller, view.Id, OperationState.Succeeded);
        }

        Assert.Equal(40, order.Count);
        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task A_tenant_with_many_does_not_keep_another_waiting()
    {
        var definition = Tracked("gate.fair");
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], tenantConcurrency: 4);
        for (var i = 0; i < 30; i++)
        {
            await node.StartAsync(caller, definition.Request());
        }

        var other = Callers.New();
        var small = new TestDefinition("gate.fair", Step("only", _ => new StepOutcome.Done()));
        var waiting = await node.QueueAsync(caller.Scope);
        Assert.Equal((26, 0), (waiting.HeldBack, waiting.Blocked));
        Assert.NotNull(waiting.OldestNotBegun);
        Assert.Equal([(OperationPriority.Interactive, 30)], waiting.Priorities.Select(row => (row.Priority, row.Count)));
        var tenant = Assert.Single(waiting.Tenants);
        Assert.Equal((caller.Scope.Tenant, 4, 26), (tenant.Tenant, tenant.Active, tenant.HeldBack));

        // Ten firings fit on the node, and four are taken: the other tenant's runs while all thirty still wait or hold.
        var theirs = await node.StartAsync(other, small.Request());
        await node.UntilAsync(other, theirs.Id, OperationState.Running, OperationState.Succeeded);
        Assert.Empty((await node.QueueAsync(Scope.Of(TypedId.New<TenantId>(TimeProvider.System)))).Tenants);
        go.SetResult();
        await node.UntilAsync(other, theirs.Id, OperationState.Succeeded);
    }

    [Fact]
    public void One_tenant_cannot_take_all_places_of_the_only_server()
    {
        var options = new OperationsOptions();
        Assert.True(options.TenantConcurrency < options.Concurrency);
    }

    [Fact]
    public async Task The_next_is_the_one_of_the_highest_priority_and_then_the_oldest()
    {
        var definition = Tracked("gate.order");
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], tenantConcurrency: 1);
        var first = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, first.Id, OperationState.Running);
        var ids = new List<string>();
        foreach (var priority in new[] { OperationPriority.Background, OperationPriority.Batch, OperationPriority.Interactive, OperationPriority.Batch, OperationPriority.Interactive })
        {
            ids.Add((await node.StartAsync(caller, definition.Request() with { Priority = priority })).Id.ToString());
        }

        go.SetResult();

        await node.UntilAsync(caller, new OperationId(Guid.Parse(ids[0])), OperationState.Succeeded);
        Assert.Equal([first.Id.ToString(), ids[2], ids[4], ids[1], ids[3], ids[0]], order);
    }

    [Fact]
    public async Task One_that_only_waits_for_others_takes_no_place()
    {
        var definition = Tracked("gate.weightless");
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], tenantConcurrency: 1);
        var first = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, first.Id, OperationState.Running);

        var parent = await node.StartAsync(caller, definition.Request() with { IsWeightless = true });
        var held = await node.StartAsync(caller, definition.Request());

        await node.UntilAsync(caller, parent.Id, OperationState.Running);
        Assert.Equal(OperationState.Pending, (await node.ReadAsync(caller, held.Id)).State);
        go.SetResult();
        await node.UntilAsync(caller, held.Id, OperationState.Succeeded);
    }

    [Fact]
    public async Task One_that_is_held_back_can_be_cancelled_and_one_tried_again_waits_for_a_place()
    {
        var fails = true;
        var failing = new TestDefinition("gate.failing", Step("only", _ => fails ? new StepOutcome.Failed(TestProblems.Refused.With(("what", "it"))) : new StepOutcome.Done()));
        var definition = Tracked("gate.steer");
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition, failing], tenantConcurrency: 1);
        var failed = await node.RunAsync(caller, failing.Request());
        Assert.Equal(OperationState.Failed, failed.State);
        fails = false;
        var first = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, first.Id, OperationState.Running);
        var held = await node.StartAsync(caller, definition.Request());

        Assert.Equal(OperationState.Cancelled, (await node.Steering.CancelAsync(caller, held.Id, Ct)).Value.State);
        Assert.Equal(OperationState.Pending, (await node.Steering.RetryAsync(caller, failed.Id, Ct)).Value.State);
        Assert.Equal(1, (await node.QueueAsync(caller.Scope)).HeldBack);
        go.SetResult();

        await node.UntilAsync(caller, failed.Id, OperationState.Succeeded);
        Assert.Equal(0, (await node.QueueAsync(caller.Scope)).HeldBack);
    }

    private TestDefinition Tracked(string kind) => new(kind, Step("only", async (context, ct) =>
    {
        var now = Interlocked.Increment(ref running);
        InterlockedMax(now);
        order.Enqueue(context.Operation.ToString());
        await go.Task.WaitAsync(ct);
        await Task.Yield();
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
