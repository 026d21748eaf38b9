using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Recycling;

/// <summary>The recycle bin in the database.</summary>
internal sealed class RecycleBinStore(Database database)
{
    private const string Select =
        """
        select b.id, b.kind, b.name, b.tenant_id as tenant, b.account_id as account, b.provider, b.region, b.external_id,
            b.recycled_at, b.recycled_by, b.recycled_by_name, b.purge_at
        from recycle_bin b
        """;

    /// <summary>What is in the bin under an id; null when nothing is, or nothing that the scope sees.</summary>
    internal Task<RecycledResource?> FindAsync(Scope scope, ResourceId id, CancellationToken ct) =>
        database.QueryFirstAsync<RecycledResource>(scope, $"{Select} where b.id = @id", new { id }, ct);

    /// <summary>A page by id.</summary>
    internal async Task<Result<Page<RecycledResource>>> ListAsync(Scope scope, PageRequest page, CancellationToken ct)
    {
        var after = page.Cursor is null ? null : KeysetCursor.Decode<string>(page.Cursor);
        ResourceId afterId = default;
        if (page.Cursor is not null && !ResourceId.TryParse(after, out afterId))
        {
            return KernelProblems.BadCursor;
        }

        var rows = await database.QueryAsync<RecycledResource>(
            scope, $"{Select} where b.id > @afterId order by b.id limit @limit", new { afterId, limit = page.Limit + 1 }, ct);
        var items = rows.Take(page.Limit).ToArray();
        return new Page<RecycledResource>(items, rows.Count > page.Limit ? KeysetCursor.Encode(items[^1].Id.ToString()) : null);
    }

    /// <summary>Things whose time in the bin is over, the longest first. The scope sees all tenants.</summary>
    internal Task<IReadOnlyList<RecycledResource>> DueAsync(Scope scope, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<RecycledResource>(scope, $"{Select} where b.purge_at <= @now order by b.purge_at limit 100", new { now }, ct);

    /// <summary>Puts the resource of an operation into the bin.</summary>
    internal static Task AddAsync(DbSession session, StepContext context, string provider, DateTimeOffset purgeAt, CancellationToken ct)
    {
        var command = ResourceCommand.From(context.Input);
        return session.ExecuteAsync(
            """
            insert into recycle_bin (
                id, tenant_id, account_id, provider, kind, region, external_id, name, recycled_at, recycled_by, recycled_by_name, purge_at)
            values (@id, @tenant, @account, @provider, @kind, @region, @externalId, @name, @now, @by, @byName, @purgeAt)
            on conflict (id) do update set purge_at = excluded.purge_at
            """,
            new
            {
                id = context.Resources[0].Id,
                tenant = context.Scope.Tenant,
                account = context.Account!.Value,
                provider,
                kind = command.Kind,
                region = command.Region,
                externalId = command.ExternalId,
                name = command.Name,
                now = session.Now,
                by = context.Principal,
                byName = context.PrincipalName,
                purgeAt,
            },
            ct);
    }

    /// <summary>Takes a resource out of the bin, whatever became of it.</summary>
    internal static Task RemoveAsync(DbSession session, ResourceId id, CancellationToken ct) =>
        session.ExecuteAsync("delete from recycle_bin where id = @id", new { id }, ct);
}
