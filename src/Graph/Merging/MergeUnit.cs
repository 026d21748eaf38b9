using Yunqiao.Kernel;

namespace Yunqiao.Graph.Merging;

/// <summary>A unit of sync: what one account says about one kind in one scope. Its observations enter the graph together.</summary>
/// <param name="Tenant">Who owns the account, and so the resources.</param>
/// <param name="Account">The account that speaks.</param>
/// <param name="Provider">The provider's id: <c>docker</c>.</param>
/// <param name="Kind">The kind's id.</param>
/// <param name="Region"><c>global</c> or a region, as the manifest says.</param>
/// <param name="Simulated">Whether a simulator speaks; shown with every resource.</param>
public sealed record MergeUnit(TenantId Tenant, AccountId Account, string Provider, string Kind, string Region, bool Simulated);

/// <summary>Why the graph changes; kept with every change.</summary>
/// <param name="Kind"><c>sync</c>, <c>event</c>, <c>operation</c> or <c>person</c>.</param>
/// <param name="Reference">The id of the run, event or operation, if there is one.</param>
/// <param name="Principal">Who asked, if a person did.</param>
public sealed record MergeCause(string Kind, string? Reference, PrincipalId? Principal)
{
    /// <summary>The name of <see cref="Principal"/> at that moment, so that history reads well when the person is gone.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>
    /// When the cloud was asked for what is merged; null means now. A page that was asked for before a newer single observation
    /// arrived does not take the resource back to the older state.
    /// </summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>A listing of a unit.</summary>
    public static MergeCause Sync(SyncRunId run) => new("sync", run.ToString(), null);

    /// <summary>An event of the cloud's feed.</summary>
    public static MergeCause Event(string? reference) => new("event", reference, null);

    /// <summary>An operation and who requested it.</summary>
    public static MergeCause Operation(OperationId operation, PrincipalId? principal) => new("operation", operation.ToString(), principal);

    /// <summary>A person who changed what is ours, without an operation.</summary>
    public static MergeCause Person(Caller caller) =>
        new("person", null, caller.Principal) { PrincipalName = caller.Name };

    /// <summary>A page of many: one event tells of it, not one per resource.</summary>
    internal bool IsSync => Kind == "sync";
}

/// <summary>What became of a page.</summary>
/// <param name="Created">Resources that are new or back.</param>
/// <param name="Changed">Resources whose content changed.</param>
/// <param name="Unchanged">Resources that cost no write.</param>
/// <param name="ResourcesByExternalId">The resource of every observation that was taken in; forgotten things are absent.</param>
public sealed record MergeOutcome(
    int Created,
    int Changed,
    int Unchanged,
    IReadOnlyDictionary<string, ResourceId> ResourcesByExternalId);
