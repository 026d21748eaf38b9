using Yunqiao.Graph.Resources;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Inventory.Commands;

/// <summary>Stops managing a resource. Nothing at the cloud is touched, and later syncs pass it over.</summary>
internal sealed class ForgetResource(ResourceStore resources) : IOperationDefinition
{
    internal const string OperationKind = "resource.forget";

    public string Kind => OperationKind;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps => [new("forget", new("Stop managing it", "停止纳管"), ForgetAsync)];

    private Task<StepOutcome> ForgetAsync(StepContext context, CancellationToken ct) =>
        Task.FromResult<StepOutcome>(new StepOutcome.Done
        {
            Commit = (session, token) => resources.ForgetAsync(session, context.Resources[0].Id, CommandSteps.Cause(context), token),
        });
}
