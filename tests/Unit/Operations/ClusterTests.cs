using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using Yunqiao.Storage;
using Yunqiao.Storage.Embedded;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;
using Yunqiao.Tests.Peers;
using Yunqiao.Tests.Unit.Storage;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>Several nodes on one database, and what is left when one of them, or the database, goes away.</summary>
public sealed class ClusterTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly Caller caller = Callers.New();
    private readonly ConcurrentQueue<string> calls = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_share_the_work_and_every_step_runs_once()
    {
        TestDefinition On(string name) => new(
            "cluster.share",
            Step("one", context => Said(name, context)),
            Step("two", context => context.State is null ? new StepOutcome.Wait(TimeSpan.FromMilliseconds(30), []) : Said(name, context)),
            Step("three", context => Said(name, context)));
        await using var first = await OperationsNode.StartAsync(shared.Database, [On("first")]);
        await using var second = await OperationsNode.StartAsync(shared.Database, [On("second")]);

        var started = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => first.StartAsync(caller, On("any").Request())));
        foreach (var view in started)
        {
            await first.UntilAsync(caller, view.Id, OperationState.Succeeded);
        }

        Assert.Equal(180, calls.Count);
        Assert.Equal(180, calls.Select(call => call.Split(' ', 2)[1]).Distinct().Count());
        Assert.Equal(["first", "second"], calls.Select(call => call.Split(' ')[0]).Distinct().Order());
    }

    [Fact]
    public async Task A_node_that_is_no_worker_starts_operations_and_runs_none()
    {
        TestDefinition On(string name) => new("cluster.roles", Step("only", context => Said(name, context)));
        await using var api = await OperationsNode.StartAsync(shared.Database, [On("api")], "api");
        var started = await api.StartAsync(caller, On("any").Request());

        await using var worker = await OperationsNode.StartAsync(shared.Database, [On("worker")], "worker");
        await api.UntilAsync(caller, started.Id, OperationState.Succeeded);

        Assert.StartsWith("worker ", Assert.Single(calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_shuts_down_in_a_step_leaves_the_operation_to_another()
    {
        var entered = new TaskCompletionSource();
        var leaving = new TestDefinition("cluster.shutdown", Step("only", async (context, ct) =>
        {
            Said("leaving", context);
            entered.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return new StepOutcome.Done();
        }));
        var staying = new TestDefinition("cluster.shutdown", Step("only", context => Said("staying", context)));
        var first = await OperationsNode.StartAsync(shared.Database, [leaving]);
        var started = await first.StartAsync(caller, leaving.Request());
        await entered.Task.WaitAsync(Ct);
        await using var second = await OperationsNode.StartAsync(shared.Database, [staying]);

        await first.DisposeAsync();

        var done = await second.UntilAsync(caller, started.Id, OperationState.Succeeded);
        Assert.Equal(1, done.Steps![0].Attempt);
        Assert.Single(calls.Select(call => call.Split(' ', 2)[1]).Distinct());
    }

    [Fact]
    public async Task A_node_that_loses_the_database_in_a_step_is_taken_over_and_writes_nothing_later()
    {
        await using var route = new CuttableRoute(shared.Database.ConnectionString);
        await using var roles = new DatabaseRoles();
        roles.Open(route.ConnectionString, shared.Database.Key);
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var lost = new TestDefinition("cluster.cut", Step("only", async (context, ct) =>
        {
            Said("lost", context);
            context.Log("info", "the lost node was here");
            entered.TrySetResult();
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done(null, "by the lost node");
        }) with
        { LookUp = (_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Done(null, "by the lost node")) });
        var other = new TestDefinition("cluster.cut", Step("only", context => Said("sent again", context)) with
        {
            LookUp = (context, _) =>
            {
                Said("looked up", context);
                return Task.FromResult<StepOutcome>(new StepOutcome.Done(null, "found by its key"));
            },
        });
        var first = await OperationsNode.StartAsync(roles, [lost]);
        var started = await first.StartAsync(caller, lost.Request());
        await entered.Task.WaitAsync(Ct);
        await using var second = await OperationsNode.StartAsync(shared.Database, [other]);

        route.Cut();
        var done = await second.UntilAsync(caller, started.Id, OperationState.Succeeded);
        route.Mend();
        go.SetResult();
        await first.DisposeAsync();

        var afterwards = await second.ReadAsync(caller, started.Id);
        Assert.Equal("found by its key", afterwards.Steps![0].Detail);
        Assert.Equal(done.EndedAt, afterwards.EndedAt);
        Assert.Equal(["lost", "looked up"], calls.Select(call => string.Join(' ', call.Split(' ')[..^1])));
        var log = (await second.Reader.LogAsync(caller, started.Id, 0, 100, Ct)).Value.Items;
        Assert.Single(log, line => line.Text.Contains("another takes over", StringComparison.Ordinal));
        Assert.Equal("Succeeded", log[^1].Text);
    }

    [Fact]
    public async Task A_firing_whose_number_is_old_writes_nothing()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var definition = new TestDefinition("cluster.fence", Step("only", async (_, ct) =>
        {
            entered.TrySetResult();
            await go.Task.WaitAsync(ct);
            return new StepOutcome.Done
            {
                Commit = (session, _) =>
                {
                    session.Publish(new DomainEvent("test.fenced", caller.Scope.Tenant, "x", []));
                    return Task.CompletedTask;
                },
            };
        }));
        var node = await OperationsNode.StartAsync(shared.Database, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await entered.Task.WaitAsync(Ct);

        await AsOwnerAsync("update operation set seq = seq + 1, state = 'planned' where id = '" + started.Id + "'");
        go.SetResult();
        await node.DisposeAsync();

        await using var reader = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var view = await reader.ReadAsync(caller, started.Id);
        Assert.Equal((OperationState.Planned, StepState.Running), (view.State, view.Steps![0].State));
        Assert.Equal(0L, await AsOwnerAsync("select count(*) from outbox_event where type = 'test.fenced'"));
    }

    [Fact]
    public async Task An_operation_that_has_lost_its_trigger_gets_a_new_one()
    {
        var definition = new TestDefinition("cluster.lost", Step("only", context => Said("ran", context)));
        await using var api = await OperationsNode.StartAsync(shared.Database, [definition], "api");
        var free = await api.StartAsync(caller, definition.Request());
        var queued = await api.StartAsync(caller, definition.Request() with { ConflictKey = "lost-trigger" });
        var behind = await api.StartAsync(caller, definition.Request() with { ConflictKey = "lost-trigger" });
        await AsOwnerAsync("delete from qrtz_triggers where trigger_group = 'operation'");

        await using var worker = await OperationsNode.StartAsync(shared.Database, [definition]);

        foreach (var id in new[] { free.Id, queued.Id, behind.Id })
        {
            await api.UntilAsync(caller, id, OperationState.Succeeded);
        }

        Assert.Equal(3, calls.Count);
    }

    [Fact]
    public async Task An_operation_outlives_a_crash_of_the_database()
    {
        await using var folder = new EmbeddedFolder();
        var server = await folder.OpenAsync();
        await EmbeddedFolder.AskAsync<object>(server, "create database crash");
        var key = await new DatabaseSetup([MigrationSource.Storage, OperationsFeature.Migrations], TimeProvider.System, NullLogger.Instance)
            .PrepareAsync(server.ConnectionString("crash"), new MasterKeyFile(MasterKey.Random()), Ct);
        await using var roles = new DatabaseRoles();
        roles.Open(server.ConnectionString("crash"), key);
        var entered = new SemaphoreSlim(0);
        var go = new SemaphoreSlim(0);
        var definition = new TestDefinition(
            "cluster.crash",
            Step("before", context => Said("before", context)),
            Step("during", async (context, ct) =>
            {
                Said("during", context);
                entered.Release();
                await go.WaitAsync(ct);
                return new StepOutcome.Done();
            }),
            Step("after", context => context.State is null ? new StepOutcome.Wait(TimeSpan.FromMilliseconds(100), []) : Said("after", context)));
        await using var node = await OperationsNode.StartAsync(roles, [definition]);
        var started = await node.StartAsync(caller, definition.Request());
        await entered.WaitAsync(Ct);
        var restarted = new TaskCompletionSource();
        server.Restarted += () =>
        {
            roles.Clear();
            restarted.TrySetResult();
        };

        Assert.Equal(0, Posix.Kill(folder.Postmaster(), Posix.SignalKill));
        go.Release(10);
        await restarted.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await Eventually.TrueAsync(
            "the operation succeeds",
            async () =>
            {
                try
                {
                    return (await node.ReadAsync(caller, started.Id)).State == OperationState.Succeeded;
                }
                catch (NpgsqlException error) when (StorageFault.IsUnavailable(error))
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(60));
        Assert.Single(calls, call => call.StartsWith("before", StringComparison.Ordinal));
        Assert.Single(calls, call => call.StartsWith("after", StringComparison.Ordinal));
        Assert.Single(calls.Where(call => call.StartsWith("during", StringComparison.Ordinal)).Distinct());
    }

    private StepOutcome Said(string who, StepContext context)
    {
        calls.Enqueue(who + " " + context.Key);
        return new StepOutcome.Done();
    }

    private async Task<object?> AsOwnerAsync(string sql)
    {
        await using var owner = new NpgsqlConnection(shared.Database.ConnectionString);
        await owner.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, owner);
        return await command.ExecuteScalarAsync(Ct);
    }
}
