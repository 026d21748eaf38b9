using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Kinds;

/// <summary>
/// The kinds that the graph knows: those of the product, and those that tenants defined, which <see cref="OwnKinds"/> keeps
/// current. Reading takes no lock.
/// </summary>
public sealed class KindRegistry
{
    private readonly IReadOnlyDictionary<string, Kind> builtIn;
    private volatile Dictionary<string, OwnKind> own = [];

    /// <summary>The built-in kinds.</summary>
    public KindRegistry()
        : this(BuiltInKinds.All.Values)
    {
    }

    /// <summary>The given kinds; two of one id are a bug.</summary>
    public KindRegistry(IEnumerable<Kind> kinds) => builtIn = kinds.ToDictionary(kind => kind.Id, StringComparer.Ordinal);

    /// <summary>All kinds, whoever defined them, by id.</summary>
    public IEnumerable<Kind> All => builtIn.Values.Concat(own.Values.Select(kind => kind.Kind)).OrderBy(kind => kind.Id, StringComparer.Ordinal);

    /// <summary>The kind of an id, whoever defined it, or null.</summary>
    public Kind? Find(string id) => builtIn.GetValueOrDefault(id) ?? own.GetValueOrDefault(id)?.Kind;

    /// <summary>The kind of an id, or null when there is none that the scope sees.</summary>
    public Kind? Find(Scope scope, string id) =>
        builtIn.GetValueOrDefault(id) ?? (OwnKind(id) is { } kind && Sees(scope, kind.Tenant) ? kind.Kind : null);

    /// <summary>The kinds that a scope sees: the product's, its own, those of the tenants above and below; by id.</summary>
    public IEnumerable<Kind> VisibleTo(Scope scope) =>
        builtIn.Values.Concat(own.Values.Where(kind => Sees(scope, kind.Tenant)).Select(kind => kind.Kind))
            .OrderBy(kind => kind.Id, StringComparer.Ordinal);

    /// <summary>Whether a kind was defined by a tenant: things of it are written by people, no cloud has them.</summary>
    public bool IsOwn(string id) => own.ContainsKey(id);

    internal OwnKind? OwnKind(string id) => own.GetValueOrDefault(id);

    internal void Replace(IEnumerable<OwnKind> kinds) => own = kinds.ToDictionary(kind => kind.Kind.Id, StringComparer.Ordinal);

    private static bool Sees(Scope scope, TenantId tenant) =>
        scope.IsSystem || scope.VisibleTenants.Contains(tenant) || scope.Above.Contains(tenant);
}

/// <summary>A kind that a tenant defined.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Document">How it was written.</param>
internal sealed record OwnKind(Kind Kind, TenantId Tenant, KindDocument Document);
