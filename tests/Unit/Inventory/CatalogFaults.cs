using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yunqiao.Operations.Definitions;
using Yunqiao.Storage;
using Yunqiao.Tests.Unit.Operations;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>What happens to one call of a step.</summary>
public enum CallFault
{
    /// <summary>It is called twice in a row.</summary>
    Repeat,

    /// <summary>The server dies after the intent was written and before the call.</summary>
    AbandonBefore,

    /// <summary>The server dies after the call and before its outcome was written.</summary>
    AbandonAfter,

    /// <summary>It fails for good before it acts.</summary>
    FailBefore,

    /// <summary>It acts, and fails for good.</summary>
    FailAfter,

    /// <summary>It acts, fails for good, and is taken back twice.</summary>
    RepeatUndo,

    /// <summary>It acts, fails for good, and the server dies after it was taken back and before that was written.</summary>
    AbandonUndo,
}

/// <summary>One fault, at the first call of one step of the operation on one thing.</summary>
internal sealed class PlannedFault(string step, CallFault fault)
{
    private int runs;
    private int undos;

    public string Step => step;

    public CallFault Fault => fault;

    /// <summary>Whether the step failed for good, so that the operation is taken back.</summary>
    public bool Fails => fault is not (CallFault.Repeat or CallFault.AbandonBefore or CallFault.AbandonAfter);

    public async Task<StepOutcome> RunAsync(OperationStep inner, StepContext context, CancellationToken ct)
    {
        if (Interlocked.Increment(ref runs) > 1)
        {
            return await inner.Run(context, ct);
        }

        if (fault == CallFault.AbandonBefore)
        {
            throw new StorageUnavailableException();
        }

        if (fault == CallFault.FailBefore)
        {
            return Refused();
        }

        var outcome = await inner.Run(context, ct);
        return fault switch
        {
            CallFault.Repeat => await inner.Run(context, ct),
            CallFault.AbandonAfter => throw new StorageUnavailableException(),
            _ => Refused(),
        };
    }

    public async Task<StepOutcome> UndoAsync(OperationStep inner, StepContext context, CancellationToken ct)
    {
        var outcome = await inner.Undo!(context, ct);
        return (fault, Interlocked.Increment(ref undos)) switch
        {
            (CallFault.RepeatUndo, 1) => await inner.Undo(context, ct),
            (CallFault.AbandonUndo, 1) => throw new StorageUnavailableException(),
            _ => outcome,
        };
    }

    private StepOutcome.Failed Refused() => new(TestProblems.Refused.With(("what", step)));
}

/// <summary>Puts planned faults into the definitions of a server's own catalog.</summary>
internal sealed class CatalogFaults
{
    private readonly ConcurrentDictionary<string, PlannedFault> planned = new();

    /// <summary>The fault of the operation of a kind on a thing: its id, its name, or the query that finds it.</summary>
    public void Add(string kind, string thing, PlannedFault fault) => planned[kind + " " + thing] = fault;

    /// <summary>Wraps all definitions of the catalog.</summary>
    public void Into(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(provider => new OperationCatalog(
            provider.GetServices<IOperationDefinition>().Select(definition => new Faulty(definition, this)))));

    private PlannedFault? Find(string kind, string step, StepContext context) =>
        context.Resources.SelectMany(resource => new[] { resource.Id.ToString(), resource.Name })
            .Append((string?)context.Input["query"] ?? "")
            .Select(thing => planned.GetValueOrDefault(kind + " " + thing))
            .FirstOrDefault(fault => fault?.Step == step);

    private sealed class Faulty(IOperationDefinition inner, CatalogFaults faults) : IOperationDefinition
    {
        public string Kind => inner.Kind;

        public int Version => inner.Version;

        public TimeSpan Deadline => inner.Deadline;

        public IReadOnlyList<OperationStep> Steps => [.. inner.Steps.Select(Wrap)];

        private OperationStep Wrap(OperationStep step) => step with
        {
            Run = (context, ct) => faults.Find(Kind, step.Name, context)?.RunAsync(step, context, ct) ?? step.Run(context, ct),
            Undo = step.Undo is null
                ? null
                : (context, ct) => faults.Find(Kind, step.Name, context)?.UndoAsync(step, context, ct) ?? step.Undo(context, ct),
        };
    }
}
