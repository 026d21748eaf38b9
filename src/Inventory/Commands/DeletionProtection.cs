using System.Text.Json.Nodes;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Admission;

namespace Yunqiao.Inventory.Commands;

/// <summary>Refuses to destroy or recycle what somebody protected, here or at the cloud.</summary>
internal sealed class DeletionProtection(ResourceStore resources) : IAdmissionRule
{
    private const string CloudsOwn = "deletionProtection";

    public int Order => 100;

    public async Task<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken ct)
    {
        if (request.OperationKind is not (DestroyResource.OperationKind or RecycleResource.OperationKind))
        {
            return AdmissionDecision.Pass;
        }

        var found = await resources.GetManyAsync(request.Scope, request.Resources, ct);
        return found.Select(RefusalOf).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Why a resource may not be destroyed, or null.</summary>
    internal static Problem? RefusalOf(Resource resource)
    {
        var byCloud = resource.Attributes[CloudsOwn] is JsonValue value && value.TryGetValue<bool>(out var on) && on;
        return resource.DeletionProtection ? ResourceProblems.Protected.With(("name", resource.Name), ("where", "Yunqiao"))
            : byCloud ? ResourceProblems.Protected.With(("name", resource.Name), ("where", resource.Provider))
            : null;
    }
}
