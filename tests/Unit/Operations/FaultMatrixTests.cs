using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using static Yunqiao.Tests.Unit.Operations.TestDefinition;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>
/// The shape of most operations (reserve, create by key with a look-up, wait, attach) under every fault in every step: the
/// cloud's ledger then holds one thing or none.
/// </summary>
public sealed class FaultMatrixTests(OperationsDatabase shared) : IClassFixture<OperationsDatabase>
{
    private readonly ConcurrentDictionary<string, string> reserved = new();
    private readonly ConcurrentDictionary<string, string> created = new();
    private readonly ConcurrentDictionary<string, string> attached = new();

    public static TheoryData<string, StepFault> Faults()
    {
        var data = new TheoryData<string, StepFault>();
        foreach (var (step, fault) in OperationFaults.Matrix(new FaultMatrixTests(null!).Definition()))
        {
            data.Add(step, fault);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_is_doubled_and_nothing_is_left_behind(string step, StepFault fault)
    {
        var definition = OperationFaults.With(Definition(), step, fault);
        await using var node = await OperationsNode.StartAsync(shared.Database, [definition]);

        var view = await node.RunAsync(Callers.New(), new TestDefinition(definition.Kind, [.. definition.Steps]).Request());

        var expected = OperationFaults.Succeeds(fault) ? 1 : 0;
        Assert.Equal(expected == 1 ? OperationState.Succeeded : OperationState.Failed, view.State);
        Assert.Equal((expected, expected, expected), (reserved.Count, created.Count, attached.Count));
    }

    private TestDefinition Definition() => new(
        "faults.create",
        Step("reserve", context => Done(reserved, context)) with { Undo = Undo(reserved) },
        Step("create", context => context.State is null ? Begin(context) : new StepOutcome.Done(new JsonObject { ["id"] = context.Key })) with
        {
            Undo = Undo(created),
            LookUp = (context, _) => Task.FromResult<StepOutcome>(
                created.ContainsKey(context.Key) ? new StepOutcome.Done(new JsonObject { ["id"] = context.Key }) : new StepOutcome.Retry(TestProblems.Refused.New())),
        },
        Step("attach", context =>
        {
            Assert.True(created.ContainsKey((string)context.Output("create")!["id"]!));
            return Done(attached, context);
        }) with
        { Undo = Undo(attached) });

    private StepOutcome.Wait Begin(StepContext context)
    {
        created.TryAdd(context.Key, "c");
        return new StepOutcome.Wait(TimeSpan.FromMilliseconds(20), new JsonObject { ["begun"] = true });
    }

    private static StepOutcome.Done Done(ConcurrentDictionary<string, string> ledger, StepContext context)
    {
        ledger.TryAdd(context.Key, "r");
        return new StepOutcome.Done();
    }

    private static Func<StepContext, CancellationToken, Task<StepOutcome>> Undo(ConcurrentDictionary<string, string> ledger) =>
        (context, _) =>
        {
            ledger.TryRemove(context.Key, out var _);
            return Task.FromResult<StepOutcome>(new StepOutcome.Done());
        };
}
