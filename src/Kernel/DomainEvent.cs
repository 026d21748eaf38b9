using System.Text.Json.Nodes;

namespace Yunqiao.Kernel;

/// <summary>A fact that is already true. Written to the outbox in the transaction that made it true; delivered at least once.</summary>
/// <param name="Type">Noun and past tense: <c>resource.changed</c>, <c>operation.changed</c>, <c>account.synced</c>.</param>
/// <param name="Tenant">Who may hear of it.</param>
/// <param name="Subject">The id of the noun, as text.</param>
/// <param name="Data">What listeners need; small, without secrets.</param>
public sealed record DomainEvent(string Type, TenantId Tenant, string Subject, JsonObject Data);
