using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using Yunqiao.Tests.Peers;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>Servers of two releases on one database, whose definitions differ.</summary>
public sealed class VersionTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly ConcurrentQueue<string> calls = new();
    private readonly Caller caller = Callers.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_older_server_began_a_newer_one_ends_with_the_older_ones_data()
    {
        var older = new TestDefinition(
            "version.forward",
            Step("make", _ => new StepOutcome.Done(new JsonObject { ["id"] = "i-1" })),
            Step("wait", _ => new StepOutcome.Wait(TimeSpan.FromSeconds(1), new JsonObject { ["ticket"] = "t-1" })),
            Step("use", _ => Said("older use")));
        var newer = new TestDefinition(
            "version.forward",
            Step("make", _ => new StepOutcome.Done(new JsonObject { ["ids"] = new JsonArray("i-2") })),
            Step("wait", context => context.Version == 1 ? Said("saw " + (string)context.State!["ticket"]!) : new StepOutcome.Done()),
            Step("use", context => Said(context.Version == 1 ? "used " + (string)context.Output("make")!["id"]! : "used " + (string)context.Output("make")!["ids"]![0]!)))
        {
            Version = 2,
        };
        var first = await OperationsNode.StartAsync(shared.Database, [older]);
        var begun = await first.StartAsync(caller, older.Request());
        await first.UntilAsync(caller, begun.Id, OperationState.Waiting);
        await using var second = await OperationsNode.StartAsync(shared.Database, [newer]);
        await first.DisposeAsync();

        await second.UntilAsync(caller, begun.Id, OperationState.Succeeded);
        await second.RunAsync(caller, newer.Request());

        Assert.Equal(["saw t-1", "used i-1", "used i-2"], calls);
    }

    [Fact]
    public async Task What_a_newer_server_began_an_older_one_leaves_alone()
    {
        var older = new TestDefinition("version.newer", Step("only", _ => Said("older")));
        var newer = new TestDefinition("version.newer", Step("only", _ => Said("newer"))) { Version = 2 };
        await using var first = await OperationsNode.StartAsync(shared.Database, [older]);
        await using var front = await OperationsNode.StartAsync(shared.Database, [newer], "api");
        var begun = await front.StartAsync(caller, newer.Request());
        await first.RunAsync(caller, older.Request());
        Assert.Equal((OperationState.Pending, "older"), ((await first.ReadAsync(caller, begun.Id)).State, Assert.Single(calls)));

        await using var second = await OperationsNode.StartAsync(shared.Database, [newer]);

        await second.UntilAsync(caller, begun.Id, OperationState.Succeeded);
        Assert.Equal(["older", "newer"], calls);
    }

    [Fact]
    public async Task What_no_server_knows_for_long_needs_attention_however_old_it_is()
    {
        var newer = new TestDefinition("version.unknown", Step("only", _ => Said("newer"))) { Version = 2 };
        var other = new TestDefinition("version.other", Step("only", _ => Said("other")));
        await using var front = await OperationsNode.StartAsync(shared.Database, [newer], "api");
        var begun = await front.StartAsync(caller, newer.Request());
        await AgeAsync(begun.Id, "created_at = created_at - interval '1 day'");
        var older = await OperationsNode.StartAsync(shared.Database, [other]);
        await Eventually.TrueAsync(
            "the older one has met it",
            async () => (await shared.Database.Database.QueryAsync<bool>(caller.Scope, "select unknown_since is not null from operation where id = @id", new { id = begun.Id }, Ct))[0],
            TimeSpan.FromSeconds(20));
        Assert.Equal(OperationState.Pending, (await older.ReadAsync(caller, begun.Id)).State);

        await AgeAsync(begun.Id, "unknown_since = unknown_since - interval '11 minutes'");

        var stuck = await older.UntilAsync(caller, begun.Id, OperationState.NeedsAttention);
        Assert.Equal("operation.kindUnknown", stuck.Error!.Code);
        await using var second = await OperationsNode.StartAsync(shared.Database, [newer]);
        await older.DisposeAsync();
        Assert.Null((await second.Steering.ResumeAsync(caller, begun.Id, Ct)).Problem);
        await second.UntilAsync(caller, begun.Id, OperationState.Succeeded);
    }

    private Task AgeAsync(OperationId id, string set) => shared.Database.Database.TransactAsync(
        caller.Scope, session => session.ExecuteAsync($"update operation set {set} where id = @id", new { id }, Ct), Ct);

    private StepOutcome.Done Said(string what)
    {
        calls.Enqueue(what);
        return new StepOutcome.Done();
    }
}
