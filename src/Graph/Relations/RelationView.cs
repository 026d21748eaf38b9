using Yunqiao.Kernel;

namespace Yunqiao.Graph.Relations;

/// <summary>Which way an edge runs, seen from the resource that was asked about.</summary>
public enum RelationDirection
{
    /// <summary>It leaves the resource.</summary>
    Out,

    /// <summary>It points at the resource.</summary>
    In,
}

/// <summary>An edge of a resource.</summary>
/// <param name="Type"><c>runs-on</c>.</param>
/// <param name="Direction">Which way it runs.</param>
/// <param name="Label">What people read along it, in that direction.</param>
/// <param name="Resource">The other end; null while it is not in the graph.</param>
/// <param name="Kind">The kind of the other end, when it is not in the graph.</param>
/// <param name="ExternalId">The cloud's id of the other end, when it is not in the graph.</param>
public sealed record RelationView(
    string Type,
    RelationDirection Direction,
    LocalizedText Label,
    RelatedResource? Resource,
    string? Kind,
    string? ExternalId);

/// <summary>The other end of an edge.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lifecycle">Its lifecycle.</param>
/// <param name="Provider">Its provider.</param>
public sealed record RelatedResource(ResourceId Id, string Kind, string Name, string Lifecycle, string Provider);
