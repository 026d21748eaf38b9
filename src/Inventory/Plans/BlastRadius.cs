using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Relations;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Plans;

namespace Yunqiao.Inventory.Plans;

/// <summary>What becomes of other resources when some are stopped or destroyed, as the relations tell.</summary>
/// <param name="Affected">The others, nearest first.</param>
/// <param name="Truncated">Whether there are more than were looked at.</param>
internal sealed record BlastRadius(IReadOnlyList<AffectedResource> Affected, bool Truncated)
{
    internal static readonly BlastRadius None = new([], false);

    /// <summary>Edges that end with either of their ends; the other end stays behind.</summary>
    private static readonly string[] Connections = ["attached-to", "attached-disk", "has-interface", "mounts", "bound-to"];

    /// <summary>Edges whose source cannot go on without its target.</summary>
    private static readonly string[] Foundations = ["runs-on"];

    /// <summary>That there are more than the plan names; null when it names all.</summary>
    internal LocalizedText? Warning =>
        Truncated ? new("More resources depend on it than the plan names.", "依赖它的资源多于方案所列。") : null;

    /// <summary>What becomes of the other end of an edge of a resource; null when nothing does.</summary>
    internal static PlanEffectKind? EffectOf(RelationView edge, PlanEffectKind effect) => (effect, edge.Direction) switch
    {
        (PlanEffectKind.Stopped or PlanEffectKind.Destroyed, RelationDirection.In) when Foundations.Contains(edge.Type) => PlanEffectKind.Stopped,
        (PlanEffectKind.Destroyed, RelationDirection.In) => PlanEffectKind.Detached,
        (PlanEffectKind.Destroyed, _) when Connections.Contains(edge.Type) => PlanEffectKind.Detached,
        _ => null,
    };

    /// <summary>As a plan says it.</summary>
    internal IEnumerable<PlanEffect> Effects(Language language) =>
        Affected.Select(one => new PlanEffect(one.Resource.Id, one.Resource.Kind, one.Resource.Name, one.Effect, one.Reason.In(language)));
}

/// <summary>Another resource, and what becomes of it.</summary>
internal sealed record AffectedResource(RelatedResource Resource, PlanEffectKind Effect, LocalizedText Reason);

/// <summary>Follows the relations of what is stopped or destroyed.</summary>
internal sealed class BlastRadiusReader(RelationStore relations, KindRegistry kinds)
{
    /// <summary>Most resources whose edges are read, and most edges of each.</summary>
    private const int MostResources = 100;
    private const int MostEdges = 1000;

    /// <summary>What becomes of others when this becomes of these.</summary>
    internal async Task<BlastRadius> ReadAsync(Scope scope, IReadOnlyList<(ResourceId Id, PlanEffectKind Effect)> begin, CancellationToken ct)
    {
        var seen = begin.Select(one => one.Id).ToHashSet();
        var queue = new Queue<(ResourceId Id, PlanEffectKind Effect)>(begin.Where(one => one.Effect is PlanEffectKind.Stopped or PlanEffectKind.Destroyed));
        var affected = new List<AffectedResource>();
        var (read, truncated) = (0, false);
        while (queue.TryDequeue(out var next))
        {
            if (read++ >= MostResources)
            {
                truncated = true;
                break;
            }

            var page = (await relations.ListAsync(scope, next.Id, new PageRequest(MostEdges, null), ct)).Value;
            truncated |= page.Next is not null;
            foreach (var edge in page.Items)
            {
                if (edge.Resource is not { } other || BlastRadius.EffectOf(edge, next.Effect) is not { } effect || !seen.Add(other.Id))
                {
                    continue;
                }

                if (effect == PlanEffectKind.Stopped && kinds.Find(other.Kind)?.Action("stop") is null)
                {
                    // What has no power, a network for example, only loses its ground.
                    effect = PlanEffectKind.Detached;
                }

                var arrow = edge.Direction == RelationDirection.In ? " ←" : " →";
                affected.Add(new AffectedResource(other, effect, new LocalizedText(edge.Label.En + arrow, edge.Label.Zh + arrow)));
                if (effect == PlanEffectKind.Stopped)
                {
                    queue.Enqueue((other.Id, effect));
                }
            }
        }

        return new BlastRadius(affected, truncated);
    }
}
