using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using Yunqiao.Tests.Peers;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>How one operation goes from step to step on one node.</summary>
public sealed class RunTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly ConcurrentQueue<string> calls = new();
    private readonly Caller caller = Callers.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Problem Refused => TestProblems.Refused.With(("what", "it"));

    [Fact]
    public async Task Steps_run_in_order_and_see_what_earlier_ones_put_out()
    {
        var view = await RunAsync(
            Step("create", _ => new StepOutcome.Done(new JsonObject { ["id"] = "c1" }, "container c1")),
            Step("start", context => new StepOutcome.Done(null, "started " + context.Output("create")!["id"])));

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(1, view.Progress);
        Assert.Equal(["container c1", "started c1"], view.Steps!.Select(step => step.Detail));
        Assert.All(view.Steps!, step => Assert.Equal((StepState.Succeeded, 1), (step.State, step.Attempt)));
        Assert.NotNull(view.StartedAt);
        Assert.NotNull(view.EndedAt);
        Assert.Equal("Li Lei", view.RequestedBy.Name);
    }

    [Fact]
    public async Task A_step_that_waits_is_called_again_with_what_it_kept()
    {
        var view = await RunAsync(
            Step("create", context => (int?)context.State?["polls"] switch
            {
                null => new StepOutcome.Wait(TimeSpan.FromMilliseconds(20), new JsonObject { ["polls"] = 1 }, 0.5, "building"),
                1 => new StepOutcome.Wait(TimeSpan.FromMilliseconds(20), new JsonObject { ["polls"] = 2 }),
                var polls => new StepOutcome.Done(new JsonObject { ["polls"] = polls, ["key"] = context.Key }),
            }),
            Step("use", context => new StepOutcome.Done(null, context.Output("create")!["polls"]!.ToString())));

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal("2", view.Steps![1].Detail);
        Assert.Equal(1, view.Steps![0].Attempt);
    }

    [Fact]
    public async Task While_a_step_waits_the_operation_says_so_with_its_progress()
    {
        var go = new TaskCompletionSource();
        var definition = new TestDefinition(
            "test.progress",
            Step("first", _ => new StepOutcome.Done()),
            Step("second", _ => go.Task.IsCompleted
                ? new StepOutcome.Done()
                : new StepOutcome.Wait(TimeSpan.FromMilliseconds(50), null, 0.5, "half")));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());

        var waiting = await node.UntilAsync(caller, started.Id, OperationState.Waiting);
        Assert.Equal(0.75, waiting.Progress);
        Assert.Equal((StepState.Waiting, "half"), (waiting.Steps![1].State, waiting.Steps![1].Detail));

        go.SetResult();
        await node.UntilAsync(caller, started.Id, OperationState.Succeeded);
    }

    [Fact]
    public async Task A_retryable_failure_is_tried_again_with_the_same_key()
    {
        var view = await RunAsync(Step("create", context =>
        {
            calls.Enqueue(context.Key);
            return context.Attempt < 3 ? new StepOutcome.Retry(Refused) : new StepOutcome.Done();
        }));

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(3, view.Steps![0].Attempt);
        Assert.Null(view.Steps![0].Error);
        Assert.Equal(3, calls.Count);
        Assert.Single(calls.Distinct());
    }

    [Fact]
    public async Task A_step_that_fails_as_often_as_it_may_fails_the_operation()
    {
        var view = await RunAsync(Step("create", _ => new StepOutcome.Retry(Refused)) with { Attempts = 3 });

        Assert.Equal(OperationState.Failed, view.State);
        Assert.Equal(3, view.Steps![0].Attempt);
        Assert.Equal("test.refused", view.Error!.Code);
    }

    [Fact]
    public async Task A_failure_takes_back_what_was_done_in_reverse_order()
    {
        var view = await RunAsync(
            Undoable("first", new StepOutcome.Done(new JsonObject { ["id"] = 1 })),
            Step("plain", _ => new StepOutcome.Done()),
            Undoable("second", new StepOutcome.Done()),
            Undoable("third", new StepOutcome.Failed(Refused)),
            Undoable("fourth", new StepOutcome.Done()));

        Assert.Equal(OperationState.Failed, view.State);
        Assert.Equal(["first", "second", "third", "undo third", "undo second", "undo first 1"], calls);
        Assert.Equal(
            [StepState.Undone, StepState.Succeeded, StepState.Undone, StepState.Failed, StepState.Skipped],
            view.Steps!.Select(step => step.State));
        Assert.Equal("The cloud refused it.", view.Error!.Detail.Trim());
    }

    [Fact]
    public async Task Undo_starts_without_what_the_way_forward_waited_for()
    {
        var view = await RunAsync(Step("create", context => context.State is null
            ? new StepOutcome.Wait(TimeSpan.FromMilliseconds(10), new JsonObject { ["ticket"] = "forward" })
            : new StepOutcome.Failed(Refused)) with
        {
            Undo = (context, _) =>
            {
                calls.Enqueue(context.State?.ToJsonString() ?? "nothing");
                return Task.FromResult<StepOutcome>(context.State is null
                    ? new StepOutcome.Wait(TimeSpan.FromMilliseconds(10), new JsonObject { ["ticket"] = "back" })
                    : new StepOutcome.Done());
            },
        });

        Assert.Equal(OperationState.Failed, view.State);
        Assert.Equal(["nothing", """{"ticket":"back"}"""], calls);
    }

    [Fact]
    public async Task A_bug_in_a_step_fails_the_operation_and_tells_the_tenant_nothing_about_it()
    {
        var view = await RunAsync(
            Undoable("first", new StepOutcome.Done()),
            Step("buggy", _ => throw new InvalidOperationException("password=hunter2")));

        Assert.Equal(OperationState.Failed, view.State);
        Assert.Equal("internal", view.Error!.Code);
        Assert.Contains("undo first", calls);
        var everything = System.Text.Json.JsonSerializer.Serialize(view) + string.Join('\n', (await LogAsync(view.Id)).Items.Select(line => line.Text));
        Assert.DoesNotContain("hunter2", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_takes_longer_than_its_deadline_is_stopped_and_fails()
    {
        var view = await RunAsync(
            Step("slow", async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                return new StepOutcome.Done();
            }) with
            { Deadline = TimeSpan.FromMilliseconds(200), Undo = Undo("slow") });

        Assert.Equal(OperationState.Failed, view.State);
        Assert.Equal("operation.deadline", view.Error!.Code);
        Assert.Equal(["undo slow"], calls);
    }

    [Fact]
    public async Task Waiting_counts_towards_the_deadline()
    {
        var view = await RunAsync(
            Step("slow", _ => new StepOutcome.Wait(TimeSpan.FromMilliseconds(50))) with { Deadline = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("operation.deadline", view.Error!.Code);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_and_not_sent_again_when_it_had_arrived()
    {
        var view = await RunAsync(Step("create", _ => Said("sent", new StepOutcome.Ambiguous(Refused))) with
        {
            LookUp = (_, _) => Task.FromResult(Said("found", new StepOutcome.Done(null, "found by its key"))),
        });

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(["sent", "found"], calls);
        Assert.Equal("found by its key", view.Steps![0].Detail);
    }

    [Fact]
    public async Task A_lost_answer_is_sent_again_when_the_look_up_finds_nothing()
    {
        var view = await RunAsync(Step("create", context => Said("sent", context.Attempt == 1 ? new StepOutcome.Ambiguous(Refused) : new StepOutcome.Done())) with
        {
            LookUp = (_, _) => Task.FromResult(Said("not found", new StepOutcome.Retry(Refused))),
        });

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(["sent", "not found", "sent"], calls);
    }

    [Fact]
    public async Task A_look_up_that_cannot_be_made_is_made_again_and_nothing_is_sent()
    {
        var lookUps = 0;
        var view = await RunAsync(Step("create", _ => Said("sent", new StepOutcome.Ambiguous(Refused))) with
        {
            LookUp = (_, _) => Task.FromResult(Interlocked.Increment(ref lookUps) < 4 ? new StepOutcome.Ambiguous(Refused) : (StepOutcome)new StepOutcome.Done()),
        });

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(["sent"], calls);
    }

    [Fact]
    public async Task Without_a_look_up_a_lost_answer_is_sent_again()
    {
        var view = await RunAsync(
            Step("create", context => Said("sent", context.Attempt == 1 ? new StepOutcome.Ambiguous(Refused) : new StepOutcome.Done())));

        Assert.Equal(OperationState.Succeeded, view.State);
        Assert.Equal(["sent", "sent"], calls);
    }

    [Fact]
    public async Task The_log_has_every_line_in_order_and_in_pages()
    {
        var view = await RunAsync(
            Step("create", context =>
            {
                for (var line = 1; line <= 20; line++)
                {
                    context.Log("info", $"line {line}");
                }

                return new StepOutcome.Done();
            }));

        var pages = new List<LogPage>();
        long? after = 0;
        while (after is { } from)
        {
            pages.Add(await LogAsync(view.Id, from, 7));
            after = pages[^1].Next;
        }

        var lines = pages.SelectMany(page => page.Items).ToList();
        Assert.True(pages.Count > 2);
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(seq => (long)seq), lines.Select(line => line.Seq));
        Assert.Equal(
            ["Do create", .. Enumerable.Range(1, 20).Select(line => $"line {line}"), "Done: Do create", "Succeeded"],
            lines.Select(line => line.Text));
        Assert.Equal("intent", lines[0].Level);
    }

    [Fact]
    public async Task Lines_of_a_running_step_can_be_read_before_it_ends_and_in_the_readers_language()
    {
        var go = new TaskCompletionSource();
        var definition = new TestDefinition("test.live", Step("slow", async (context, ct) =>
        {
            context.Log("info", "half way");
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done();
        }));
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());

        await Eventually.TrueAsync(
            "the line is there",
            async () => (await node.Reader.LogAsync(caller, started.Id, 0, 100, Ct)).Value.Items.Any(line => line.Text == "half way"),
            TimeSpan.FromSeconds(20));
        Assert.Equal(OperationState.Running, (await node.ReadAsync(caller, started.Id)).State);
        var chinese = await node.Reader.LogAsync(caller with { Language = Language.Chinese }, started.Id, 0, 1, Ct);
        Assert.Equal("执行 slow", chinese.Value.Items[0].Text);

        go.SetResult();
        await node.UntilAsync(caller, started.Id, OperationState.Succeeded);
    }

    [Fact]
    public async Task What_a_step_writes_with_its_outcome_commits_with_it_or_not_at_all()
    {
        var view = await RunAsync(
            Step("write", context => new StepOutcome.Done(new JsonObject { ["id"] = "x" })
            {
                Commit = async (session, ct) =>
                {
                    session.Publish(new DomainEvent("test.wrote", caller.Scope.Tenant, context.Operation.ToString(), []));
                    Assert.Equal(caller.Scope.Tenant, session.Scope.Tenant);
                    await session.ExecuteAsync("select 1", null, ct);
                    throw new InvalidOperationException("the write is refused");
                },
            }) with
            { Undo = Undo("write") });

        Assert.Equal(OperationState.Failed, view.State);
        Assert.Equal(["undo write"], calls);
        Assert.Empty(await EventsAsync(view.Id, "test.wrote"));
    }

    [Fact]
    public async Task Every_change_is_told_to_listeners()
    {
        var view = await RunAsync(Step("first", _ => new StepOutcome.Done()), Step("second", _ => new StepOutcome.Done()));

        var states = (await EventsAsync(view.Id, "operation.changed")).Select(data => (string)data["state"]!).ToList();
        Assert.Equal("pending", states[0]);
        Assert.Contains("running", states);
        Assert.Equal("succeeded", states[^1]);
        var logged = (await EventsAsync(view.Id, "operation.logged")).Select(data => (long)data["seq"]!).ToList();
        Assert.Equal(logged.Order(), logged);
        Assert.NotEmpty(logged);
    }

    private async Task<OperationView> RunAsync(params OperationStep[] steps)
    {
        var definition = new TestDefinition("test." + Guid.NewGuid().ToString("N"), steps);
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        return await node.RunAsync(caller, definition.Request());
    }

    private async Task<LogPage> LogAsync(OperationId id, long after = 0, int limit = 1000)
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [], "api");
        return (await node.Reader.LogAsync(caller, id, after, limit, Ct)).Value;
    }

    private async Task<IReadOnlyList<JsonObject>> EventsAsync(OperationId id, string type) =>
        (await shared.Database.Database.QueryAsync<EventRow>(
            caller.Scope,
            "select data from outbox_event where subject = @id and type = @type order by id",
            new { id = id.ToString(), type },
            Ct)).Select(row => row.Data).ToList();

    private StepOutcome Said(string what, StepOutcome outcome)
    {
        calls.Enqueue(what);
        return outcome;
    }

    private OperationStep Undoable(string name, StepOutcome outcome) => Step(name, _ => Said(name, outcome)) with { Undo = Undo(name) };

    private Func<StepContext, CancellationToken, Task<StepOutcome>> Undo(string name) =>
        (context, _) => Task.FromResult(Said(("undo " + name + " " + context.Output(name)?["id"]).Trim(), new StepOutcome.Done()));

    private sealed record EventRow
    {
        public JsonObject Data { get; init; } = [];
    }
}
