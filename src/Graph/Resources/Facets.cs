using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>A value of a column and how many resources have it.</summary>
public sealed record FacetCount
{
    /// <summary>The value as text.</summary>
    public required string Value { get; init; }

    /// <summary>How many resources have it.</summary>
    public long Count { get; init; }
}

/// <summary>Counts by columns.</summary>
/// <param name="Facets">By name of the facet, most first.</param>
/// <param name="Total">How many match the whole query.</param>
public sealed record FacetCounts(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets, long Total);

/// <summary>A column that is counted by.</summary>
internal sealed record Facet(string Name, string Sql, bool Counted, bool NeedsFreshness)
{
    private static readonly string[] Names = ["kind", "provider", "lifecycle", "account", "region", "sync", "power", "zone", "project"];

    /// <summary>Reads a list of names separated by commas.</summary>
    internal static Result<IReadOnlyList<Facet>> Parse(string? by)
    {
        var names = (by ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        if (names.Length == 0)
        {
            names = Names[..6];
        }

        if (names.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
        {
            return QueryProblems.Facet.With(("facet", unknown), ("allowed", string.Join(", ", Names)));
        }

        return names.Select(name => (Name: name, Key: QueryKeys.Core[name]))
            .Select(entry => new Facet(entry.Name, entry.Key.Sql, entry.Key.Counted, entry.Key.NeedsFreshness))
            .ToArray();
    }

    /// <summary>
    /// The query without what it says at its top about this column alone: the counts beside a choice are those of its
    /// alternatives.
    /// </summary>
    internal QueryNode Without(QueryNode query) => query switch
    {
        AllOf all => new AllOf(all.Items.Where(item => !IsAboutThis(item)).ToArray()),
        _ => IsAboutThis(query) ? QueryNode.Everything : query,
    };

    private bool IsAboutThis(QueryNode node) => node switch
    {
        Comparison comparison => comparison.Key == Name,
        Not not => IsAboutThis(not.Item),
        AnyOf any => any.Items.All(IsAboutThis),
        AllOf all => all.Items.Count > 0 && all.Items.All(IsAboutThis),
        _ => false,
    };
}
