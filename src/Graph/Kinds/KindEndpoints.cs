using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Kinds;

internal static class KindEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var kinds = routes.MapGroup("/kinds").WithTags("Kinds");
        kinds.MapGet("", List)
            .WithName("listKinds").WithSummary("Types of resources: attributes, lifecycle, relations, actions")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Page<KindView>>();
        kinds.MapGet("/{**id}", Get)
            .WithName("getKind").WithSummary("A type of resource; one of a tenant's own with the document that defines it")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<KindDetail>();
        kinds.MapPost("", CreateAsync)
            .WithName("createKind").WithSummary("Define a type of resource that the tenant and those below it write down by hand")
            .WithMetadata(EndpointAccess.Mutation(Permission.KindsManage, "kind.create"), new SuccessStatus(201))
            .Produces<KindDetail>(201);
        kinds.MapPut("/{**id}", ReplaceAsync)
            .WithName("replaceKind").WithSummary("Replace the definition of an own type; refused when existing things would become invalid")
            .WithMetadata(EndpointAccess.Mutation(Permission.KindsManage, "kind.replace"))
            .Produces<KindDetail>();
        kinds.MapDelete("/{**id}", DeleteAsync)
            .WithName("deleteKind").WithSummary("Delete an own type that nothing uses")
            .WithMetadata(EndpointAccess.Mutation(Permission.KindsManage, "kind.delete"));
    }

    private static Result<Page<KindView>> List(int? limit, string? cursor, Caller caller, KindRegistry kinds)
    {
        if (!PageRequest.From(limit ?? PageRequest.MaximumLimit, cursor).Ok(out var page, out var problem))
        {
            return problem;
        }

        var after = cursor is null ? null : KeysetCursor.Decode<KindKey>(cursor)?.Id;
        if (cursor is not null && after is null)
        {
            return KernelProblems.BadCursor;
        }

        var found = kinds.VisibleTo(caller.Scope)
            .Where(kind => after is null || string.CompareOrdinal(kind.Id, after) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return new Page<KindView>(
            [.. found.Take(page.Limit).Select(KindView.Of)],
            found.Length > page.Limit ? KeysetCursor.Encode(new KindKey(found[page.Limit - 1].Id)) : null);
    }

    private static Result<KindDetail> Get(string id, Caller caller, KindRegistry kinds) =>
        kinds.Find(caller.Scope, id) is { } kind
            ? new KindDetail(KindView.Of(kind), kinds.OwnKind(id)?.Tenant, kinds.OwnKind(id)?.Document)
            : KernelProblems.NotFound.With(("noun", "kind"), ("id", id));

    private static async Task<Result<KindDetail>> CreateAsync(KindDocument kind, Caller caller, OwnKinds own, CancellationToken ct) =>
        (await own.CreateAsync(caller.Scope, kind, ct)).Ok(out var made, out var problem)
            ? new KindDetail(KindView.Of(made), caller.Scope.Tenant, kind)
            : problem;

    private static async Task<Result<KindDetail>> ReplaceAsync(string id, KindDocument kind, Caller caller, OwnKinds own, CancellationToken ct) =>
        (await own.ReplaceAsync(caller.Scope, id, kind, ct)).Ok(out var made, out var problem)
            ? new KindDetail(KindView.Of(made), caller.Scope.Tenant, kind with { Id = id })
            : problem;

    private static Task<Result<Unit>> DeleteAsync(string id, Caller caller, OwnKinds own, CancellationToken ct) =>
        own.DeleteAsync(caller.Scope, id, ct);

    private sealed record KindKey(string Id);
}

/// <summary>One kind, and how it was defined.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Tenant">The tenant that defined it; null for one of the product's.</param>
/// <param name="Document">The document that defines it, as POST and PUT take it; null for one of the product's.</param>
public sealed record KindDetail(KindView Kind, TenantId? Tenant, KindDocument? Document);
