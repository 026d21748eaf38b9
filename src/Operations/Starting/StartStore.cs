using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Starting;

/// <summary>Writes a new operation.</summary>
internal static class StartStore
{
    /// <summary>What an idempotency key gave before.</summary>
    public sealed record Earlier
    {
        public OperationId Id { get; init; }

        public byte[] RequestHash { get; init; } = [];
    }

    public static Task<Earlier?> FindEarlierAsync(Database database, Caller caller, string key, CancellationToken ct) =>
        database.QueryFirstAsync<Earlier>(caller.Scope, EarlierSql, EarlierArguments(caller, key), ct);

    public static Task<Earlier?> FindEarlierAsync(DbSession session, Caller caller, string key, CancellationToken ct) =>
        session.QueryFirstAsync<Earlier>(EarlierSql, EarlierArguments(caller, key), ct);

    /// <summary>Adds the row; false when the idempotency key has been used meanwhile.</summary>
    public static async Task<bool> AddAsync(
        DbSession session, OperationId id, Caller caller, OperationRequest request, IOperationDefinition definition, DateTimeOffset? endBy, CancellationToken ct)
    {
        var now = session.Now;
        var added = await session.ExecuteAsync(
            """
            insert into operation (
                id, tenant_id, scope_tenants, kind, version, title, state, input, account_id, requested_by, requested_by_name,
                conflict_key, idempotency_key, request_hash, seq, trace_parent, created_at, queued_at, parent_id, priority, weight, admitted, deadline_at)
            values (
                @id, @tenant, @scope, @kind, @version, @title::jsonb, @state, @input::jsonb, @account, @principal, @name,
                @conflictKey, @idempotencyKey, @requestHash, 1, @traceParent, @now, @now, @parent, @priority, @weight, false, @deadlineAt)
            on conflict (tenant_id, requested_by, idempotency_key) where idempotency_key is not null do nothing
            """,
            new
            {
                id,
                tenant = caller.Scope.Tenant,
                scope = caller.Scope.VisibleTenants,
                kind = definition.Kind,
                version = definition.Version,
                title = JsonSerializer.SerializeToNode(request.Title, Json.Options),
                state = OperationState.Pending,
                input = (JsonNode)request.Input,
                account = request.Account is { } account ? (object)account : null,
                principal = caller.Principal,
                name = caller.Name,
                conflictKey = request.ConflictKey,
                idempotencyKey = request.IdempotencyKey,
                requestHash = RequestHash.Of(request),
                traceParent = Activity.Current?.Id,
                parent = request.Parent is { } parent ? (object)parent : null,
                deadlineAt = now + (request.Deadline ?? definition.Deadline) is var deadline && endBy < deadline ? endBy.Value : deadline,
                priority = (int)request.Priority,
                weight = request.IsWeightless ? 0 : 1,
                now,
            },
            ct);
        if (added == 0)
        {
            return false;
        }

        await AddPartsAsync(session, id, caller.Scope.Tenant, request, definition, ct);
        return true;
    }

    private static async Task AddPartsAsync(
        DbSession session, OperationId id, TenantId tenant, OperationRequest request, IOperationDefinition definition, CancellationToken ct)
    {
        await session.ExecuteAsync(
            """
            insert into operation_step (operation_id, tenant_id, position, name, title, state)
            select @id, @tenant, n - 1, name, title, @state
              from unnest(@names, @titles::jsonb[]) with ordinality s (name, title, n)
            """,
            new
            {
                id,
                tenant,
                state = StepState.Pending,
                names = definition.Steps.Select(step => step.Name).ToArray(),
                titles = definition.Steps.Select(step => JsonSerializer.Serialize(step.Title, Json.Options)).ToArray(),
            },
            ct);
        if (request.Resources.Count > 0)
        {
            await session.ExecuteAsync(
                """
                insert into operation_resource (operation_id, tenant_id, position, resource_id, kind, name)
                select @id, @tenant, n - 1, resource, kind, name
                  from unnest(@resources, @kinds, @names) with ordinality r (resource, kind, name, n)
                """,
                new
                {
                    id,
                    tenant,
                    resources = request.Resources.Select(resource => resource.Id).ToArray(),
                    kinds = request.Resources.Select(resource => resource.Kind).ToArray(),
                    names = request.Resources.Select(resource => resource.Name).ToArray(),
                },
                ct);
        }
    }

    private const string EarlierSql =
        "select id, request_hash from operation where tenant_id = @tenant and requested_by = @principal and idempotency_key = @key";

    private static object EarlierArguments(Caller caller, string key) =>
        new { tenant = caller.Scope.Tenant, principal = caller.Principal, key };
}
