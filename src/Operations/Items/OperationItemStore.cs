using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Engine;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Items;

/// <summary>The things of an operation on many. The steps of that operation write them, one firing at a time.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one object and need not know which members need its state.")]
public sealed class OperationItemStore(Database database)
{
    /// <summary>Writes the things down, in the transaction that makes the operation.</summary>
    public Task AddAsync(DbSession session, OperationId operation, IReadOnlyList<NewItem> things, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into operation_item (operation_id, position, tenant_id, resource_id, kind, name, state, account_id)
            select @operation, n - 1, @tenant, resource, kind, name, @pending, account
              from unnest(@resources, @kinds, @names, @accounts) with ordinality r (resource, kind, name, account, n)
            """,
            new
            {
                operation,
                tenant = session.Scope.Tenant,
                pending = OperationItemState.Pending,
                resources = things.Select(thing => thing.Resource.Id).ToArray(),
                kinds = things.Select(thing => thing.Resource.Kind).ToArray(),
                names = things.Select(thing => thing.Resource.Name).ToArray(),
                accounts = things.Select(thing => thing.Account?.Value).ToArray(),
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
    /// Claims the next things, in order, and no more of one account than may be on their way at a time. One that was claimed
    /// before a crash and has no operation noted is given again.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedItem>> ClaimAsync(Scope scope, OperationId operation, int most, int mostOfAccount, CancellationToken ct)
    {
        if (most <= 0)
        {
            return [];
        }

        return await database.TransactAsync(
            scope,
            session => session.QueryAsync<ClaimedItem>(
                """
                with busy as (
                    select account_id, count(*) as count from operation_item
                     where operation_id = @operation and state = 'running' and child_id is not null group by account_id),
                waiting as (
                    select position, account_id, row_number() over (partition by account_id order by position) as place from operation_item
                     where operation_id = @operation and (state = 'pending' or (state = 'running' and child_id is null))),
                next as (
                    select i.position, i.state = 'running' as again from operation_item i
                      join waiting w on w.position = i.position
                      left join busy b on b.account_id is not distinct from w.account_id
                     where i.operation_id = @operation and w.place + coalesce(b.count, 0) <= @mostOfAccount
                     order by i.position limit @most
                     for update of i skip locked)
                update operation_item i set state = 'running' from next
                 where i.operation_id = @operation and i.position = next.position
                returning i.position, i.resource_id, next.again
                """,
                new { operation, most, mostOfAccount },
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

    /// <summary>Notes how a thing ended that got no operation.</summary>
    public Task EndAsync(Scope scope, OperationId operation, int position, ItemOutcome outcome, CancellationToken ct) =>
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
                    state = outcome.State,
                    error = (JsonNode?)(outcome.Problem is { } problem ? Settlement.ToJson(problem) : null),
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

    /// <summary>
    /// How many stand where. One that was claimed and has no operation yet counts as not begun: after a crash nobody works on it,
    /// and it takes no place of those that are on their way.
    /// </summary>
    public async Task<OperationItemCounts> CountAsync(Scope scope, OperationId operation, CancellationToken ct) =>
        (await database.QueryFirstAsync<OperationItemCounts>(
            scope,
            """
            select count(*) filter (where state = 'pending' or (state = 'running' and child_id is null))::int as pending,
                count(*) filter (where state = 'running' and child_id is not null)::int as running,
                count(*) filter (where state = 'succeeded')::int as succeeded, count(*) filter (where state = 'failed')::int as failed,
                count(*) filter (where state = 'skipped')::int as skipped, count(*) filter (where state = 'cancelled')::int as cancelled
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

    /// <summary>Whether it was claimed before: then it may have an operation that nobody noted.</summary>
    public bool Again { get; init; }
}

/// <summary>A thing that has an operation.</summary>
public sealed record StartedItem
{
    /// <summary>The operation.</summary>
    public OperationId Child { get; init; }

    /// <summary>Whether its first step has begun.</summary>
    public bool HasBegun { get; init; }
}
