using Yunqiao.Kernel;

namespace Yunqiao.Storage.Outbox;

/// <summary>Facts on their way to listeners: written in the transaction that made them true.</summary>
internal static class OutboxWriter
{
    /// <summary>Channel on which a commit wakes the readers; the row is the truth, the notification a hint.</summary>
    internal const string Channel = "yunqiao_outbox";

    internal static async Task AppendAsync(DbSession session, IReadOnlyList<DomainEvent> events, CancellationToken ct) =>
        await session.ExecuteAsync(
            $"""
            with added as (
                insert into outbox_event (type, tenant_id, subject, data, at)
                select * from unnest(@types, @tenants, @subjects, @data::jsonb[], array_fill(@now::timestamptz, array[cardinality(@types)]))
                returning 1)
            select pg_notify('{Channel}', '') from (select count(*) from added) as written
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
