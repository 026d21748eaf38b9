using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tenancy.Audit;

/// <summary>Writes the audit trail. The HTTP edge writes a line for every mutation; workers write what they do on their own.</summary>
public sealed class AuditTrail(Database database, TimeProvider clock)
{
    /// <summary>Writes a line in a transaction of its own, so that it stays when the action's own transaction rolls back.</summary>
    public Task WriteAsync(AuditEntry entry, CancellationToken ct) =>
        database.TransactAsync(Scope.System("audit"), session => WriteAsync(session, entry, ct), ct);

    /// <summary>Writes a line in the caller's transaction: it is there exactly when the transaction commits.</summary>
    public Task WriteAsync(DbSession session, AuditEntry entry, CancellationToken ct) =>
        AuditStore.InsertAsync(session, clock, entry, ct);

    /// <summary>Lines from the newest back, as far as the scope sees them.</summary>
    internal Task<Page<AuditLine>> ListAsync(Scope scope, PageRequest page, Guid? before, string? text, CancellationToken ct) =>
        AuditStore.ListAsync(database, scope, page, before, text, ct);
}
