using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Joining;

/// <summary>What people decide about which records are of one thing. It holds against what identity keys say.</summary>
public sealed class ResourceJoins(Database database, KindRegistry kinds, ResourceStore resources, TimeProvider clock)
{
    /// <summary>Makes one resource of two; the first keeps its id and its leading record. The resource as it is then.</summary>
    public async Task<Result<Resource>> LinkAsync(Caller caller, ResourceId id, ResourceId otherId, CancellationToken ct)
    {
        var linked = await database.TransactAsync<Result<bool>>(
            caller.Scope,
            async session =>
            {
                if (await LockAsync(session, [id, otherId], ct) is not [var first, var second])
                {
                    var gone = await OwnStore.ReadAsync(session, id, ct) is null ? id : otherId;
                    return KernelProblems.NotFound.With(("noun", "resource"), ("id", gone.ToString()));
                }

                var records = await JoinStore.RecordsAsync(session, [id, otherId], ct);
                if (Check(first, second, records) is { } problem)
                {
                    return problem;
                }

                await IdentityStore.ForgetApartAsync(session, records.Select(record => record.Id).ToArray(), ct);
                return await new ResourceUnion(kinds.Find(first.Kind), MergeCause.Person(caller), clock).AbsorbAsync(session, id, otherId, ct);
            },
            ct);
        return linked.Ok(out _, out var refused) ? await GetAsync(caller, id, ct) : refused;
    }

    /// <summary>Makes a resource of its own of one record, and keeps it apart from now on; the new resource.</summary>
    public async Task<Result<Resource>> SplitAsync(Caller caller, ResourceId id, RecordId record, CancellationToken ct)
    {
        var split = await database.TransactAsync<Result<ResourceId>>(
            caller.Scope,
            async session =>
            {
                if (await LockAsync(session, [id], ct) is not [var known])
                {
                    return KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
                }

                var union = new ResourceUnion(kinds.Find(known.Kind), MergeCause.Person(caller), clock);
                return await union.SplitAsync(session, new JoinedKey { Id = record, ResourceId = id }, ct) is { } made
                    ? made
                    : JoinProblems.NotJoined.With(("name", known.Name));
            },
            ct);
        return split.Ok(out var created, out var refused) ? await GetAsync(caller, created, ct) : refused;
    }

    /// <summary>The states under the locks of all accounts that speak for them; fewer when one is not there.</summary>
    private static async Task<IReadOnlyList<OwnState>> LockAsync(DbSession session, IReadOnlyList<ResourceId> ids, CancellationToken ct)
    {
        var records = await JoinStore.RecordsAsync(session, ids, ct);
        foreach (var account in records.Select(record => record.AccountId).Distinct().OrderBy(account => account.Value))
        {
            await AccountLock.TakeAsync(session, account, ct);
        }

        foreach (var (tenant, kind) in records.Select(record => (record.TenantId, record.Kind)).Distinct().OrderBy(pair => pair.Kind, StringComparer.Ordinal))
        {
            await IdentityStore.LockAsync(session, tenant, kind, ct);
        }

        await JoinStore.LockAsync(session, ids, ct);
        var states = new List<OwnState>();
        foreach (var id in ids)
        {
            if (await OwnStore.ReadAsync(session, id, ct) is { } state)
            {
                states.Add(state);
            }
        }

        return states;
    }

    private static Problem? Check(OwnState first, OwnState second, IReadOnlyList<JoinedRecord> records)
    {
        if (first.Id == second.Id || first.Kind != second.Kind || first.TenantId != second.TenantId)
        {
            return JoinProblems.NotAlike.With(("name", first.Name), ("other", second.Name));
        }

        var unobserved = new[] { first, second }.FirstOrDefault(state =>
            state.AccountId.Value == state.TenantId.Value || !records.Any(record => record.ResourceId == state.Id && record.Observed.Count > 0));
        if (unobserved is not null)
        {
            return JoinProblems.NotLinkable.With(("name", unobserved.Name));
        }

        var twice = records.GroupBy(record => record.AccountId).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? null
            : JoinProblems.OneAccount.With(("account", twice.Key.ToString()), ("name", first.Name), ("other", second.Name));
    }

    private async Task<Result<Resource>> GetAsync(Caller caller, ResourceId id, CancellationToken ct) =>
        await resources.GetAsync(caller.Scope, id, ct) is { } resource
            ? resource
            : KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
}
