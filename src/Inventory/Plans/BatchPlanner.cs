using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Plans;

/// <summary>What the plan of an action on many is made from.</summary>
/// <param name="Verb">What is asked.</param>
/// <param name="Inputs">The action's inputs.</param>
/// <param name="Resources">Of what.</param>
/// <param name="Kinds">What the kinds know.</param>
/// <param name="Providers">What the clouds can do.</param>
internal sealed record BatchSubject(
    string Verb, JsonObject Inputs, IReadOnlyList<Resource> Resources, KindRegistry Kinds, ProviderCatalog Providers)
{
    /// <summary>What becomes of other resources.</summary>
    public BlastRadius Radius { get; init; } = BlastRadius.None;
}

/// <summary>Says what an action on many would do, from the graph alone.</summary>
internal static class BatchPlanner
{
    private const int NamedRefusals = 5;

    internal static Plan Plan(BatchSubject subject, PlanId id, DateTimeOffset now, Language language)
    {
        var steps = subject.Resources.GroupBy(resource => resource.Kind).Select(group =>
        {
            var kind = subject.Kinds.Find(group.Key);
            var label = ResourceCommand.Label(subject.Verb, kind);
            var text = new LocalizedText($"{label.En} {kind?.Label.En.ToLowerInvariant()}", $"{label.Zh}{kind?.Label.Zh}");
            return new PlanStep(text.In(language), group.Count() == 1 ? group.First().Name : $"× {group.Count()}", CheckedBy.Platform);
        });
        var so = subject.Resources.Where(resource => subject.Kinds.Find(resource.Kind) is { } kind && CommandChecks.IsSoAlready(resource, subject.Verb, kind)).ToHashSet();
        var refusals = subject.Resources.Where(resource => !so.Contains(resource)).Select(resource => (resource.Name, Problem: RefusalOf(subject, resource)))
            .Where(refusal => refusal.Problem is not null)
            .ToArray();
        return new Plan(
            id,
            now,
            [.. steps],
            [.. subject.Resources.Where(resource => !so.Contains(resource)).Select(resource => new PlanEffect(resource.Id, resource.Kind, resource.Name, ResourcePlanner.EffectOf(subject.Verb), null)), .. subject.Radius.Effects(language)],
            Cost: null,
            Quota: [],
            [.. Calls(subject)],
            [.. Warnings(subject, so.Count, refusals.Length, refusals.Take(NamedRefusals).Select(refusal => $"{refusal.Name}: {refusal.Problem!.DetailIn(language)}")).Select(text => text.In(language))]);
    }

    private static Problem? RefusalOf(BatchSubject subject, Resource resource)
    {
        if (subject.Verb is ResourceCommand.Destroy or ResourceCommand.Recycle && DeletionProtection.RefusalOf(resource) is { } held)
        {
            return held;
        }

        if (subject.Verb == ResourceCommand.Forget || resource.Account is null || subject.Providers.Find(resource.Provider)?.Manifest is not { } manifest)
        {
            return null;
        }

        var kind = subject.Kinds.Find(resource.Kind)!;
        return subject.Verb == ResourceCommand.Recycle
            ? CommandChecks.Recycle(resource, null, kind, manifest).Problem
            : CommandChecks.Check(resource, subject.Verb, subject.Inputs, kind, manifest).Problem;
    }

    private static IEnumerable<PlanApiCall> Calls(BatchSubject subject) =>
        subject.Resources
            .Select(resource => subject.Verb == ResourceCommand.Forget ? null : subject.Providers.Find(resource.Provider)?.Manifest.Find(resource.Kind, subject.Verb)?.ApiAction)
            .OfType<string>()
            .GroupBy(action => action)
            .Select(group => new PlanApiCall(group.Key, group.Count()));

    private static IEnumerable<LocalizedText> Warnings(BatchSubject subject, int so, int refused, IEnumerable<string> named)
    {
        if (subject.Verb == ResourceCommand.Destroy)
        {
            yield return new("What is destroyed cannot be brought back.", "销毁后无法恢复。");
        }

        if (so > 0)
        {
            yield return new($"{so} of {subject.Resources.Count} are so already and would be skipped.", $"{subject.Resources.Count} 个中有 {so} 个已处于目标状态，将跳过。");
        }

        if (subject.Radius.Warning is { } more)
        {
            yield return more;
        }

        if (refused > 0)
        {
            var list = string.Join(" ", named);
            yield return new($"{refused} of {subject.Resources.Count} would be refused. {list}", $"{subject.Resources.Count} 个中有 {refused} 个会被拒绝。{list}");
        }

        yield return new("Only Yunqiao checked this plan: the cloud has no dry run for it. The price is not known.", "此方案仅由云桥校验：云端不支持预演。费用未知。");
    }
}
