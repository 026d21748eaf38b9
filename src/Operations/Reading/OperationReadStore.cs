using Yunqiao.Kernel;
using Yunqiao.Operations.Engine;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Reading;

/// <summary>Reads rows of operations under row security.</summary>
internal sealed class OperationReadStore(Database database)
{
    public Task<OperationRow?> FindAsync(Scope scope, OperationId id, CancellationToken ct) =>
        database.QueryFirstAsync<OperationRow>(
            scope, $"select {OperationRow.Columns} from operation o where o.id = @id", new { id }, ct);

    public Task<OperationRow?> FindAsync(Caller caller, string idempotencyKey, CancellationToken ct) =>
        database.QueryFirstAsync<OperationRow>(
            caller.Scope,
            $"""
            select {OperationRow.Columns} from operation o
             where o.tenant_id = @tenant and o.requested_by = @principal and o.idempotency_key = @idempotencyKey
            """,
            new { tenant = caller.Scope.Tenant, principal = caller.Principal, idempotencyKey },
            ct);

    public Task<OperationRow?> HolderAsync(Scope scope, string conflictKey, CancellationToken ct) =>
        database.QueryFirstAsync<OperationRow>(
            scope,
            $"select {OperationRow.Columns} from operation o join operation_conflict c on c.operation_id = o.id where c.key = @conflictKey",
            new { conflictKey },
            ct);

    public Task<IReadOnlyList<StepRow>> StepsAsync(Scope scope, OperationId id, CancellationToken ct) =>
        database.QueryAsync<StepRow>(
            scope, $"select {StepRow.Columns} from operation_step s where s.operation_id = @id order by s.position", new { id }, ct);

    public Task<IReadOnlyList<OperationRow>> ListAsync(
        Scope scope, OperationFilter filter, OperationId? after, int limit, CancellationToken ct)
    {
        var conditions = new List<string>();
        var arguments = new Dictionary<string, object?> { ["limit"] = limit };
        if (filter.States.Count > 0)
        {
            conditions.Add("o.state = any (@states)");
            arguments["states"] = filter.States;
        }

        if (filter.Resource is { } resource)
        {
            conditions.Add("o.id in (select r.operation_id from operation_resource r where r.resource_id = @resource)");
            arguments["resource"] = resource;
        }

        if (filter.Parent is { } parent)
        {
            conditions.Add("o.parent_id = @parent");
            arguments["parent"] = parent;
        }
        else if (filter.Resource is null)
        {
            conditions.Add("o.parent_id is null");
        }

        if (after is { } last)
        {
            conditions.Add("o.id < @after");
            arguments["after"] = last;
        }

        var where = conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions);
        return database.QueryAsync<OperationRow>(
            scope, $"select {OperationRow.Columns} from operation o {where} order by o.id desc limit @limit", arguments, ct);
    }

    public Task<IReadOnlyList<LogRow>> LogAsync(Scope scope, OperationId id, long after, int limit, CancellationToken ct) =>
        database.QueryAsync<LogRow>(
            scope,
            """
            select seq, at, level, text, text_zh, step from operation_log
             where operation_id = @id and seq > @after order by seq limit @limit
            """,
            new { id, after, limit },
            ct);

    internal sealed record LogRow
    {
        public long Seq { get; init; }

        public DateTimeOffset At { get; init; }

        public string Level { get; init; } = "";

        public string Text { get; init; } = "";

        public string? TextZh { get; init; }

        public string? Step { get; init; }
    }
}
