using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>Resources by id, placeholders of resources to come, and the end of resources.</summary>
public sealed class ResourceStore(Database database, TimeProvider clock)
{
    /// <summary>A resource; null when there is none in the scope.</summary>
    public Task<Resource?> GetAsync(Scope scope, ResourceId id, CancellationToken ct) => throw new NotImplementedException($"{database}{clock}");

    /// <summary>The resources of some ids, in the order of the ids; ids of none in the scope are left out.</summary>
    public Task<IReadOnlyList<Resource>> GetManyAsync(Scope scope, IReadOnlyCollection<ResourceId> ids, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>A resource as the session's transaction sees it; null when there is none in its scope.</summary>
    public Task<Resource?> ReadAsync(DbSession session, ResourceId id, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The resource that an account knows by its own id; null when there is none.</summary>
    public Task<Resource?> FindAsync(Scope scope, AccountId account, string kind, string region, string externalId, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>How many resources each account has; an account with none is absent.</summary>
    public Task<IReadOnlyList<UnitCount>> CountByUnitAsync(Scope scope, IReadOnlyCollection<AccountId> accounts, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Adds a resource that the cloud does not know yet: lifecycle <c>creating</c>, no external id.</summary>
    public Task<ResourceId> AddPlaceholderAsync(DbSession session, MergeUnit unit, Placeholder placeholder, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>
    /// Says which thing of the cloud a placeholder became. A resource that a sync made for it in the meantime becomes one with
    /// it; the placeholder's id stays. Binding again to the same id changes nothing.
    /// </summary>
    public Task BindPlaceholderAsync(DbSession session, ResourceId id, MergeUnit unit, string externalId, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Removes a placeholder that the cloud never came to know; false when it is bound or gone.</summary>
    public Task<bool> RemovePlaceholderAsync(DbSession session, ResourceId id, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Shows a state that is on its way, such as <c>removing</c>, until the next observation; false when there is no such resource.</summary>
    public Task<bool> SetLifecycleAsync(DbSession session, ResourceId id, string lifecycle, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Stops managing a thing and touches nothing in the cloud; later syncs pass it over. False when there is no such resource.</summary>
    public Task<bool> ForgetAsync(DbSession session, ResourceId id, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Drops all that an account said; the number of resources that went.</summary>
    public Task<int> ForgetAccountAsync(DbSession session, AccountId account, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Changes what is ours of a resource; false when there is no such resource.</summary>
    public Task<bool> ChangeOwnAsync(DbSession session, ResourceId id, OwnFields fields, MergeCause cause, CancellationToken ct) =>
        throw new NotImplementedException();
}

/// <summary>How many resources a unit holds.</summary>
public sealed record UnitCount(AccountId Account, string Kind, string Region, long Count);
