using System.Globalization;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>An order of resources; the id breaks ties, so that pages never repeat or pass over a resource that stays as it is.</summary>
internal sealed record ResourceSort
{
    // The order of code points, which is that of the indexes: the same on every server and in every release of a C library.
    private const string ByName = "lower(r.name) collate \"C\"";

    private static readonly IReadOnlyDictionary<string, SortKey> Keys = new Dictionary<string, SortKey>(StringComparer.Ordinal)
    {
        ["name"] = new(ByName, "lower(@after) collate \"C\"", resource => resource.Name),
        ["kind"] = new("r.kind", "@after", resource => resource.Kind) { ThenByName = true },
        ["lifecycle"] = new("r.lifecycle", "@after", resource => resource.Lifecycle) { ThenByName = true },
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

    /// <summary>What is sorted by, the id last, each with the name that it has where it was selected.</summary>
    internal IReadOnlyList<(string Sql, string Alias)> Columns =>
        [(key.Sql, "sort1"), .. key.ThenByName ? [(ByName, "sort2")] : Array.Empty<(string, string)>(), ("r.id", "id")];

    /// <summary>What follows <c>order by</c>.</summary>
    internal string Sql => Order(Columns.Select(column => column.Sql));

    /// <summary>The same of what was selected by its aliases.</summary>
    internal string OuterSql => Order(Columns.Select(column => column.Alias));

    /// <summary>The same of rows that were walked, which keep their columns.</summary>
    internal string WalkedSql => Order(Columns.Select(column => "r." + column.Alias));

    /// <summary>Whether an index has this order within a unit.</summary>
    internal bool IsOrderOfUnits => key.Sql == ByName;

    /// <summary>What a query says at its top that the order begins with, so that a walk starts and ends there.</summary>
    internal string Start(CompiledQuery query)
    {
        string[] names = key.Sql == ByName && query.Beginnings.ContainsKey("kind") ? ["kind", "name"] : [Name.TrimStart('-')];
        var conditions = names.Select(query.Beginnings.GetValueOrDefault).OfType<string>().ToArray();
        return conditions.Length == 0 ? "true" : string.Join(" and ", conditions);
    }

    /// <summary>The order when no index has it.</summary>
    internal UnservedTerm? Unserved => NeedsFreshness ? new UnservedTerm($"sort={Name}", default, Unservable.Sort) : null;

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
        return position is not { Value: not null } || position.Sort != Name || !IsClean(position.Value) || !IsClean(position.ResourceName ?? "")
            || (time && !DateTimeOffset.TryParse(position.Value, CultureInfo.InvariantCulture, out _))
            ? KernelProblems.BadCursor
            : new SortPosition(position);
    }

    internal string CursorAfter(Resource last) => KeysetCursor.Encode(new SortCursor(Name, key.Value(last), last.Id)
    {
        ResourceName = key.ThenByName ? last.Name : null,
    });

    /// <summary>The condition for what comes behind a position.</summary>
    internal string Behind() => Behind(Columns.Select(column => column.Sql));

    /// <summary>The same of what was selected by its aliases.</summary>
    internal string OuterBehind() => Behind(Columns.Select(column => column.Alias));

    private string Behind(IEnumerable<string> columns)
    {
        var parameters = key.ThenByName ? $"{key.Parameter}, lower(@afterName) collate \"C\", @afterId" : $"{key.Parameter}, @afterId";
        return $"({string.Join(", ", columns)}) {(descending ? "<" : ">")} ({parameters})";
    }

    private string Order(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => descending ? column + " desc" : column));

    private static bool IsClean(string text) => text == CleanText.Of(text, int.MaxValue);

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private sealed record SortKey(string Sql, string Parameter, Func<Resource, string> Value)
    {
        public bool ThenByName { get; init; }
    }
}

/// <summary>A cursor of a list of resources.</summary>
internal sealed record SortCursor(string Sort, string Value, ResourceId Id)
{
    /// <summary>The name, where it is what is sorted by next.</summary>
    public string? ResourceName { get; init; }
}

/// <summary>Where a page starts.</summary>
internal sealed record SortPosition(SortCursor? Cursor)
{
    /// <summary>Adds its values to the arguments.</summary>
    internal void AddTo(Dictionary<string, object?> arguments)
    {
        if (Cursor is not null)
        {
            arguments["after"] = Cursor.Value;
            arguments["afterName"] = Cursor.ResourceName ?? "";
            arguments["afterId"] = Cursor.Id;
        }
    }
}
