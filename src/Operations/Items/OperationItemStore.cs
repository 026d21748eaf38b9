using System.Diagnostics.CodeAnalysis;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Engine;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Items;

/// <summary>The things of an operation on many. The steps of that operation write them, one firing at a time.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one object and need not know which members need its state.")]
public sealed class OperationItemStore(Database database)
{
    /// <summary>Writes the things down, in the transaction that makes the operation.</summary>
    public Task AddAsync(DbSession session, OperationId operation, IReadOnlyList<OperationResource> resources, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into operation_item (operation_id, position, tenant_id, resource_id, kind, name, state)
            select @operation, n - 1, @tenant, resource, kind, name, @pending
              from unnest(@resources, @kinds, @names) with ordinality r (resource, kind, name, n)
            """,
            new
            {
                operation,
                tenant = session.Scope.Tenant,
                pending = OperationItemState.Pending,
                resources = resources.Select(resource => resource.Id).ToArray(),
                kinds = resources.Select(resource => resource.Kind).ToArray(),
                names = resources.Select(resource => resource.Name).ToArray(),
            },
            ct);

    /// <summary>Those that did not succeed begin anew; the others stay.</summary>
    public Task ResetAsync(Scope scope, OperationId operation, CancellationToken ct) =>
        WriteAsync(
            scope,
            """
            update operation_item set state = 'pending', child_id = null, error = null, ended_at = null
             where operation_id = @operation and state in ('failed', 'cancelled')
            """,
            operation,
            ct);

    /// <summary>Takes over how the operations of things ended.</summary>
    public Task SettleAsync(Scope scope, OperationId operation, CancellationToken ct) =>
        WriteAsync(
            scope,
            """
            update operation_item i
               set state = case c.state when 'succeeded' then 'succeeded' when 'cancelled' then 'cancelled' else 'failed' end,
                   error = c.error, ended_at = @now
              from operation c
             where i.operation_id = @operation and i.state = 'running' and c.id = i.child_id
               and c.state in ('succeeded', 'failed', 'cancelled', 'needsAttention')
            """,
            operation,
            ct);

    /// <summary>
    /// Claims the next things, in order. One that was claimed before a crash and has no operation yet is given again: starting
    /// its operation twice with one key makes one.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedItem>> ClaimAsync(Scope scope, OperationId operation, int most, CancellationToken ct)
    {
        if (most <= 0)
        {
            return [];
        }

        return await database.TransactAsync(
            scope,
            session => session.QueryAsync<ClaimedItem>(
                """
                with next as (
                    select position from operation_item
                     where operation_id = @operation and (state = 'pending' or (state = 'running' and child_id is null))
                     order by position limit @most
                     for update skip locked)
                update operation_item i set state = 'running' from next
                 where i.operation_id = @operation and i.position = next.position
                returning i.position, i.resource_id
                """,
                new { operation, most },
                ct),
            ct);
    }

    /// <summary>Notes which operation carries a thing out.</summary>
    public Task StartedAsync(Scope scope, OperationId operation, int position, OperationId child, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            session => session.ExecuteAsync(
                "update operation_item set child_id = @child where operation_id = @operation and position = @position",
                new { operation, position, child },
                ct),
            ct);

    /// <summary>Notes that a thing was refused, or, without a problem, that it was done at once.</summary>
    public Task EndAsync(Scope scope, OperationId operation, int position, Problem? problem, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            session => session.ExecuteAsync(
                """
                update operation_item set state = @state, error = @error::jsonb, ended_at = @now
                 where operation_id = @operation and position = @position
                """,
                new
                {
                    operation,
                    position,
                    state = problem is null ? OperationItemState.Succeeded : OperationItemState.Failed,
                    error = (System.Text.Json.Nodes.JsonNode?)(problem is null ? null : Settlement.ToJson(problem)),
                    now = session.Now,
                },
                ct),
            ct);

    /// <summary>Gives up what has no operation yet; the operations of the others, and whether each has begun.</summary>
    public Task<IReadOnlyList<StartedItem>> StopAsync(Scope scope, OperationId operation, CancellationToken ct) =>
        database.TransactAsync(
            scope,
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    update operation_item set state = 'cancelled', ended_at = @now
                     where operation_id = @operation and (state = 'pending' or (state = 'running' and child_id is null))
                    """,
                    new { operation, now = session.Now },
                    ct);
                return await session.QueryAsync<StartedItem>(
                    """
                    select i.child_id as child, c.started_at is not null as has_begun
                      from operation_item i join operation c on c.id = i.child_id
                     where i.operation_id = @operation and i.state = 'running'
                    """,
                    new { operation },
                    ct);
            },
            ct);

    /// <summary>How many stand where.</summary>
    public async Task<OperationItemCounts> CountAsync(Scope scope, OperationId operation, CancellationToken ct) =>
        (await database.QueryFirstAsync<OperationItemCounts>(
            scope,
            """
            select count(*) filter (where state = 'pending')::int as pending, count(*) filter (where state = 'running')::int as running,
                count(*) filter (where state = 'succeeded')::int as succeeded, count(*) filter (where state = 'failed')::int as failed,
                count(*) filter (where state = 'cancelled')::int as cancelled
              from operation_item where operation_id = @operation
            """,
            new { operation },
            ct))!;

    /// <summary>A page in order, of one state or of all.</summary>
    internal Task<IReadOnlyList<OperationItemRow>> ListAsync(
        Scope scope, OperationId operation, OperationItemState? state, int after, int limit, CancellationToken ct) =>
        database.QueryAsync<OperationItemRow>(
            scope,
            $"""
            select {OperationItemRow.Columns} from operation_item i
             where i.operation_id = @operation and i.position > @after {(state is null ? "" : "and i.state = @state")}
             order by i.position limit @limit
            """,
            new { operation, after, limit, state = state ?? default },
            ct);

    private Task WriteAsync(Scope scope, string sql, OperationId operation, CancellationToken ct) =>
        database.TransactAsync(scope, session => session.ExecuteAsync(sql, new { operation, now = session.Now }, ct), ct);
}

/// <summary>A thing whose turn has come.</summary>
public sealed record ClaimedItem
{
    /// <summary>Its place in the operation.</summary>
    public int Position { get; init; }

    /// <summary>The thing.</summary>
    public ResourceId ResourceId { get; init; }
}

/// <summary>A thing that has an operation.</summary>
public sealed record StartedItem
{
    /// <summary>The operation.</summary>
    public OperationId Child { get; init; }

    /// <summary>Whether its first step has begun.</summary>
    public bool HasBegun { get; init; }
}
