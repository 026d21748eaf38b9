using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tenancy.Audit;

/// <summary>The table of audit lines: it is only ever added to.</summary>
internal static class AuditStore
{
    internal static Task InsertAsync(DbSession session, TimeProvider clock, AuditEntry entry, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into audit_entry (id, tenant_id, at, principal_id, principal_name, action, target, target_name, outcome, code,
                                     address, trace, detail)
            values (@id, coalesce(@tenant, (select id from tenant where parent_id is null)), @at, @principal, @principalName,
                    @action, @target, @targetName, @outcome, @code, @address, @trace, @detail::jsonb)
            """,
            new
            {
                id = Guid.CreateVersion7(clock.GetUtcNow()),
                tenant = entry.Tenant?.Value,
                at = clock.GetUtcNow(),
                principal = entry.Principal?.Value,
                principalName = entry.PrincipalName,
                action = entry.Action,
                target = entry.Target,
                targetName = entry.TargetName,
                outcome = entry.Outcome,
                code = entry.Code,
                address = entry.Address,
                trace = entry.Trace,
                detail = entry.Detail?.ToJsonString(Json.Options),
            },
            ct);
}
