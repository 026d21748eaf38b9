using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tenancy.Startup;

/// <summary>The rows of an installation's first start.</summary>
internal static class FirstStartStore
{
    // An arbitrary number that no other advisory lock of this product uses.
    private const long Lock = 0x59_55_4E_51_49_41_4F_01;

    /// <summary>Until the transaction ends, other servers that start wait here.</summary>
    internal static Task LockAsync(DbSession session, CancellationToken ct) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(@key)", new { key = Lock }, ct);

    internal static async Task<bool> IsDoneAsync(DbSession session, CancellationToken ct) =>
        await session.QueryFirstAsync<Row>("select id from tenant limit 1", null, ct) is not null;

    internal static async Task<TenantId> RootAsync(DbSession session, CancellationToken ct) =>
        (await session.QueryFirstAsync<Row>("select id from tenant where parent_id is null", null, ct))!.Id;

    internal static async Task AddRootAsync(DbSession session, TenantId tenant, ProjectId project, CancellationToken ct)
    {
        await session.ExecuteAsync(
            "insert into tenant (id, slug, name, path, created_at) values (@tenant, 'default', 'Default', 'default', @now)",
            new { tenant, now = session.Now },
            ct);
        await session.ExecuteAsync(
            """
            insert into project (id, tenant_id, slug, name, created_at) values (@project, @tenant, 'default', 'Default', @now)
            """,
            new { tenant, project, now = session.Now },
            ct);
    }

    private sealed record Row(TenantId Id);
}
