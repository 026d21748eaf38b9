namespace Yunqiao.Kernel.Kinds;

/// <summary>
/// A type of resource. Built-in and custom kinds are the same thing; a custom kind belongs to a tenant and is inherited
/// by the tenants below it.
/// </summary>
/// <param name="Id"><c>group/name</c>; of a custom kind <c>tenant-slug:group/name</c>.</param>
/// <param name="Label">What people call one of them.</param>
/// <param name="Attributes">What is known about each; every attribute is optional unless it says otherwise.</param>
/// <param name="Lifecycle">The values of <c>lifecycle</c>, in no order.</param>
/// <param name="Relations">The edges that may leave it.</param>
/// <param name="Actions">What can be done with it, creation included.</param>
/// <param name="IdentityKeys">Names of what identifies the thing itself whoever sees it, strongest first; observations carry the values.</param>
public sealed record Kind(
    string Id,
    LocalizedText Label,
    IReadOnlyList<KindAttribute> Attributes,
    IReadOnlyList<LifecycleValue> Lifecycle,
    IReadOnlyList<KindRelation> Relations,
    IReadOnlyList<KindAction> Actions,
    IReadOnlyList<string> IdentityKeys)
{
    /// <summary>The attribute of a name, or null.</summary>
    public KindAttribute? Attribute(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>The action of a verb, or null.</summary>
    public KindAction? Action(string verb) => Actions.FirstOrDefault(a => a.Verb == verb);
}

/// <summary>The JSON type of an attribute or input field.</summary>
public enum AttributeType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list; <see cref="KindAttribute.Items"/> says of what.</summary>
    Array,

    /// <summary>A record; <see cref="KindAttribute.Properties"/> says of what.</summary>
    Object,
}

/// <summary>One attribute of a kind, or one field of an action's input: the accepted subset of JSON Schema keywords.</summary>
/// <param name="Name">Camel case, the unit in it: <c>memoryMib</c>.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Title">What people call it.</param>
public sealed record KindAttribute(string Name, AttributeType Type, LocalizedText Title)
{
    /// <summary>A sentence of help.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>Whether it must be given (inputs) or is always known (attributes).</summary>
    public bool Required { get; init; }

    /// <summary>Allowed values of text.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>The one allowed value, as JSON text.</summary>
    public string? Const { get; init; }

    /// <summary>A standard format: date-time, date, time, uri, email, ipv4, ipv6, cidr, mac, uuid.</summary>
    public string? Format { get; init; }

    /// <summary>A pattern that text must match as a whole; evaluated without backtracking.</summary>
    public string? Pattern { get; init; }

    /// <summary>Shortest text, least number of items, or smallest number.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Longest text, greatest number of items, or largest number.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Whether a list may hold a value only once.</summary>
    public bool UniqueItems { get; init; }

    /// <summary>What a list holds.</summary>
    public KindAttribute? Items { get; init; }

    /// <summary>What a record holds.</summary>
    public IReadOnlyList<KindAttribute> Properties { get; init; } = [];

    /// <summary>The value when none is given, as JSON text.</summary>
    public string? Default { get; init; }

    /// <summary>The unit for people: <c>MiB</c>, <c>B</c>.</summary>
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

    /// <summary>Its place among its siblings; those without come last, as they were written.</summary>
    public int? Order { get; init; }
}

/// <summary>One value of a kind's lifecycle and how it is shown.</summary>
/// <param name="Value">Camel case.</param>
/// <param name="Tone">Which glyph and colour stand for it.</param>
/// <param name="Label">What people read.</param>
public sealed record LifecycleValue(string Value, Tone Tone, LocalizedText Label);

/// <summary>How a state is shown: shape, word and colour.</summary>
public enum Tone
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>On its way to something else.</summary>
    Changing,

    /// <summary>Wants a look.</summary>
    Warning,

    /// <summary>Broken.</summary>
    Critical,

    /// <summary>Off, by somebody's wish.</summary>
    Stopped,

    /// <summary>Nobody knows.</summary>
    Unknown,
}

/// <summary>An edge that may leave resources of a kind.</summary>
/// <param name="Type">Lower case with hyphens: <c>runs-on</c>.</param>
/// <param name="Target">The kind it points at.</param>
/// <param name="Label">What people read along the edge.</param>
/// <param name="InverseLabel">What people read against it.</param>
public sealed record KindRelation(string Type, string Target, LocalizedText Label, LocalizedText InverseLabel);

/// <summary>Something that can be done with a resource of a kind, or <c>create</c>.</summary>
/// <param name="Verb">Camel case: <c>attachDisk</c>.</param>
/// <param name="Label">The verb on the button.</param>
/// <param name="Inputs">What the caller may give.</param>
/// <param name="From">Lifecycle values in which it makes sense; empty means any.</param>
/// <param name="Destructive">Whether it takes something away that cannot be brought back.</param>
public sealed record KindAction(
    string Verb,
    LocalizedText Label,
    IReadOnlyList<KindAttribute> Inputs,
    IReadOnlyList<string> From,
    bool Destructive = false);
