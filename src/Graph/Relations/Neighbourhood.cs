using Yunqiao.Kernel;

namespace Yunqiao.Graph.Relations;

/// <summary>What lies around a resource, as the relations lead.</summary>
/// <param name="Nodes">The resources, nearest first; the first is the one that was asked about.</param>
/// <param name="Edges">The relations between them.</param>
/// <param name="Truncated">Whether there was more within the distance than the limit allows.</param>
public sealed record Neighbourhood(IReadOnlyList<Neighbour> Nodes, IReadOnlyList<NeighbourEdge> Edges, bool Truncated)
{
    /// <summary>The farthest that one may ask for, in relations.</summary>
    public const int MaximumDepth = 5;

    /// <summary>The most resources that one may ask for.</summary>
    public const int MaximumNodes = 1000;

    /// <summary>Checks how far and how many.</summary>
    internal static Problem? Check(int depth, int limit)
    {
        var errors = new List<FieldError>();
        if (depth is < 1 or > MaximumDepth)
        {
            errors.Add(new FieldError("?depth", "range", new($"depth is 1 to {MaximumDepth}.", $"depth 的范围是 1 到 {MaximumDepth}。")));
        }

        if (limit is < 1 or > MaximumNodes)
        {
            errors.Add(new FieldError("?limit", "range", new($"limit is 1 to {MaximumNodes}.", $"limit 的范围是 1 到 {MaximumNodes}。")));
        }

        return errors.Count == 0 ? null : KernelProblems.Invalid.With(("summary", $"depth {depth}, limit {limit}")) with { Errors = errors };
    }
}

/// <summary>A resource in a neighbourhood.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Distance">How many relations away it is; 0 for the one that was asked about.</param>
public sealed record Neighbour(RelatedResource Resource, int Distance);

/// <summary>A relation in a neighbourhood.</summary>
/// <param name="Source">Where it starts.</param>
/// <param name="Target">Where it ends.</param>
/// <param name="Type"><c>runs-on</c>.</param>
/// <param name="Label">What people read along it, from source to target.</param>
public sealed record NeighbourEdge(ResourceId Source, ResourceId Target, string Type, LocalizedText Label);
