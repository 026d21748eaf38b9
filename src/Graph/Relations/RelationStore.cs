using Yunqiao.Graph.Kinds;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Relations;

/// <summary>The edges of resources.</summary>
public sealed class RelationStore(Database database, KindRegistry kinds)
{
    private static readonly LocalizedText Unlabelled = new("related to", "关联");

    /// <summary>The edges of a resource in both directions: first those that leave it, by type, then by the other end's id.</summary>
    public async Task<Result<Page<RelationView>>> ListAsync(Scope scope, ResourceId resource, PageRequest page, CancellationToken ct)
    {
        var after = page.Cursor is null ? new RelationKey("", "", "") : KeysetCursor.Decode<RelationKey>(page.Cursor);
        if (after is not { Direction: not null, Type: not null, Edge: not null })
        {
            return KernelProblems.BadCursor;
        }

        // "out" sorts before "in" by its first column: 0 and 1.
        var rows = await database.QueryAsync<StoredRelation>(
            scope,
            """
            select * from (
                select '0' as direction, edge.type, edge.target_kind || ' ' || edge.target_region || ' ' || edge.target_external_id as edge,
                    source.kind as source_kind, edge.target_kind, edge.target_external_id,
                    target.id, target.kind, target.name, target.lifecycle, target.provider
                from relation edge join resource source on source.id = edge.source_id left join resource target on target.id = edge.target_id
                where edge.source_id = @resource
                union all
                select '1', edge.type, edge.source_id::text, source.kind, edge.target_kind, edge.target_external_id,
                    source.id, source.kind, source.name, source.lifecycle, source.provider
                from relation edge join resource source on source.id = edge.source_id
                where edge.target_id = @resource
            ) edges
            where (direction, type collate "C", edge collate "C") > (@direction, @type, @edge)
            order by direction, type collate "C", edge collate "C"
            limit @limit
            """,
            new { resource, direction = after.Direction, type = after.Type, edge = after.Edge, limit = page.Limit + 1 },
            ct);
        var items = rows.Take(page.Limit).ToArray();
        var next = rows.Count > page.Limit ? KeysetCursor.Encode(new RelationKey(items[^1].Direction, items[^1].Type, items[^1].Edge)) : null;
        return new Page<RelationView>(items.Select(View).ToArray(), next);
    }

    private RelationView View(StoredRelation row)
    {
        var outgoing = row.Direction == "0";
        var declared = kinds.Find(row.SourceKind)?.Relations.FirstOrDefault(relation => relation.Type == row.Type && relation.Target == row.TargetKind)
            ?? kinds.Find(row.SourceKind)?.Relations.FirstOrDefault(relation => relation.Type == row.Type);
        return new RelationView(
            row.Type,
            outgoing ? RelationDirection.Out : RelationDirection.In,
            (outgoing ? declared?.Label : declared?.InverseLabel) ?? Unlabelled,
            row.Id is { } id ? new RelatedResource(id, row.Kind!, row.Name!, row.Lifecycle!, row.Provider!) : null,
            row.Id is null ? row.TargetKind : null,
            row.Id is null ? row.TargetExternalId : null);
    }

    private sealed record RelationKey(string Direction, string Type, string Edge);

    private sealed record StoredRelation
    {
        public required string Direction { get; init; }

        public required string Type { get; init; }

        public required string Edge { get; init; }

        public required string SourceKind { get; init; }

        public required string TargetKind { get; init; }

        public required string TargetExternalId { get; init; }

        public ResourceId? Id { get; init; }

        public string? Kind { get; init; }

        public string? Name { get; init; }

        public string? Lifecycle { get; init; }

        public string? Provider { get; init; }
    }
}
