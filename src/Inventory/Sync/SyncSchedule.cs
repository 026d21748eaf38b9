using Yunqiao.Providers;

namespace Yunqiao.Inventory.Sync;

/// <summary>Which units an account has, and when each of them is looked at.</summary>
public static class SyncSchedule
{
    /// <summary>The timer of an account; its key is the account's id.</summary>
    public const string Timer = "account-sync";

    /// <summary>The region of what is listed once per account.</summary>
    public const string Global = "global";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    /// <summary>A unit that becomes due while its siblings run goes along with them.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>One unit per listed kind, or per kind and region where the cloud has regions.</summary>
    public static IReadOnlyList<(string Kind, string Region)> Units(ProviderManifest manifest, IReadOnlyList<string> regions) =>
    [
        .. from action in manifest.Actions
           where action.Verb == ManifestAction.List
           from region in action.Scope == ActionScope.Global ? [Global] : regions
           select (action.Kind, region),
    ];

    /// <summary>How often the timer of an account fires: as often as its most restless kind wants.</summary>
    public static TimeSpan Interval(ProviderManifest manifest)
    {
        var seconds = manifest.Actions.Where(action => action.Verb == ManifestAction.List).Select(action => action.RefreshSeconds).DefaultIfEmpty(300).Min();
        return TimeSpan.FromSeconds(seconds) is var interval && interval > Shortest ? interval : Shortest;
    }

    /// <summary>How long what was listed of a kind counts as known.</summary>
    public static TimeSpan Refresh(ProviderManifest manifest, string kind) =>
        TimeSpan.FromSeconds(manifest.Find(kind, ManifestAction.List)?.RefreshSeconds ?? 300);

    /// <summary>
    /// Whether a unit is looked at in this firing: when somebody wants it, when it never succeeded or failed last, when it is
    /// old. One that is still running was interrupted, because a timer never runs twice at a time.
    /// </summary>
    public static bool IsDue(SyncUnit unit, TimeSpan refresh, DateTimeOffset now) =>
        unit.Wanted is not null
        || unit.State is UnitState.Unknown or UnitState.Running or UnitState.Failed
        || unit.LastRunAt is not { } last
        || last + refresh - Slack <= now;
}
