using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Own;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Relations;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

internal static class ResourceEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/resources").WithTags("Resources");
        group.MapGet("", ListAsync).WithName("listResources").WithSummary("Resources that match a query")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<ResourceList>();
        group.MapGet("/facets", CountAsync).WithName("countResources").WithSummary("How many resources match, by the values of columns")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<FacetCounts>();
        group.MapGet("/{id}", GetAsync).WithName("getResource").WithSummary("A resource")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Resource>();
        group.MapGet("/{id}/relations", RelationsAsync).WithName("listResourceRelations").WithSummary("The edges of a resource, both ways")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Page<RelationView>>();
        group.MapGet("/{id}/neighbourhood", NeighbourhoodAsync).WithName("getResourceNeighbourhood")
            .WithSummary("The resources around a resource, as far as a number of relations, and the relations among them")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Neighbourhood>();
        group.MapGet("/{id}/records", RecordsAsync).WithName("listResourceRecords").WithSummary("What each account said about a resource")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<IReadOnlyList<RecordView>>();
        group.MapPatch("/{id}", ChangeAsync).WithName("changeResource").WithSummary("Our own name and tags of a resource, and all of one that a person wrote down; no cloud is asked")
            .WithMetadata(EndpointAccess.Mutation(Permission.ResourcesOperate, "resource.change"))
            .Produces<Resource>();
    }

    private static async Task<IResultValue> ListAsync(
        string? q, string? kind, AccountId? account, string? sort, int? limit, string? cursor, string? fields, bool? count,
        Caller caller, QueryCompiler compiler, ResourceSearchStore search, CancellationToken ct)
    {
        if (!ResourceFields.Parse(fields).Ok(out var wanted, out var problem)
            || !PageRequest.From(limit, cursor).Ok(out var page, out problem)
            || !Compile(compiler, caller.Scope, q, kind, account).Ok(out var compiled, out problem)
            || !(await search.ListAsync(compiled, sort, page, count ?? false, ct)).Ok(out var found, out problem))
        {
            return (Result<ResourceList>)problem;
        }

        return wanted.Pick(found);
    }

    private static async Task<Result<FacetCounts>> CountAsync(
        string? q, string? kind, AccountId? account, string? by,
        Caller caller, QueryCompiler compiler, ResourceSearchStore search, CancellationToken ct)
    {
        if (!Facet.Parse(by).Ok(out var facets, out var problem)
            || !Compile(compiler, caller.Scope, q, kind, account).Ok(out var compiled, out problem)
            || !(await search.CountAsync(compiled, ct)).Ok(out var total, out problem))
        {
            return problem;
        }

        var counts = new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal);
        foreach (var facet in facets)
        {
            var rest = facet.Without(compiled.Node);
            if (!compiler.Compile(rest, caller.Scope).Ok(out var others, out problem)
                || !(await (facet.Name == "sync" ? CountFreshnessAsync(rest, others) : search.CountByAsync(others, facet, ct))).Ok(out var values, out problem))
            {
                return problem;
            }

            counts[facet.Name] = values;
        }

        return new FacetCounts(counts, total);

        // What is stale or missing is indexed; what is neither is fresh, and need not be counted.
        async Task<Result<IReadOnlyList<FacetCount>>> CountFreshnessAsync(QueryNode rest, CompiledQuery others)
        {
            if (!(await search.CountAsync(others, ct)).Ok(out var all, out var problem))
            {
                return problem;
            }

            var values = new List<FacetCount>();
            foreach (var value in new[] { "stale", "missing" })
            {
                var some = new AllOf([rest, new Comparison("sync", QueryOperator.Equal, QueryValue.Quoted(value), default)]);
                if (!compiler.Compile(some, caller.Scope).Ok(out var query, out problem) || !(await search.CountAsync(query, ct)).Ok(out var count, out problem))
                {
                    return problem;
                }

                values.Add(new FacetCount { Value = value, Count = count });
            }

            values.Add(new FacetCount { Value = "fresh", Count = all - values.Sum(value => value.Count) });
            return values.Where(value => value.Count > 0).OrderByDescending(value => value.Count).ToArray();
        }
    }

    private static async Task<IResultValue> GetAsync(
        ResourceId id, string? fields, Caller caller, ResourceStore resources, CancellationToken ct)
    {
        if (!ResourceFields.Parse(fields).Ok(out var wanted, out var problem))
        {
            return (Result<Resource>)problem;
        }

        var found = await resources.GetAsync(caller.Scope, id, ct);
        if (found is null && await resources.AliasAsync(caller.Scope, id, ct) is { } other)
        {
            // It became a part of another; what people kept of it leads there.
            found = await resources.GetAsync(caller.Scope, other, ct);
        }

        return found is not null ? wanted.Pick(found) : (Result<Resource>)NotFound(id);
    }

    private static async Task<Result<Page<RelationView>>> RelationsAsync(
        ResourceId id, int? limit, string? cursor, Caller caller, ResourceStore resources, RelationStore relations, CancellationToken ct)
    {
        if (!PageRequest.From(limit, cursor).Ok(out var page, out var problem)
            || !(await relations.ListAsync(caller.Scope, id, page, ct)).Ok(out var found, out problem))
        {
            return problem;
        }

        return found.Items.Count > 0 || await resources.GetAsync(caller.Scope, id, ct) is not null ? found : NotFound(id);
    }

    private static async Task<Result<Neighbourhood>> NeighbourhoodAsync(
        ResourceId id, int? depth, int? limit, Caller caller, NeighbourhoodStore store, CancellationToken ct)
    {
        var (hops, most) = (depth ?? 1, limit ?? 200);
        if (Neighbourhood.Check(hops, most) is { } problem)
        {
            return problem;
        }

        return await store.WalkAsync(caller.Scope, id, hops, most, ct) is { } found ? found : NotFound(id);
    }

    private static async Task<Result<IReadOnlyList<RecordView>>> RecordsAsync(
        ResourceId id, Caller caller, ResourceStore resources, CancellationToken ct) =>
        await resources.RecordsAsync(caller.Scope, id, ct) is { } records ? records.ToArray() : NotFound(id);

    private static async Task<Result<Resource>> ChangeAsync(
        ResourceId id, ResourcePatch patch, Caller caller, Database database, ResourceStore resources, OwnThings things, CancellationToken ct)
    {
        if (patch.Check() is { } problem)
        {
            return problem;
        }

        if ((patch.Attributes is not null || patch.Lifecycle is not null)
            && (await things.ChangeAsync(caller, id, patch.Attributes, patch.Lifecycle, ct)).Problem is { } refused)
        {
            return refused;
        }

        var changed = await database.TransactAsync(
            caller.Scope,
            session => resources.ChangeOwnAsync(session, id, new OwnFields(patch.Name?.Trim(), patch.Tags, patch.DeletionProtection), MergeCause.Person(caller), ct),
            ct);
        return changed && await resources.GetAsync(caller.Scope, id, ct) is { } resource ? resource : NotFound(id);
    }

    /// <summary>The query with one kind and one account, as if it said so.</summary>
    private static Result<CompiledQuery> Compile(QueryCompiler compiler, Scope scope, string? q, string? kind, AccountId? account)
    {
        if (!QueryParser.Parse(q).Ok(out var node, out var problem))
        {
            return problem;
        }

        var terms = new[] { ("kind", kind), ("account", account?.ToString()) }
            .Where(term => !string.IsNullOrEmpty(term.Item2))
            .Select(term => new Comparison(term.Item1, QueryOperator.Equal, QueryValue.Quoted(term.Item2!), default))
            .ToArray();
        return compiler.Compile(terms.Length == 0 ? node : new AllOf([node, .. terms]), scope);
    }

    private static Problem NotFound(ResourceId id) => KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
}
