using System.Buffers.Text;
using System.Text.Json;

namespace Yunqiao.Kernel;

/// <summary>A page of a list in keyset order. Every list is paged.</summary>
/// <param name="Items">At most <c>limit</c> items.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Cursor">What an earlier page gave as <c>next</c>; null for the first.</param>
public sealed record PageRequest(int Limit, string? Cursor)
{
    /// <summary>The limit when none is given.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The largest limit.</summary>
    public const int MaximumLimit = 1000;

    /// <summary>Checks what a caller sent.</summary>
    public static Result<PageRequest> From(int? limit, string? cursor)
    {
        if (limit is < 1 or > MaximumLimit)
        {
            return KernelProblems.Invalid.With(("summary", $"limit {limit}")) with
            {
                Errors = [new FieldError("?limit", "range", new("limit is 1 to 1000.", "limit 的范围是 1 到 1000。"))],
            };
        }

        return new PageRequest(limit ?? DefaultLimit, cursor);
    }
}

/// <summary>Turns the sort values of a page's last row into an opaque cursor and back.</summary>
public static class KeysetCursor
{
    /// <summary>The cursor that continues after a row with these sort values.</summary>
    public static string Encode<TKey>(TKey key) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key, Json.Options));

    /// <summary>The sort values; null when the text is no cursor of this list.</summary>
    public static TKey? Decode<TKey>(string cursor)
        where TKey : class
    {
        if (cursor.Length > 4096)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<TKey>(Base64Url.DecodeFromChars(cursor), Json.Options);
        }
        catch (Exception error) when (error is FormatException or JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
