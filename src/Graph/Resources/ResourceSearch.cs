using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>Runs compiled queries as the search role, and reads what they found under row security.</summary>
public sealed class ResourceSearch(Database database, ResourceStore resources, TimeProvider clock)
{
    /// <summary>One page of what matches.</summary>
    /// <param name="query">What to find.</param>
    /// <param name="sort"><c>name</c>, <c>kind</c>, <c>lifecycle</c>, <c>createdAt</c> or <c>observedAt</c>, with <c>-</c> for descending; null means name.</param>
    /// <param name="page">Which page.</param>
    /// <param name="count">Whether to say how many match in all.</param>
    /// <param name="ct">Cancels it.</param>
    public Task<Result<ResourceList>> ListAsync(CompiledQuery query, string? sort, PageRequest page, bool count, CancellationToken ct) =>
        throw new NotImplementedException($"{database}{resources}{clock}");

    /// <summary>How many match.</summary>
    public Task<Result<long>> CountAsync(CompiledQuery query, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The ids of all that match, at most <paramref name="limit"/>: for actions on many.</summary>
    public Task<Result<IReadOnlyList<ResourceId>>> IdsAsync(CompiledQuery query, int limit, CancellationToken ct) => throw new NotImplementedException();
}
