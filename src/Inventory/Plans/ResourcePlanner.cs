using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Yunqiao.Graph.Relations;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Kernel.Plans;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Plans;

/// <summary>What a plan is made from: a moment of the graph.</summary>
/// <param name="Command">What is asked.</param>
/// <param name="Kind">The kind of its resource.</param>
/// <param name="Manifest">What the cloud can do.</param>
/// <param name="AccountName">The account's name.</param>
/// <param name="Target">The resource; null when it is to be created.</param>
/// <param name="Relations">The edges of the resource.</param>
internal sealed record PlanSubject(
    ResourceCommand Command,
    Kind Kind,
    ProviderManifest Manifest,
    string AccountName,
    Resource? Target,
    IReadOnlyList<RelationView> Relations)
{
    /// <summary>What becomes of other resources.</summary>
    public BlastRadius Radius { get; init; } = BlastRadius.None;

    /// <summary>What the cloud, or the queue of operations, had to say about it.</summary>
    public IReadOnlyList<LocalizedText> Warnings { get; init; } = [];
}

/// <summary>Says what a command would do, from the graph alone. Pure: the same moment gives the same plan.</summary>
internal static class ResourcePlanner
{
    /// <summary>The plan in a reader's language.</summary>
    internal static Plan Plan(PlanSubject subject, PlanId id, DateTimeOffset now, Language language)
    {
        var (command, kind, manifest) = (subject.Command, subject.Kind, subject.Manifest);
        var row = manifest.Find(command.Kind, command.Verb == ResourceCommand.Recycle ? "stop" : command.Verb);
        var checkedBy = row?.ServerDryRun == true ? CheckedBy.Cloud : CheckedBy.Platform;
        return new Plan(
            id,
            now,
            Steps(subject, checkedBy, language),
            [.. Affects(subject, language)],
            Cost: null,
            Quota: [],
            command.Verb == ResourceCommand.Forget
                ? []
                : [new(row?.ApiAction ?? command.Verb, 1), .. Observe(manifest, kind)],
            [.. Warnings(subject).Select(warning => warning.In(language))]);
    }

    /// <summary>
    /// What the plan stood on: a hash of each resource that it affects. What is merely observed again, unchanged, is the same.
    /// </summary>
    internal static IReadOnlyDictionary<string, string> Fingerprint(PlanSubject subject)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["account"] = subject.AccountName };
        if (subject.Target is { } target)
        {
            parts[target.Id.ToString()] = Hash(
                new { target.Name, target.Lifecycle, target.Power, target.Zone, target.ExternalId, target.Attributes, Tags = target.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal) });
        }

        foreach (var other in subject.Relations.Select(relation => relation.Resource).OfType<RelatedResource>())
        {
            parts[other.Id.ToString()] = Hash(new { other.Name, other.Lifecycle });
        }

        return parts;
    }

    private static IReadOnlyList<PlanStep> Steps(PlanSubject subject, CheckedBy checkedBy, Language language)
    {
        var verb = subject.Command.Verb == ResourceCommand.Forget ? new LocalizedText("Stop managing", "停止纳管") : ResourceCommand.Label(subject.Command.Verb, subject.Kind);
        var label = subject.Kind.Label;
        var act = new PlanStep(
            new LocalizedText($"{verb.En} {label.En.ToLowerInvariant()}", verb.Zh + label.Zh).In(language), subject.Command.Name, checkedBy);
        var observe = new LocalizedText("Observe the result", "确认结果").In(language);
        return subject.Command.Verb == ResourceCommand.Forget
            ? [act]
            : [act, new PlanStep(observe, subject.Command.Name, CheckedBy.Platform)];
    }

    private static IEnumerable<PlanEffect> Affects(PlanSubject subject, Language language) =>
    [
        new(subject.Target?.Id, subject.Command.Kind, subject.Command.Name, EffectOf(subject.Command.Verb), null),
        .. subject.Radius.Effects(language),
    ];

    internal static PlanEffectKind EffectOf(string verb) => verb switch
    {
        ResourceCommand.Create => PlanEffectKind.Created,
        ResourceCommand.Destroy => PlanEffectKind.Destroyed,
        ResourceCommand.Forget => PlanEffectKind.Detached,
        "stop" or "pause" or "suspend" or ResourceCommand.Recycle => PlanEffectKind.Stopped,
        _ => PlanEffectKind.Changed,
    };

    private static IEnumerable<PlanApiCall> Observe(ProviderManifest manifest, Kind kind)
    {
        if (manifest.Find(kind.Id, ManifestAction.Observe) is { } observe)
        {
            yield return new PlanApiCall(observe.ApiAction, 1);
        }
    }

    private static IEnumerable<LocalizedText> Warnings(PlanSubject subject)
    {
        var (verb, target) = (subject.Command.Verb, subject.Target);
        foreach (var warning in subject.Warnings)
        {
            yield return warning;
        }

        if (verb == ResourceCommand.Destroy)
        {
            yield return new("What is destroyed cannot be brought back.", "销毁后无法恢复。");
            if (target?.Power == Power.On)
            {
                yield return new("It is running and will be stopped without a grace period.", "它正在运行，将被立即停止。");
            }

            var users = subject.Relations.Where(relation => relation.Direction == RelationDirection.In && relation.Resource is not null).ToArray();
            if (users.Length > 0)
            {
                var names = string.Join(", ", users.Take(5).Select(relation => relation.Resource!.Name));
                yield return new(
                    $"In use by {users.Length}: {names}. The cloud may refuse to destroy it.",
                    $"正被 {users.Length} 个资源使用：{names}。云端可能拒绝销毁。");
            }
        }

        if (subject.Radius.Warning is { } more)
        {
            yield return more;
        }

        if (verb == ResourceCommand.Recycle)
        {
            var days = subject.Command.Input[RecycleResource.RetentionDays]!.GetValue<int>();
            yield return new(
                $"It is stopped and leaves all lists. It can be restored for {days} days; then it is destroyed. The cloud goes on charging for it until then.",
                $"它将被停止并从所有列表中移除。{days} 天内可恢复，之后将被销毁；在此期间云端仍会计费。");
        }

        if (verb == ResourceCommand.Forget)
        {
            yield return new("Nothing at the cloud is touched, and later syncs pass it over.", "不会改动云端资源，后续同步也会跳过它。");
        }

        if (target is { Sync: SyncState.Stale or SyncState.Missing })
        {
            yield return new("What is known of it is out of date.", "其信息已过期。");
        }

        yield return new("Only Yunqiao checked this plan: the cloud has no dry run for it. The price is not known.", "此方案仅由云桥校验：云端不支持预演。费用未知。");
    }

    internal static string Hash<T>(T value) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, Json.Options))))[..16];
}
