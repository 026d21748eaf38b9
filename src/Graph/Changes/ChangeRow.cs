using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Changes;

/// <summary>A change as it is appended.</summary>
internal sealed record ChangeRow(
    ChangeId Id,
    DateTimeOffset At,
    TenantId TenantId,
    ResourceId ResourceId,
    AccountId AccountId,
    string Provider,
    string Kind,
    string Name,
    ChangeType Type,
    string? Field,
    JsonNode? Before,
    JsonNode? After,
    string CauseKind,
    string? CauseReference,
    PrincipalId? CausePrincipal,
    string? CausePrincipalName)
{
    internal static ChangeRow Of(
        ChangeId id, DateTimeOffset at, MergeUnit unit, ResourceId resource, string name, ChangeType type, FieldChange? field, MergeCause cause) =>
        new(
            id, at, unit.Tenant, resource, unit.Account, unit.Provider, unit.Kind, name, type, field?.Field, field?.Before, field?.After,
            cause.Kind, cause.Reference, cause.Principal, cause.PrincipalName);
}
