using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Relations;

/// <summary>Walks the relations around a resource, both ways, a ring at a time.</summary>
public sealed class NeighbourhoodStore(Database database, KindRegistry kinds)
{
    private static readonly LocalizedText Unlabelled = new("related to", "关联");

    /// <summary>
    /// The resources within <paramref name="depth"/> relations and the relations among them; null when there is no such resource.
    /// Of a ring that does not fit into the limit the first by id are taken, so that asking again gives the same.
    /// </summary>
    public async Task<Neighbourhood?> WalkAsync(Scope scope, ResourceId start, int depth, int limit, CancellationToken ct)
    {
        var distances = new Dictionary<ResourceId, int> { [start] = 0 };
        var frontier = new[] { start };
        var truncated = false;
        for (var distance = 1; distance <= depth && frontier.Length > 0 && !truncated; distance++)
        {
            var ring = await RingAsync(scope, frontier, [.. distances.Keys], limit - distances.Count + 1, ct);
            truncated = distances.Count + ring.Count > limit;
            frontier = [.. ring.Take(limit - distances.Count)];
            foreach (var id in frontier)
            {
                distances.Add(id, distance);
            }
        }

        var nodes = await NodesAsync(scope, distances, ct);
        return nodes.Count == 0 ? null : new Neighbourhood(nodes, await EdgesAsync(scope, [.. distances.Keys], ct), truncated);
    }

    private Task<IReadOnlyList<ResourceId>> RingAsync(
        Scope scope, ResourceId[] frontier, ResourceId[] known, int limit, CancellationToken ct) =>
        database.QueryAsync<ResourceId>(
            scope,
            """
            select id from (
                select target_id as id from relation where source_id = any(@frontier) and target_id is not null
                union
                select source_id from relation where target_id = any(@frontier)
            ) ring
            where id <> all(@known)
            order by id
            limit @limit
            """,
            new { frontier, known, limit },
            ct);

    private async Task<IReadOnlyList<Neighbour>> NodesAsync(Scope scope, Dictionary<ResourceId, int> distances, CancellationToken ct)
    {
        var rows = await database.QueryAsync<RelatedResource>(
            scope,
            "select id, kind, name, lifecycle, provider from resource where id = any(@ids)",
            new { ids = distances.Keys.ToArray() },
            ct);
        return [.. rows.Select(row => new Neighbour(row, distances[row.Id])).OrderBy(node => node.Distance).ThenBy(node => node.Resource.Id.Value)];
    }

    private async Task<IReadOnlyList<NeighbourEdge>> EdgesAsync(Scope scope, ResourceId[] ids, CancellationToken ct)
    {
        var rows = await database.QueryAsync<StoredEdge>(
            scope,
            """
            select edge.source_id, edge.target_id, edge.type, edge.target_kind, source.kind as source_kind
            from relation edge join resource source on source.id = edge.source_id
            where edge.source_id = any(@ids) and edge.target_id = any(@ids)
            order by edge.source_id, edge.target_id, edge.type
            """,
            new { ids },
            ct);
        return [.. rows.Select(row => new NeighbourEdge(row.SourceId, row.TargetId, row.Type, LabelOf(row)))];
    }

    private LocalizedText LabelOf(StoredEdge edge) =>
        kinds.Find(edge.SourceKind)?.Relations.FirstOrDefault(relation => relation.Type == edge.Type && relation.Target == edge.TargetKind)?.Label
        ?? Unlabelled;

    private sealed record StoredEdge(ResourceId SourceId, ResourceId TargetId, string Type, string TargetKind, string SourceKind);
}
