using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tenancy.Tenants;

/// <summary>Tenants and projects.</summary>
public sealed class TenantStore
{
    // Row security hides the tenant above from those below, and so does this: not even its id is shown.
    private const string Columns = "id, name, slug, (select above.id from tenant above where above.id = tenant.parent_id) as parent";
    private readonly Database database;

    internal TenantStore(Database database) => this.database = database;

    /// <summary>One tenant; null when the scope does not see it.</summary>
    public Task<Tenant?> GetAsync(Scope scope, TenantId id, CancellationToken ct) =>
        database.QueryFirstAsync<Tenant>(scope, $"select {Columns} from tenant where id = @id", new { id }, ct);

    /// <summary>The root tenant: the installation's own; null before the first start.</summary>
    public Task<Tenant?> GetRootAsync(CancellationToken ct) =>
        database.QueryFirstAsync<Tenant>(Scope.System("root-tenant"), $"select {Columns} from tenant where parent_id is null", null, ct);

    /// <summary>The visible tenants in the order of the tree.</summary>
    internal async Task<Page<Tenant>> ListAsync(Scope scope, PageRequest page, string? after, CancellationToken ct)
    {
        var rows = await database.QueryAsync<TenantRow>(
            scope,
            $"select {Columns}, path from tenant where @after::text is null or path > @after order by path limit @limit",
            new { after, limit = page.Limit + 1 },
            ct);
        return new Page<Tenant>(
            [.. rows.Take(page.Limit).Select(row => new Tenant(row.Id, row.Name, row.Slug, row.Parent))],
            rows.Count > page.Limit ? KeysetCursor.Encode(new TextKey(rows[page.Limit - 1].Path)) : null);
    }

    /// <summary>The visible projects in the order of their age.</summary>
    internal async Task<Page<Project>> ListProjectsAsync(Scope scope, PageRequest page, Guid? after, CancellationToken ct)
    {
        var rows = await database.QueryAsync<Project>(
            scope,
            """
            select id, name, slug, tenant_id as tenant from project
            where @after::uuid is null or id > @after order by id limit @limit
            """,
            new { after, limit = page.Limit + 1 },
            ct);
        return new Page<Project>(
            [.. rows.Take(page.Limit)],
            rows.Count > page.Limit ? KeysetCursor.Encode(new IdKey(rows[page.Limit - 1].Id.Value)) : null);
    }

    private sealed record TenantRow(TenantId Id, string Name, string Slug, TenantId? Parent, string Path);
}
