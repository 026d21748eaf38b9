using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>What listeners hear of operations.</summary>
internal static class OperationEvents
{
    public static void PublishChanged(this DbSession session, OperationRow row) =>
        session.Publish(new DomainEvent(
            "operation.changed",
            row.TenantId,
            row.Id.ToString(),
            new JsonObject
            {
                ["state"] = JsonNamingPolicy.CamelCase.ConvertName(row.State.ToString()),
                ["progress"] = Math.Round(row.Progress, 3),
                ["resources"] = new JsonArray([.. row.Resources.Select(resource => (JsonNode)resource.Id.ToString())]),
            }));

    public static void PublishLogged(this DbSession session, OperationRow row, long seq) =>
        session.Publish(new DomainEvent("operation.logged", row.TenantId, row.Id.ToString(), new JsonObject { ["seq"] = seq }));
}
