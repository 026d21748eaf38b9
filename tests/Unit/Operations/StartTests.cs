using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Admission;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>What starting an operation writes, and when it writes nothing.</summary>
public sealed class StartTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly Caller caller = Callers.New();
    private readonly TestDefinition definition = new("start." + Guid.NewGuid().ToString("N"), Step("only", _ => new StepOutcome.Done()));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_alongside_commits_with_the_operation()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var resource = new OperationResource(TypedId.New<ResourceId>(TimeProvider.System), "container/container", "web-1");
        OperationId? seen = null;

        var started = await node.Starter.StartAsync(
            caller,
            definition.Request() with { Resources = [resource] },
            (session, id, _) =>
            {
                seen = id;
                session.Publish(new DomainEvent("test.alongside", caller.Scope.Tenant, id.ToString(), []));
                return Task.CompletedTask;
            },
            Ct);

        Assert.Equal(started.Value.Id, seen);
        Assert.Equal([resource], started.Value.Resources);
        Assert.Equal((OperationState.Pending, 0d), (started.Value.State, started.Value.Progress));
        Assert.Equal(["operation.changed", "test.alongside"], await EventsAsync(seen!.Value));
        Assert.Equal(1, await TriggersAsync(seen.Value));
        var ofResource = await node.Reader.ListAsync(caller, new OperationFilter([], resource.Id), new PageRequest(10, null), Ct);
        Assert.Equal([seen.Value], ofResource.Value.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task When_what_is_written_alongside_throws_nothing_exists()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        OperationId? seen = null;

        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Starter.StartAsync(
            caller,
            definition.Request() with { ConflictKey = "nothing-exists" },
            (_, id, _) =>
            {
                seen = id;
                throw new InvalidOperationException("no");
            },
            Ct));

        Assert.Equal("request.notFound", (await node.Reader.GetAsync(caller, seen!.Value, Ct)).Problem!.Type.Code);
        Assert.Equal(0, await TriggersAsync(seen.Value));
        Assert.Empty(await EventsAsync(seen.Value));
    }

    [Fact]
    public async Task A_transaction_that_fails_after_the_trigger_was_added_leaves_no_trigger()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var schedule = node.Get<Yunqiao.Operations.Scheduling.FiringSchedule>();
        var id = TypedId.New<OperationId>(TimeProvider.System);

        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Database.Database.TransactAsync(
            caller.Scope,
            async session =>
            {
                await schedule.AddAsync(session, id, 1, session.Now, Ct);
                throw new InvalidOperationException("after the trigger");
            },
            Ct));

        Assert.Equal(0, await TriggersAsync(id));
    }

    [Fact]
    public async Task A_repeated_key_gives_the_same_operation_and_writes_nothing()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var request = definition.Request(new JsonObject { ["a"] = 1, ["b"] = 2 }) with { IdempotencyKey = "k" };
        var first = await node.StartAsync(caller, request);

        var again = await node.Starter.StartAsync(
            caller,
            request with { Input = new JsonObject { ["b"] = 2, ["a"] = 1 } },
            (_, _, _) => throw new InvalidOperationException("must not run"),
            Ct);

        Assert.Equal(first.Id, again.Value.Id);
        Assert.Equal(1, await TriggersAsync(first.Id));
    }

    [Fact]
    public async Task A_key_used_for_something_else_is_refused()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var request = definition.Request(new JsonObject { ["a"] = 1 }) with { IdempotencyKey = "k" };
        await node.StartAsync(caller, request);

        var other = await node.Starter.StartAsync(caller, request with { Input = new JsonObject { ["a"] = 2 } }, null, Ct);

        Assert.Equal("operation.idempotencyMismatch", other.Problem!.Type.Code);
    }

    [Fact]
    public async Task The_fingerprint_decides_when_the_input_holds_what_is_made_anew()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var request = definition.Request() with { IdempotencyKey = "k", Fingerprint = new JsonObject { ["name"] = "web-1" } };
        var first = await node.StartAsync(caller, request with { Input = new JsonObject { ["placeholder"] = "one" } });

        var again = await node.StartAsync(caller, request with { Input = new JsonObject { ["placeholder"] = "two" } });

        Assert.Equal(first.Id, again.Id);
    }

    [Fact]
    public async Task A_key_belongs_to_one_person()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var request = definition.Request() with { IdempotencyKey = "k" };

        var mine = await node.StartAsync(caller, request);
        var hers = await node.StartAsync(Callers.In(caller.Scope.Tenant), request);

        Assert.NotEqual(mine.Id, hers.Id);
    }

    [Fact]
    public async Task Of_many_that_send_one_key_at_a_time_one_operation_comes()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var request = definition.Request() with { IdempotencyKey = "k" };

        var views = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.StartAsync(caller, request)));

        Assert.Single(views.Select(view => view.Id).Distinct());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task A_key_has_a_length_that_fits(int length)
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var request = definition.Request() with { IdempotencyKey = new string('k', length) };

        Assert.Equal("operation.idempotencyKey", (await node.Starter.StartAsync(caller, request, null, Ct)).Problem!.Type.Code);
    }

    [Fact]
    public async Task Admission_asks_in_order_and_the_first_veto_ends_it()
    {
        var asked = new List<int>();
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api", services => services
            .AddSingleton<IAdmissionRule>(new Rule(3, asked, AdmissionDecision.Pass))
            .AddSingleton<IAdmissionRule>(new Rule(1, asked, AdmissionDecision.Pass))
            .AddSingleton<IAdmissionRule>(new Rule(2, asked, TestProblems.Refused.New())));

        var refused = await node.Starter.StartAsync(caller, definition.Request(), null, Ct);

        Assert.Equal("test.refused", refused.Problem!.Type.Code);
        Assert.Equal([1, 2], asked);
        Assert.Empty((await node.Reader.ListAsync(caller, new OperationFilter([], null), new PageRequest(10, null), Ct)).Value.Items);
    }

    [Fact]
    public async Task Admission_shapes_what_it_lets_pass_the_soonest_end_counts_and_warnings_are_in_the_log()
    {
        var soon = TimeProvider.System.GetUtcNow().AddHours(1);
        AdmissionDecision Until(DateTimeOffset end, string said) => new() { EndBy = end, Warning = new LocalizedText(said, said) };
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api", services => services
            .AddSingleton<IAdmissionRule>(new Rule(1, [], Until(soon.AddHours(1), "closes in two hours")))
            .AddSingleton<IAdmissionRule>(new Rule(2, [], Until(soon, "closes in one hour")))
            .AddSingleton<IAdmissionRule>(new Rule(3, [], AdmissionDecision.Pass)));

        var started = (await node.Starter.StartAsync(caller, definition.Request(), null, Ct)).Value;

        Assert.True((started.DeadlineAt!.Value - soon).Duration() < TimeSpan.FromMilliseconds(1));
        var log = (await node.Reader.LogAsync(caller, started.Id, 0, 10, Ct)).Value.Items;
        Assert.Equal(["closes in two hours", "closes in one hour"], log.Select(line => line.Text));
    }

    [Fact]
    public async Task Admission_is_asked_again_before_a_failed_operation_is_tried_again()
    {
        var forbidden = new TestDefinition("start.again", TestDefinition.Step("only", _ => new StepOutcome.Failed(TestProblems.Refused.With(("what", "it")))));
        var rules = new List<AdmissionDecision> { AdmissionDecision.Pass };
        await using var node = await OperationsNode.StartAsync(
            shared.Database, [forbidden], configure: services => services.AddSingleton<IAdmissionRule>(new Changing(rules)));
        var failed = await node.RunAsync(caller, forbidden.Request());
        Assert.Equal(OperationState.Failed, failed.State);

        rules[0] = TestProblems.Refused.With(("what", "admission"));
        var refused = (await node.Steering.RetryAsync(caller, failed.Id, Ct)).Problem!;

        Assert.Contains("admission", refused.DetailIn(Language.English), StringComparison.Ordinal);
        Assert.Equal((OperationState.Failed, 1), ((await node.ReadAsync(caller, failed.Id)).State, (await node.ReadAsync(caller, failed.Id)).Attempt));
    }

    [Fact]
    public async Task Lists_are_paged_from_the_newest_and_filtered_by_state()
    {
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var ids = new List<OperationId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await node.StartAsync(caller, definition.Request())).Id);
        }

        await node.Steering.CancelAsync(caller, ids[2], Ct);
        var read = new List<OperationId>();
        string? cursor = null;
        do
        {
            var page = (await node.Reader.ListAsync(caller, new OperationFilter([OperationState.Pending], null), new PageRequest(2, cursor), Ct)).Value;
            Assert.All(page.Items, item => Assert.Null(item.Steps));
            read.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal([ids[4], ids[3], ids[1], ids[0]], read);
        Assert.Equal(
            "request.cursor",
            (await node.Reader.ListAsync(caller, new OperationFilter([], null), new PageRequest(2, "nonsense"), Ct)).Problem!.Type.Code);
    }

    private async Task<long> TriggersAsync(OperationId id)
    {
        await using var owner = new NpgsqlConnection(shared.Database.ConnectionString);
        await owner.OpenAsync(Ct);
        await using var count = new NpgsqlCommand("select count(*) from qrtz_triggers where trigger_name like $1", owner)
        {
            Parameters = { new() { Value = id + ".%" } },
        };
        return (long)(await count.ExecuteScalarAsync(Ct))!;
    }

    private async Task<IEnumerable<string>> EventsAsync(OperationId id) =>
        (await shared.Database.Database.QueryAsync<EventRow>(
            caller.Scope, "select type from outbox_event where subject = @id order by type", new { id = id.ToString() }, Ct)).Select(row => row.Type);

    private sealed record EventRow
    {
        public string Type { get; init; } = "";
    }

    private sealed class Changing(List<AdmissionDecision> decisions) : IAdmissionRule
    {
        public int Order => 1;

        public Task<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken ct) => Task.FromResult(decisions[0]);
    }

    private sealed class Rule(int order, List<int> asked, AdmissionDecision decision) : IAdmissionRule
    {
        public int Order => order;

        public Task<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken ct)
        {
            asked.Add(order);
            return Task.FromResult(decision);
        }
    }
}
