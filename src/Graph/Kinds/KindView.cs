using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Kinds;

/// <summary>A kind as clients read it.</summary>
/// <param name="Id"><c>group/name</c>.</param>
/// <param name="Label">What people call one of them.</param>
/// <param name="Attributes">What is known about each.</param>
/// <param name="Lifecycle">The values of <c>lifecycle</c>.</param>
/// <param name="Relations">The edges that may leave it.</param>
/// <param name="Actions">What can be done with it, creation included.</param>
/// <param name="IdentityKeys">Attributes by which one thing seen by several accounts is known as one, strongest first.</param>
public sealed record KindView(
    string Id,
    LocalizedText Label,
    IReadOnlyList<AttributeView> Attributes,
    IReadOnlyList<LifecycleValue> Lifecycle,
    IReadOnlyList<KindRelation> Relations,
    IReadOnlyList<ActionView> Actions,
    IReadOnlyList<string> IdentityKeys)
{
    internal static KindView Of(Kind kind) => new(
        kind.Id,
        kind.Label,
        kind.Attributes.Select(AttributeView.Of).ToArray(),
        kind.Lifecycle,
        kind.Relations,
        kind.Actions.Select(ActionView.Of).ToArray(),
        kind.IdentityKeys);
}

/// <summary>Something that can be done with a resource of a kind.</summary>
/// <param name="Verb">Camel case.</param>
/// <param name="Label">The verb on the button.</param>
/// <param name="Inputs">What the caller may give.</param>
/// <param name="From">Lifecycle values in which it makes sense; empty means any.</param>
/// <param name="Destructive">Whether it takes something away that cannot be brought back.</param>
public sealed record ActionView(
    string Verb, LocalizedText Label, IReadOnlyList<AttributeView> Inputs, IReadOnlyList<string> From, bool Destructive)
{
    internal static ActionView Of(KindAction action) =>
        new(action.Verb, action.Label, action.Inputs.Select(AttributeView.Of).ToArray(), action.From, action.Destructive);
}

/// <summary>An attribute or an input field: the keywords that it uses.</summary>
public sealed record AttributeView
{
    /// <summary>Camel case, the unit in it.</summary>
    public required string Name { get; init; }

    /// <summary>Its JSON type.</summary>
    public required AttributeType Type { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>A sentence of help.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>The unit for people.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether queries on it are served by an index.</summary>
    public bool Searchable { get; init; }

    /// <summary>Whether no two resources of the kind in a tenant may share a value.</summary>
    public bool Unique { get; init; }

    /// <summary>Whether it is never shown again once given.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether people cannot set it.</summary>
    public bool Computed { get; init; }

    /// <summary>The heading it is shown under; null for the first.</summary>
    public LocalizedText? Group { get; init; }

    /// <summary>Its place among its siblings.</summary>
    public int? Order { get; init; }

    /// <summary>The one allowed value.</summary>
    public JsonNode? Const { get; init; }

    /// <summary>Whether a list may hold a value only once.</summary>
    public bool UniqueItems { get; init; }

    /// <summary>Whether it must be given, or is always known.</summary>
    public bool Required { get; init; }

    /// <summary>Allowed values of text.</summary>
    public IReadOnlyList<string>? Enum { get; init; }

    /// <summary>What a list holds.</summary>
    public AttributeView? Items { get; init; }

    /// <summary>What a record holds.</summary>
    public IReadOnlyList<AttributeView>? Properties { get; init; }

    /// <summary>The value when none is given.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Shortest text, least number of items, or smallest number.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Longest text, greatest number of items, or largest number.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>A standard format.</summary>
    public string? Format { get; init; }

    /// <summary>A pattern that text must match as a whole.</summary>
    public string? Pattern { get; init; }

    internal static AttributeView Of(KindAttribute attribute) => new()
    {
        Name = attribute.Name,
        Type = attribute.Type,
        Title = attribute.Title,
        Description = attribute.Description,
        Unit = attribute.Unit,
        Searchable = attribute.Searchable,
        Unique = attribute.Unique,
        Secret = attribute.Secret,
        Computed = attribute.Computed,
        Group = attribute.Group,
        Order = attribute.Order,
        Const = attribute.Const is null ? null : JsonNode.Parse(attribute.Const),
        UniqueItems = attribute.UniqueItems,
        Required = attribute.Required,
        Enum = attribute.Enum.Count == 0 ? null : attribute.Enum,
        Items = attribute.Items is null ? null : Of(attribute.Items),
        Properties = attribute.Properties.Count == 0 ? null : attribute.Properties.Select(Of).ToArray(),
        Default = attribute.Default is null ? null : JsonNode.Parse(attribute.Default),
        Minimum = attribute.Minimum,
        Maximum = attribute.Maximum,
        Format = attribute.Format,
        Pattern = attribute.Pattern,
    };
}
