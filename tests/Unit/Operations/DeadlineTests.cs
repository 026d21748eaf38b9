using System.Collections.Concurrent;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>An operation has a time in which it must end, whatever it is doing or waiting for.</summary>
public sealed class DeadlineTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly ConcurrentQueue<string> calls = new();
    private readonly Caller caller = Callers.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_waits_past_its_deadline_fails_when_that_comes_and_is_taken_back()
    {
        var definition = new TestDefinition(
            "deadline.waiting",
            Undoable("first"),
            Step("second", _ => new StepOutcome.Wait(TimeSpan.FromHours(1))) with { Undo = Undo("second"), Deadline = TimeSpan.FromHours(9) });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);

        var view = await node.RunAsync(caller, definition.Request() with { Deadline = TimeSpan.FromMilliseconds(600) });

        Assert.Equal((OperationState.Failed, "operation.expired"), (view.State, view.Error!.Code));
        Assert.Equal(["first", "undo second", "undo first"], calls);
        Assert.InRange((view.EndedAt!.Value - view.CreatedAt).TotalSeconds, 0.6, 20);
    }

    [Fact]
    public async Task A_call_that_takes_longer_is_given_up_and_taken_back()
    {
        var definition = new TestDefinition("deadline.calling", Step("only", async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return new StepOutcome.Done();
        }) with
        { Undo = Undo("only") });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);

        var view = await node.RunAsync(caller, definition.Request() with { Deadline = TimeSpan.FromMilliseconds(500) });

        Assert.Equal((OperationState.Failed, "operation.expired"), (view.State, view.Error!.Code));
        Assert.Equal(["undo only"], calls);
    }

    [Fact]
    public async Task One_whose_turn_does_not_come_in_time_fails_without_beginning_and_trying_again_gives_it_its_time_anew()
    {
        var go = new TaskCompletionSource();
        var holder = new TestDefinition("deadline.holder", Step("only", async (_, ct) =>
        {
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done();
        }));
        var definition = new TestDefinition("deadline.behind", Undoable("only"));
        await using var node = await OperationsNode.StartAsync(shared.Database, [holder, definition]);
        var key = Guid.NewGuid().ToString();
        var first = await node.StartAsync(caller, holder.Request() with { ConflictKey = key });

        var behind = await node.RunAsync(caller, definition.Request() with { ConflictKey = key, Deadline = TimeSpan.FromSeconds(1) });

        Assert.Equal((OperationState.Failed, "operation.expired"), (behind.State, behind.Error!.Code));
        Assert.Equal(StepState.Skipped, behind.Steps!.Single().State);
        Assert.Empty(calls);
        go.SetResult();
        await node.UntilAsync(caller, first.Id, OperationState.Succeeded);
        Assert.Null((await node.Steering.RetryAsync(caller, behind.Id, Ct)).Problem);
        var again = await node.UntilAsync(caller, behind.Id, OperationState.Succeeded);
        Assert.True(again.DeadlineAt > behind.DeadlineAt);
    }

    [Fact]
    public async Task Taking_back_has_its_own_time()
    {
        var looks = 0;
        var definition = new TestDefinition("deadline.undo", Step("only", _ => new StepOutcome.Wait(TimeSpan.FromHours(1))) with
        {
            Deadline = TimeSpan.FromHours(9),
            Undo = (_, _) => Task.FromResult<StepOutcome>(++looks < 4 ? new StepOutcome.Wait(TimeSpan.FromMilliseconds(200)) : new StepOutcome.Done()),
        });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);

        var view = await node.RunAsync(caller, definition.Request() with { Deadline = TimeSpan.FromMilliseconds(300) });

        Assert.Equal((OperationState.Failed, "operation.expired"), (view.State, view.Error!.Code));
        Assert.Equal(4, looks);
    }

    [Fact]
    public async Task Without_a_wish_the_definition_says_how_long()
    {
        var definition = new TestDefinition("deadline.default", Undoable("only"));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");

        var view = await node.StartAsync(caller, definition.Request());

        Assert.Equal(TimeSpan.FromHours(24), view.DeadlineAt - view.CreatedAt);
    }

    private StepOutcome Said(string what)
    {
        calls.Enqueue(what);
        return new StepOutcome.Done();
    }

    private OperationStep Undoable(string name) => Step(name, _ => Said(name)) with { Undo = Undo(name) };

    private Func<StepContext, CancellationToken, Task<StepOutcome>> Undo(string name) => (_, _) => Task.FromResult(Said("undo " + name));
}
