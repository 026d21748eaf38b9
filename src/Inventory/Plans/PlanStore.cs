using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Plans;

/// <summary>Plans that may still be executed.</summary>
internal sealed class PlanStore(Database database)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Keeps a plan for an hour, and drops those that are older.</summary>
    internal Task SaveAsync(
        Caller caller, Plan plan, JsonObject intent, IReadOnlyDictionary<string, string> fingerprint, CancellationToken ct) =>
        database.TransactAsync(
            caller.Scope,
            async session =>
            {
                await session.ExecuteAsync("delete from resource_plan where expires_at < @now", new { now = session.Now }, ct);
                await session.ExecuteAsync(
                    """
                    insert into resource_plan (id, tenant_id, principal_id, intent, fingerprint, plan, expires_at)
                    values (@id, @tenant, @principal, @intent, @fingerprint, @plan, @expiresAt)
                    """,
                    new
                    {
                        id = plan.Id,
                        tenant = caller.Scope.Tenant,
                        principal = caller.Principal,
                        intent,
                        fingerprint = JsonSerializer.SerializeToNode(fingerprint, Json.Options),
                        plan = JsonSerializer.SerializeToNode(plan, Json.Options),
                        expiresAt = session.Now + Lifetime,
                    },
                    ct);
            },
            ct);

    /// <summary>What a kept plan of this caller intended and stood on; null when there is none.</summary>
    internal Task<StoredPlan?> FindAsync(Caller caller, PlanId id, DateTimeOffset now, CancellationToken ct) =>
        database.QueryFirstAsync<StoredPlan>(
            caller.Scope,
            "select intent, fingerprint from resource_plan where id = @id and principal_id = @principal and expires_at >= @now",
            new { id, principal = caller.Principal, now },
            ct);
}

/// <summary>A plan as it is kept.</summary>
internal sealed record StoredPlan
{
    /// <summary>The command that it is a plan of.</summary>
    public required JsonObject Intent { get; init; }

    /// <summary>What it stood on.</summary>
    public required JsonObject Fingerprint { get; init; }
}
