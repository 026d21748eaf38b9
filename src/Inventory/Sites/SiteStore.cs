using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Sites;

/// <summary>Sites in the database.</summary>
internal sealed class SiteStore(Database database, TimeProvider clock)
{
    private const string Columns = "id, name, slug";

    /// <summary>A page of the sites that the scope sees, by id; the tenant's default site is made when it is not there yet.</summary>
    internal async Task<Result<Page<Site>>> ListAsync(Scope scope, PageRequest page, CancellationToken ct)
    {
        var after = page.Cursor is null ? null : KeysetCursor.Decode<string>(page.Cursor);
        if (page.Cursor is not null && !SiteId.TryParse(after, out _))
        {
            return KernelProblems.BadCursor;
        }

        _ = SiteId.TryParse(after, out var afterId);
        return await database.TransactAsync<Result<Page<Site>>>(
            scope,
            async session =>
            {
                await EnsureDefaultAsync(session, scope.Tenant, ct);
                var rows = await session.QueryAsync<Site>(
                    $"select {Columns} from site where id > @afterId order by id limit @limit",
                    new { afterId, limit = page.Limit + 1 },
                    ct);
                var items = rows.Take(page.Limit).ToArray();
                return new Page<Site>(items, rows.Count > page.Limit ? KeysetCursor.Encode(items[^1].Id.ToString()) : null);
            },
            ct);
    }

    /// <summary>One site that the scope sees, or null.</summary>
    internal static Task<Site?> FindAsync(DbSession session, SiteId id, CancellationToken ct) =>
        session.QueryFirstAsync<Site>($"select {Columns} from site where id = @id", new { id }, ct);

    /// <summary>The tenant's default site, made when it is not there yet.</summary>
    internal async Task<Site> EnsureDefaultAsync(DbSession session, TenantId tenant, CancellationToken ct)
    {
        const string Find = $"select {Columns} from site where tenant_id = @tenant and is_default";
        var found = await session.QueryFirstAsync<Site>(Find, new { tenant }, ct);
        if (found is not null)
        {
            return found;
        }

        // Two first requests may arrive at once: the loser reads what the winner wrote.
        await session.ExecuteAsync(
            """
            insert into site (id, tenant_id, name, slug, is_default, created_at)
            values (@id, @tenant, 'Default site', 'default', true, @now) on conflict do nothing
            """,
            new { id = TypedId.New<SiteId>(clock), tenant, now = session.Now },
            ct);
        return (await session.QueryFirstAsync<Site>(Find, new { tenant }, ct))!;
    }
}
