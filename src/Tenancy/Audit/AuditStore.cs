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

    /// <summary>Lines from the newest back; <paramref name="text"/> is found in names, actions, targets, outcomes and codes.</summary>
    internal static async Task<Page<AuditLine>> ListAsync(
        Database database, Scope scope, PageRequest page, Guid? before, string? text, CancellationToken ct)
    {
        var rows = await database.QueryAsync<AuditLine>(
            scope,
            """
            select id, at, principal_id as principal, principal_name, action, target, target_name, outcome, code, address, trace, detail
            from audit_entry
            where (@before::uuid is null or id < @before)
              and (@text::text is null or position(lower(@text) in lower(concat_ws(' ', principal_name, action, target, target_name,
                                                                              outcome, code, address))) > 0)
            order by id desc limit @limit
            """,
            new { before, text, limit = page.Limit + 1 },
            ct);
        return new Page<AuditLine>(
            [.. rows.Take(page.Limit)], rows.Count > page.Limit ? KeysetCursor.Encode(new IdKey(rows[page.Limit - 1].Id)) : null);
    }
}
