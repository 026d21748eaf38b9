using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Operations.Engine;

/// <summary>What one call of a step is given.</summary>
internal sealed class RunningStep(OperationSnapshot snapshot, StepRow step, int attempt, StepLog log, TimeProvider clock) : StepContext
{
    private readonly OperationRow operation = snapshot.Operation;

    public override OperationId Operation => operation.Id;

    public override Scope Scope { get; } = snapshot.Operation.Scope;

    public override PrincipalId Principal => operation.RequestedBy;

    public override string PrincipalName => operation.RequestedByName;

    public override string Key { get; } = KeyOf(snapshot.Operation, step);

    public override int Attempt => attempt;

    public override int Version => operation.Version;

    public override JsonObject Input => operation.Input;

    public override AccountId? Account => operation.AccountId;

    public override IReadOnlyList<OperationResource> Resources { get; } = snapshot.Operation.Resources;

    public override JsonObject? State => step.StateData;

    public override JsonObject? Output(string step) =>
        snapshot.Steps.FirstOrDefault(row => row.Name == step)?.Output;

    public override void Log(string level, string text) => log.Add(LogLine.Of(clock.GetUtcNow(), level, text, step.Name));

    /// <summary>
    /// A UUID, which every cloud takes as a client token. A retry after an undo is a new wish: with the old token a cloud
    /// would answer with the thing that the undo removed.
    /// </summary>
    private static string KeyOf(OperationRow operation, StepRow step)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{operation.Id}/{step.Name}/{operation.Round}"));
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }
}
