using Yunqiao.Kernel;

namespace Yunqiao.Tenancy;

/// <summary>A cursor over ids.</summary>
internal sealed record IdKey(Guid Id);

/// <summary>A cursor over texts.</summary>
internal sealed record TextKey(string Text);

/// <summary>What a list was asked for, checked.</summary>
/// <param name="Page">The limit and the raw cursor.</param>
/// <param name="After">The decoded cursor; null for the first page.</param>
internal sealed record ListRequest<TKey>(PageRequest Page, TKey? After)
    where TKey : class
{
    internal static Result<ListRequest<TKey>> From(int? limit, string? cursor)
    {
        if (!PageRequest.From(limit, cursor).Ok(out var page, out var problem))
        {
            return problem;
        }

        var after = cursor is null ? null : KeysetCursor.Decode<TKey>(cursor);
        return cursor is not null && after is null ? KernelProblems.BadCursor : new ListRequest<TKey>(page, after);
    }
}
