using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Changes;

/// <summary>The append-only history.</summary>
public sealed class ChangeStore(Database database)
{
    /// <summary>Changes in the scope, newest first; of one resource when it is given, which may be gone by now.</summary>
    public async Task<Result<Page<ChangeView>>> ListAsync(Scope scope, ResourceId? resource, PageRequest page, CancellationToken ct)
    {
        var after = page.Cursor is null ? null : KeysetCursor.Decode<ChangeKey>(page.Cursor);
        if (page.Cursor is not null && after is null)
        {
            return KernelProblems.BadCursor;
        }

        var rows = await database.QueryAsync<StoredChange>(
            scope,
            $"""
            select id, at, resource_id, provider, kind, name, type, field, before, after,
                   cause_kind, cause_reference, cause_principal, cause_principal_name
            from change
            where {(resource is null ? "true" : "resource_id = @resource")}
              and {(after is null ? "true" : "(at, id) < (@at, @id)")}
            order by at desc, id desc
            limit @limit
            """,
            Arguments(resource, after, page.Limit + 1),
            ct);
        var items = rows.Take(page.Limit).Select(row => row.View()).ToArray();
        var next = rows.Count > page.Limit ? KeysetCursor.Encode(new ChangeKey(items[^1].At, items[^1].Id)) : null;
        return new Page<ChangeView>(items, next);
    }

    internal static async Task AppendAsync(DbSession session, IReadOnlyCollection<ChangeRow> changes, CancellationToken ct)
    {
        if (changes.Count > 0)
        {
            await session.ExecuteAsync(
                """
                insert into change (
                    id, at, tenant_id, resource_id, account_id, provider, kind, name, type, field, before, after,
                    cause_kind, cause_reference, cause_principal, cause_principal_name)
                select
                    id, at, tenant_id, resource_id, account_id, provider, kind, name, type, field, before, after,
                    cause_kind, cause_reference, cause_principal, cause_principal_name
                from jsonb_to_recordset(@rows) as row (
                    id uuid, at timestamptz, tenant_id uuid, resource_id uuid, account_id uuid, provider text, kind text, name text,
                    type text, field text, before jsonb, after jsonb, cause_kind text, cause_reference text, cause_principal uuid,
                    cause_principal_name text)
                """,
                new { rows = JsonRows.Of(changes) },
                ct);
        }
    }

    private static Dictionary<string, object?> Arguments(ResourceId? resource, ChangeKey? after, int limit)
    {
        var arguments = new Dictionary<string, object?> { ["limit"] = limit };
        if (resource is { } id)
        {
            arguments["resource"] = id;
        }

        if (after is not null)
        {
            arguments["at"] = after.At;
            arguments["id"] = after.Id;
        }

        return arguments;
    }

    private sealed record ChangeKey(DateTimeOffset At, ChangeId Id);

    private sealed record StoredChange
    {
        public ChangeId Id { get; init; }

        public DateTimeOffset At { get; init; }

        public ResourceId ResourceId { get; init; }

        public required string Provider { get; init; }

        public required string Kind { get; init; }

        public required string Name { get; init; }

        public ChangeType Type { get; init; }

        public string? Field { get; init; }

        public JsonNode? Before { get; init; }

        public JsonNode? After { get; init; }

        public required string CauseKind { get; init; }

        public string? CauseReference { get; init; }

        public PrincipalId? CausePrincipal { get; init; }

        public string? CausePrincipalName { get; init; }

        internal ChangeView View() => new(
            Id, At, Type, Field, Before, After,
            new ChangeCause(CauseKind, CauseReference, CausePrincipal, CausePrincipalName),
            new ChangedResource(ResourceId, Kind, Name, Provider));
    }
}
