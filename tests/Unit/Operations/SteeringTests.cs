using System.Collections.Concurrent;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>What people do to operations: cancel in every phase, retry, resume.</summary>
public sealed class SteeringTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly ConcurrentQueue<string> calls = new();
    private readonly Caller caller = Callers.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_needs_attention_can_be_given_up_and_says_what_was_not_taken_back()
    {
        var stubborn = new TestDefinition(
            "abandon",
            Step("stuck", _ => new StepOutcome.Done(Detail: "i-0815")) with { Undo = (_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Failed(TestProblems.Refused.With(("what", "the undo")))) },
            Step("fails", _ => new StepOutcome.Failed(TestProblems.Refused.With(("what", "the step")))));
        await using var node = await OperationsNode.StartAsync(shared.Database, [stubborn]);
        var stuck = await node.RunAsync(caller, stubborn.Request() with { ConflictKey = Guid.NewGuid().ToString() });
        Assert.Equal(OperationState.NeedsAttention, stuck.State);
        Assert.Equal("operation.notAbandonable", (await node.Steering.AbandonAsync(caller, (await node.StartAsync(caller, stubborn.Request())).Id, Ct)).Problem!.Type.Code);

        var abandoned = (await node.Steering.AbandonAsync(caller, stuck.Id, Ct)).Value;

        Assert.Equal((OperationState.Failed, "test.refused"), (abandoned.State, abandoned.Error!.Code));
        Assert.NotNull(abandoned.EndedAt);
        var log = (await node.Reader.LogAsync(caller, stuck.Id, 0, 100, Ct)).Value.Items;
        Assert.Contains(log, line => line.Text == $"{caller.Name} gave it up. Not taken back: Do stuck (i-0815), Do fails");
        Assert.True(abandoned.Abandoned);
        Assert.Equal([StepState.Failed, StepState.Failed], abandoned.Steps!.Select(step => step.State));
        Assert.Equal("operation.notAbandonable", (await node.Steering.AbandonAsync(caller, stuck.Id, Ct)).Problem!.Type.Code);

        // What it left may be made a second time by trying again, and what mends it may run.
        Assert.Equal("operation.abandoned", (await node.Steering.RetryAsync(caller, stuck.Id, Ct)).Problem!.Type.Code);
        Assert.Equal(1, (await node.ReadAsync(caller, stuck.Id)).Attempt);
    }

    [Fact]
    public async Task An_operation_that_has_not_begun_is_cancelled_at_once()
    {
        var definition = new TestDefinition("cancel.pending", Undoable("only"));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var started = await node.StartAsync(caller, definition.Request());

        var cancelled = (await node.Steering.CancelAsync(caller, started.Id, Ct)).Value;

        Assert.Equal(OperationState.Cancelled, cancelled.State);
        Assert.Equal(StepState.Skipped, cancelled.Steps!.Single().State);
        await using var worker = await OperationsNode.StartAsync(shared.Database, [definition]);
        var probe = await worker.RunAsync(caller, definition.Request());
        Assert.Equal(OperationState.Succeeded, probe.State);
        Assert.Equal(["only"], calls);
    }

    [Fact]
    public async Task A_running_operation_is_cancelled_after_its_step_and_taken_back()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var definition = new TestDefinition(
            "cancel.running",
            Undoable("first"),
            Step("second", async (_, ct) =>
            {
                entered.SetResult();
                await go.Task.WaitAsync(ct);
                return Said("second");
            }) with
            { Undo = Undo("second") },
            Undoable("third"));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await entered.Task.WaitAsync(Ct);

        var asked = (await node.Steering.CancelAsync(caller, started.Id, Ct)).Value;
        Assert.True(asked.CancelRequested);
        Assert.Equal(OperationState.Running, asked.State);
        go.SetResult();

        var cancelled = await node.UntilAsync(caller, started.Id, OperationState.Cancelled);
        Assert.Equal(["first", "second", "undo second", "undo first"], calls);
        Assert.Null(cancelled.Error);
        Assert.Equal([StepState.Undone, StepState.Undone, StepState.Skipped], cancelled.Steps!.Select(step => step.State));
    }

    [Fact]
    public async Task A_waiting_operation_is_cancelled_without_waiting_to_the_end()
    {
        var definition = new TestDefinition(
            "cancel.waiting",
            Undoable("first"),
            Step("second", _ => new StepOutcome.Wait(TimeSpan.FromHours(1))) with { Undo = Undo("second"), Deadline = TimeSpan.FromHours(2) });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, started.Id, OperationState.Waiting);

        await node.Steering.CancelAsync(caller, started.Id, Ct);

        await node.UntilAsync(caller, started.Id, OperationState.Cancelled);
        Assert.Equal(["first", "undo second", "undo first"], calls);
    }

    [Fact]
    public async Task Cancelling_during_the_last_step_comes_too_late_and_is_no_error()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var definition = new TestDefinition("cancel.late", Step("only", async (_, ct) =>
        {
            entered.SetResult();
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done();
        }));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await entered.Task.WaitAsync(Ct);
        await node.Steering.CancelAsync(caller, started.Id, Ct);
        go.SetResult();

        await node.UntilAsync(caller, started.Id, OperationState.Succeeded);
        Assert.Equal("operation.notCancellable", (await node.Steering.CancelAsync(caller, started.Id, Ct)).Problem!.Type.Code);
    }

    [Fact]
    public async Task An_operation_that_is_being_undone_cannot_be_cancelled()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var definition = new TestDefinition("cancel.undoing", Step("only", _ => new StepOutcome.Failed(TestProblems.Refused.New())) with
        {
            Undo = async (_, ct) =>
            {
                entered.SetResult();
                await go.Task.WaitAsync(ct);
                return new StepOutcome.Done();
            },
        });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await entered.Task.WaitAsync(Ct);

        Assert.Equal("operation.notCancellable", (await node.Steering.CancelAsync(caller, started.Id, Ct)).Problem!.Type.Code);
        go.SetResult();
        await node.UntilAsync(caller, started.Id, OperationState.Failed);
    }

    [Fact]
    public async Task One_that_waits_for_its_next_try_is_cancelled_at_once()
    {
        var definition = new TestDefinition(
            "cancel.backoff",
            Undoable("first"),
            Step("second", _ => new StepOutcome.Retry(TestProblems.Refused.With(("what", "it")), TimeSpan.FromHours(1))) with { Undo = Undo("second"), Deadline = TimeSpan.FromHours(9) });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, started.Id, OperationState.Waiting);

        await node.Steering.CancelAsync(caller, started.Id, Ct);

        var cancelled = await node.UntilAsync(caller, started.Id, OperationState.Cancelled);
        Assert.Equal(["first", "undo second", "undo first"], calls);
        Assert.Null(cancelled.Error);
    }

    [Fact]
    public async Task One_whose_answer_was_lost_is_cancelled_and_what_may_have_been_made_is_taken_back()
    {
        var definition = new TestDefinition("cancel.lost", Step("only", _ => new StepOutcome.Ambiguous(TestProblems.Refused.With(("what", "the answer")))) with
        {
            LookUp = (_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Ambiguous(TestProblems.Refused.With(("what", "the look-up")))),
            Undo = Undo("only"),
            Attempts = 1000,
        });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, started.Id, OperationState.Waiting);

        await node.Steering.CancelAsync(caller, started.Id, Ct);

        await node.UntilAsync(caller, started.Id, OperationState.Cancelled);
        Assert.Equal(["undo only"], calls);
    }

    [Fact]
    public async Task Cancelling_again_while_it_is_taken_back_is_no_error()
    {
        var undone = false;
        var definition = new TestDefinition("cancel.twice", Step("only", _ => new StepOutcome.Wait(TimeSpan.FromHours(1))) with
        {
            Deadline = TimeSpan.FromHours(2),
            Undo = (_, _) => Task.FromResult<StepOutcome>(undone ? new StepOutcome.Done() : new StepOutcome.Wait(TimeSpan.FromMilliseconds(20))),
        });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await node.UntilAsync(caller, started.Id, OperationState.Waiting);
        await node.Steering.CancelAsync(caller, started.Id, Ct);
        await node.UntilAsync(caller, started.Id, OperationState.Undoing);

        Assert.Null((await node.Steering.CancelAsync(caller, started.Id, Ct)).Problem);
        undone = true;

        await node.UntilAsync(caller, started.Id, OperationState.Cancelled);
        Assert.Null((await node.Steering.CancelAsync(caller, started.Id, Ct)).Problem);
    }

    [Fact]
    public async Task A_failed_operation_is_tried_again_from_what_does_not_stand_with_new_keys()
    {
        var mended = false;
        var keys = new ConcurrentQueue<string>();
        var definition = new TestDefinition(
            "retry.failed",
            Step("kept", _ => Said("kept")),
            Undoable("undone"),
            Step("failing", context =>
            {
                keys.Enqueue(context.Key);
                return mended ? Said("failing") : new StepOutcome.Failed(TestProblems.Refused.New());
            }));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var failed = await node.RunAsync(caller, definition.Request());
        Assert.Equal(OperationState.Failed, failed.State);

        mended = true;
        var again = (await node.Steering.RetryAsync(caller, failed.Id, Ct)).Value;
        Assert.Equal((failed.Id, 1, 2), (again.Id, failed.Attempt, again.Attempt));

        var done = await node.UntilAsync(caller, failed.Id, OperationState.Succeeded);
        Assert.Equal(["kept", "undone", "undo undone", "undone", "failing"], calls);
        Assert.Null(done.Error);
        Assert.Equal(2, keys.Distinct().Count());
        var log = (await node.Reader.LogAsync(caller, failed.Id, 0, 100, Ct)).Value.Items;
        Assert.Contains(log, line => line.Text == $"Attempt 2: {caller.Name} tries it again");
        Assert.Equal("operation.notRetryable", (await node.Steering.RetryAsync(caller, failed.Id, Ct)).Problem!.Type.Code);
    }

    [Fact]
    public async Task An_undo_that_fails_needs_attention_and_goes_on_when_resumed()
    {
        var mended = false;
        var definition = new TestDefinition(
            "resume.undo",
            Undoable("first"),
            Step("second", _ => Said("second")) with
            {
                Undo = (_, _) => Task.FromResult(mended ? Said("undo second") : new StepOutcome.Failed(TestProblems.Refused.With(("what", "the undo")))),
            },
            Step("third", _ => new StepOutcome.Failed(TestProblems.Refused.With(("what", "the create")))));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var stuck = await node.RunAsync(caller, definition.Request());
        Assert.Equal(OperationState.NeedsAttention, stuck.State);
        Assert.Contains("the undo", stuck.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(["first", "second"], calls);

        mended = true;
        await node.Steering.ResumeAsync(caller, stuck.Id, Ct);

        var failed = await node.UntilAsync(caller, stuck.Id, OperationState.Failed);
        Assert.Equal(["first", "second", "undo second", "undo first"], calls);
        Assert.Contains("the create", failed.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal("operation.notResumable", (await node.Steering.ResumeAsync(caller, stuck.Id, Ct)).Problem!.Type.Code);
    }

    [Fact]
    public async Task An_undo_is_tried_again_before_it_needs_attention()
    {
        var tries = 0;
        var definition = new TestDefinition("undo.retry", Step("only", _ => new StepOutcome.Failed(TestProblems.Refused.New())) with
        {
            Undo = (_, _) => Task.FromResult<StepOutcome>(++tries < 3 ? new StepOutcome.Retry(TestProblems.Refused.New()) : new StepOutcome.Done()),
        });
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);

        Assert.Equal(OperationState.Failed, (await node.RunAsync(caller, definition.Request())).State);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Nobody_steers_or_reads_an_operation_of_another_tenant()
    {
        var definition = new TestDefinition("steer.other", Undoable("only"));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var started = await node.StartAsync(caller, definition.Request());
        var stranger = Callers.New();

        Assert.Equal("request.notFound", (await node.Steering.CancelAsync(stranger, started.Id, Ct)).Problem!.Type.Code);
        Assert.Equal("request.notFound", (await node.Reader.GetAsync(stranger, started.Id, Ct)).Problem!.Type.Code);
        Assert.Equal("request.notFound", (await node.Reader.LogAsync(stranger, started.Id, 0, 10, Ct)).Problem!.Type.Code);
        var list = await node.Reader.ListAsync(stranger, new OperationFilter([], null), new PageRequest(50, null), Ct);
        Assert.Empty(list.Value.Items);
        Assert.Equal(OperationState.Pending, (await node.ReadAsync(caller, started.Id)).State);
    }

    private StepOutcome Said(string what)
    {
        calls.Enqueue(what);
        return new StepOutcome.Done();
    }

    private OperationStep Undoable(string name) => Step(name, _ => Said(name)) with { Undo = Undo(name) };

    private Func<StepContext, CancellationToken, Task<StepOutcome>> Undo(string name) => (_, _) => Task.FromResult(Said("undo " + name));
}
