using Yunqiao.Kernel;

namespace Yunqiao.Storage.Outbox;

/// <summary>Facts on their way to listeners: written in the transaction that made them true.</summary>
internal static class OutboxWriter
{
    internal static async Task AppendAsync(DbSession session, IReadOnlyList<DomainEvent> events, CancellationToken ct) =>
        await session.ExecuteAsync(
            """
            insert into outbox_event (type, tenant_id, subject, data, at)
            select * from unnest(@types, @tenants, @subjects, @data::jsonb[], array_fill(@now::timestamptz, array[cardinality(@types)]))
            """,
            new
            {
                types = events.Select(e => e.Type).ToArray(),
                tenants = events.Select(e => e.Tenant).ToArray(),
                subjects = events.Select(e => e.Subject).ToArray(),
                data = events.Select(e => e.Data.ToJsonString(Json.Options)).ToArray(),
                now = session.Now,
            },
            ct);
}
