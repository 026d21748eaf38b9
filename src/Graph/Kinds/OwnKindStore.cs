using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Kinds;

/// <summary>The table of kinds that tenants define.</summary>
internal static class OwnKindStore
{
    /// <summary>The channel that tells every server to read the kinds again.</summary>
    internal const string Channel = "yunqiao_kinds";

    internal static Task<IReadOnlyList<OwnKindRow>> AllAsync(Database database, CancellationToken ct) =>
        database.QueryAsync<OwnKindRow>(
            Scope.System("kinds"), "select id, tenant_id, definition, version from own_kind order by id", null, ct);

    /// <summary>Serialises those who define kinds and those who write things of a kind, so that neither misses the other.</summary>
    internal static Task LockAsync(DbSession session, string kind, CancellationToken ct) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('kind:' || @kind, 0))", new { kind }, ct);

    /// <summary>Keeps the kind as it is while things of it are written; others may write too.</summary>
    internal static Task LockSharedAsync(DbSession session, string kind, CancellationToken ct) =>
        session.ExecuteAsync("select pg_advisory_xact_lock_shared(hashtextextended('kind:' || @kind, 0))", new { kind }, ct);

    internal static async Task<long> CountAsync(DbSession session, CancellationToken ct) =>
        (await session.QueryAsync<long>("select count(*) from own_kind where tenant_id = @tenant", new { tenant = session.Scope.Tenant }, ct))[0];

    /// <summary>Things of a kind, those of the tenants below that inherit it included.</summary>
    internal static async Task<long> ThingsAsync(DbSession session, string kind, CancellationToken ct) =>
        (await session.QueryAsync<long>("select count(*) from resource where kind = @kind", new { kind }, ct))[0];

    /// <summary>False when there is one of that id.</summary>
    internal static async Task<bool> InsertAsync(DbSession session, KindDocument kind, CancellationToken ct) =>
        await session.ExecuteAsync(
            """
            insert into own_kind (id, tenant_id, definition, version, changed_at) values (@id, @tenant, @definition, 1, @now)
            on conflict (id) do nothing
            """,
            new { id = kind.Id, tenant = session.Scope.Tenant, definition = Write(kind), now = session.Now },
            ct) == 1 && await TellAsync(session, ct);

    internal static async Task ReplaceAsync(DbSession session, KindDocument kind, CancellationToken ct)
    {
        await session.ExecuteAsync(
            "update own_kind set definition = @definition, version = version + 1, changed_at = @now where id = @id and tenant_id = @tenant",
            new { id = kind.Id, tenant = session.Scope.Tenant, definition = Write(kind), now = session.Now },
            ct);
        await TellAsync(session, ct);
    }

    internal static async Task DeleteAsync(DbSession session, string id, CancellationToken ct)
    {
        await session.ExecuteAsync("delete from own_kind where id = @id and tenant_id = @tenant", new { id, tenant = session.Scope.Tenant }, ct);
        await TellAsync(session, ct);
    }

    private static async Task<bool> TellAsync(DbSession session, CancellationToken ct)
    {
        await session.ExecuteAsync("select pg_notify(@channel, '')", new { channel = Channel }, ct);
        return true;
    }

    private static JsonObject Write(KindDocument kind) => JsonSerializer.SerializeToNode(kind, Json.Options)!.AsObject();
}

/// <summary>A kind as the table keeps it.</summary>
internal sealed record OwnKindRow
{
    public required string Id { get; init; }

    public TenantId TenantId { get; init; }

    public required JsonObject Definition { get; init; }

    public int Version { get; init; }

    internal KindDocument Document() => Definition.Deserialize<KindDocument>(Json.Options)!;
}
