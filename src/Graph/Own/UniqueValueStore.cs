using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Own;

/// <summary>Who has which value of a unique attribute. Callers hold the lock of the tenant's own things.</summary>
internal static class UniqueValueStore
{
    /// <summary>The attribute of which another thing has the value; null when all are free.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="unit">The tenant and the kind.</param>
    /// <param name="holder">The thing that may hold them already; null for a new one.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="attributes">The values.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task<string?> TakenAsync(
        DbSession session, MergeUnit unit, ResourceId? holder, Kind kind, JsonObject attributes, CancellationToken ct)
    {
        var (keys, hashes) = Claims(kind, attributes);
        var taken = keys.Length == 0
            ? []
            : await session.QueryAsync<string>(
                """
                select unique_value.key from unique_value join unnest(@keys, @hashes) as claim (key, hash)
                    on unique_value.key = claim.key and unique_value.value_hash = claim.hash
                where tenant_id = @tenant and kind = @kind and (@holder::uuid is null or resource_id <> @holder)
                order by 1 limit 1
                """,
                new { keys, hashes, tenant = unit.Tenant, kind = kind.Id, holder },
                ct);
        return taken.Count == 0 ? null : taken[0];
    }

    /// <summary>Claims the values of a thing in place of those it had.</summary>
    internal static async Task ClaimAsync(
        DbSession session, MergeUnit unit, ResourceId id, Kind kind, JsonObject attributes, CancellationToken ct)
    {
        var (keys, hashes) = Claims(kind, attributes);
        await session.ExecuteAsync("delete from unique_value where resource_id = @id", new { id }, ct);
        await session.ExecuteAsync(
            """
            insert into unique_value (tenant_id, kind, key, value_hash, resource_id)
            select @tenant, @kind, key, hash, @id from unnest(@keys, @hashes) as claim (key, hash)
            """,
            new { keys, hashes, tenant = unit.Tenant, kind = kind.Id, id },
            ct);
    }

    private static (string[] Keys, byte[][] Hashes) Claims(Kind kind, JsonObject attributes)
    {
        var names = kind.Attributes.Where(attribute => attribute.Unique && attributes[attribute.Name] is not null)
            .Select(attribute => attribute.Name)
            .ToArray();
        return (names, [.. names.Select(name => SHA256.HashData(Encoding.UTF8.GetBytes(attributes[name]!.ToJsonString(Json.Options))))]);
    }
}
