using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Merging;

/// <summary>The facts that the graph publishes.</summary>
internal static class GraphEvents
{
    internal static DomainEvent ResourceChanged(TenantId tenant, ResourceId id, string kind, AccountId account, string change) =>
        new("resource.changed", tenant, id.ToString(), new JsonObject
        {
            ["kind"] = kind,
            ["account"] = account.ToString(),
            ["change"] = change,
        });

    internal static DomainEvent UnitSynced(MergeUnit unit, int created, int changed, int deleted) =>
        new("unit.synced", unit.Tenant, unit.Account.ToString(), new JsonObject
        {
            ["kind"] = unit.Kind,
            ["region"] = unit.Region,
            ["created"] = created,
            ["changed"] = changed,
            ["deleted"] = deleted,
        });
}
