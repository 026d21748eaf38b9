using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Changes;

/// <summary>What kind of change it was.</summary>
public enum ChangeType
{
    /// <summary>The resource was seen, or asked for, for the first time.</summary>
    Created,

    /// <summary>A field has another value.</summary>
    Changed,

    /// <summary>The resource is gone; the last state is <c>before</c>.</summary>
    Deleted,

    /// <summary>A resource that was gone is back under its id.</summary>
    Restored,
}

/// <summary>One row of the history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When the graph learnt of it.</param>
/// <param name="Type">What kind of change.</param>
/// <param name="Field">The field: <c>lifecycle</c>, <c>attributes.vcpus</c>, <c>tags.env</c>, <c>relations.runs-on</c>; null when it is the whole.</param>
/// <param name="Before">The value before; null when there was none.</param>
/// <param name="After">The value after; null when there is none.</param>
/// <param name="Cause">Why.</param>
/// <param name="Resource">Whose change it is, as it was called then.</param>
public sealed record ChangeView(
    ChangeId Id,
    DateTimeOffset At,
    ChangeType Type,
    string? Field,
    JsonNode? Before,
    JsonNode? After,
    ChangeCause Cause,
    ChangedResource Resource);

/// <summary>Why something changed.</summary>
/// <param name="Kind"><c>sync</c>, <c>event</c>, <c>operation</c> or <c>person</c>.</param>
/// <param name="Reference">The id of the run, event or operation.</param>
/// <param name="Principal">Who asked.</param>
/// <param name="PrincipalName">Their name at that moment.</param>
public sealed record ChangeCause(string Kind, string? Reference, PrincipalId? Principal, string? PrincipalName);

/// <summary>Whose change it is.</summary>
public sealed record ChangedResource(ResourceId Id, string Kind, string Name, string Provider);
