using System.Globalization;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>An order of resources; the id breaks ties, so that pages never repeat or pass over a resource that stays as it is.</summary>
internal sealed record ResourceSort
{
    private static readonly IReadOnlyDictionary<string, SortKey> Keys = new Dictionary<string, SortKey>(StringComparer.Ordinal)
    {
        ["name"] = new("lower(r.name)", "lower(@after)", resource => resource.Name),
        ["kind"] = new("r.kind", "@after", resource => resource.Kind),
        ["lifecycle"] = new("r.lifecycle", "@after", resource => resource.Lifecycle),
        ["createdAt"] = new("r.created_at", "@after::timestamptz", resource => Text(resource.CreatedAt)),
        ["observedAt"] = new($"({ResourceStore.ObservedAt})", "@after::timestamptz", resource => Text(resource.ObservedAt)),
    };

    private readonly SortKey key;
    private readonly bool descending;

    private ResourceSort(string name, bool descending)
    {
        Name = (descending ? "-" : "") + name;
        key = Keys[name];
        this.descending = descending;
    }

    internal string Name { get; }

    internal bool NeedsFreshness => key.Sql.Contains(" f.", StringComparison.Ordinal);

    /// <summary>What follows <c>order by</c>.</summary>
    internal string Sql => descending ? $"{key.Sql} desc, r.id desc" : $"{key.Sql}, r.id";

    internal static Result<ResourceSort> Parse(string? text)
    {
        var descending = text is ['-', ..];
        var name = string.IsNullOrEmpty(text) ? "name" : descending ? text[1..] : text;
        return Keys.ContainsKey(name)
            ? new ResourceSort(name, descending)
            : QueryProblems.Sort.With(("sort", text!), ("allowed", string.Join(", ", Keys.Keys))) with
            {
                Errors = [new FieldError("?sort", "enum", new("Sort by " + string.Join(", ", Keys.Keys) + ".", "可用排序：" + string.Join("、", Keys.Keys) + "。"))],
            };
    }

    /// <summary>Where a page starts; a cursor of another order is refused.</summary>
    internal Result<SortPosition> After(string? cursor)
    {
        if (cursor is null)
        {
            return new SortPosition(null);
        }

        var position = KeysetCursor.Decode<SortCursor>(cursor);
        var time = Name.EndsWith("At", StringComparison.Ordinal);
        return position is not { Value: not null } || position.Sort != Name || position.Value != CleanText.Of(position.Value, int.MaxValue)
            || (time && !DateTimeOffset.TryParse(position.Value, CultureInfo.InvariantCulture, out _))
            ? KernelProblems.BadCursor
            : new SortPosition(position);
    }

    internal string CursorAfter(Resource last) => KeysetCursor.Encode(new SortCursor(Name, key.Value(last), last.Id));

    /// <summary>The condition for what comes behind a position.</summary>
    internal string Behind() => $"({key.Sql}, r.id) {(descending ? "<" : ">")} ({key.Parameter}, @afterId)";

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private sealed record SortKey(string Sql, string Parameter, Func<Resource, string> Value);
}

/// <summary>A cursor of a list of resources.</summary>
internal sealed record SortCursor(string Sort, string Value, ResourceId Id);

/// <summary>Where a page starts.</summary>
internal sealed record SortPosition(SortCursor? Cursor)
{
    /// <summary>Adds its values to the arguments; the condition for what comes behind it.</summary>
    internal string Add(Dictionary<string, object?> arguments, ResourceSort order)
    {
        if (Cursor is null)
        {
            return "true";
        }

        arguments["after"] = Cursor.Value;
        arguments["afterId"] = Cursor.Id;
        return order.Behind();
    }
}
