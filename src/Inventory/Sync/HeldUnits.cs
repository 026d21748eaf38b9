using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Sync;

/// <summary>What a person says about a loss that is held.</summary>
/// <param name="Decision"><c>accept</c>: the things are gone, remove them; <c>keep</c>: they are not, keep them and stop asking.</param>
public sealed record ReleaseUnitRequest(string? Decision);

/// <summary>Carries out what a person says about a loss that is held.</summary>
internal sealed class HeldUnits(Database database, UnitSweep sweep, AccountRegistry registry)
{
    private const string Accept = "accept";
    private const string Keep = "keep";

    internal async Task<Result<AccountView>> ReleaseAsync(
        Caller caller, AccountId id, string region, string kind, ReleaseUnitRequest request, CancellationToken ct)
    {
        if (request.Decision is not (Accept or Keep))
        {
            return AccountValidator.Invalid([new FieldError("/decision", "enum", new("One of: accept, keep.", "可选值：accept、keep。"))]);
        }

        var released = await database.TransactAsync<Result<Unit>>(
            caller.Scope,
            async session =>
            {
                if (await AccountStore.LockAsync(session, id, ct) is not { } account)
                {
                    return AccountRegistry.Unknown(id);
                }

                if (await SyncUnitStore.LockAsync(session, id, kind, region, ct) is not { State: UnitState.Held } unit)
                {
                    return AccountProblems.UnitNotHeld.With(("kind", kind), ("region", region));
                }

                await SyncUnitStore.EndAsync(session, await DecideAsync(session, account, unit, request.Decision == Accept, caller, ct), ct);
                AccountStore.PublishChanged(session, account, UnitState.Idle);
                return default(Unit);
            },
            ct);
        return released.Ok(out _, out var problem) ? await registry.GetAsync(caller, id, ct) : problem;
    }

    private async Task<SyncUnit> DecideAsync(
        DbSession session, Account account, SyncUnit unit, bool accept, Caller caller, CancellationToken ct)
    {
        if (!accept)
        {
            return unit with { State = UnitState.Idle, Kept = unit.Missing };
        }

        var mergeUnit = new MergeUnit(account.TenantId, account.Id, account.Provider, unit.Kind, unit.Region, account.Simulated);
        var missing = await sweep.MissingAsync(session.Scope, mergeUnit, ct);
        await sweep.RemoveAsync(session, mergeUnit, missing, MergeCause.Person(caller), ct);
        return unit with { State = UnitState.Idle, Missing = 0, Kept = 0 };
    }
}
