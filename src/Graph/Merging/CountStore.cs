using Yunqiao.Storage;

namespace Yunqiao.Graph.Merging;

/// <summary>The counters by account, kind, region and lifecycle. Callers hold the lock of the account.</summary>
internal static class CountStore
{
    internal static async Task AddAsync(
        DbSession session, MergeUnit unit, IReadOnlyDictionary<string, long> deltasByLifecycle, CancellationToken ct)
    {
        var deltas = deltasByLifecycle.Where(delta => delta.Value != 0).ToArray();
        if (deltas.Length > 0)
        {
            await session.ExecuteAsync(
                """
                insert into resource_count (account_id, kind, region, lifecycle, tenant_id, provider, count)
                select @account, @kind, @region, lifecycle, @tenant, @provider, delta
                from unnest(@lifecycles, @deltas) as row (lifecycle, delta)
                on conflict (account_id, kind, region, lifecycle) do update set count = resource_count.count + excluded.count
                """,
                new
                {
                    account = unit.Account,
                    kind = unit.Kind,
                    region = unit.Region,
                    tenant = unit.Tenant,
                    provider = unit.Provider,
                    lifecycles = deltas.Select(delta => delta.Key).ToArray(),
                    deltas = deltas.Select(delta => delta.Value).ToArray(),
                },
                ct);
        }
    }
}
