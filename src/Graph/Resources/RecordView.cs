using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>What one account said about a resource.</summary>
public sealed record RecordView
{
    /// <summary>Its id.</summary>
    public RecordId Id { get; init; }

    /// <summary>The account that said it.</summary>
    public AccountId Account { get; init; }

    /// <summary>The account's provider.</summary>
    public required string Provider { get; init; }

    /// <summary><c>global</c> or a region.</summary>
    public required string Region { get; init; }

    /// <summary>The cloud's id.</summary>
    public required string ExternalId { get; init; }

    /// <summary>When it was last said.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>By the names of the kind.</summary>
    public required JsonObject Attributes { get; init; }

    /// <summary>The cloud's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether this record leads: the resource shows its account, region, state and name, and its attributes first.</summary>
    public bool Leads { get; init; }

    /// <summary>Names of the attributes that the resource shows from this record.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];
}

/// <summary>How many resources a unit holds.</summary>
public sealed record UnitCount
{
    /// <summary>The account.</summary>
    public AccountId Account { get; init; }

    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary><c>global</c> or a region.</summary>
    public required string Region { get; init; }

    /// <summary>How many.</summary>
    public long Count { get; init; }
}
