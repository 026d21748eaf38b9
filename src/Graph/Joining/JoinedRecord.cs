using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Joining;

/// <summary>A record of a resource that several records speak for.</summary>
internal sealed record JoinedRecord
{
    public RecordId Id { get; init; }

    public ResourceId ResourceId { get; init; }

    public TenantId TenantId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Provider { get; init; }

    public required string Kind { get; init; }

    public required string Region { get; init; }

    public required string ExternalId { get; init; }

    public required string Name { get; init; }

    public bool Simulated { get; init; }

    /// <summary>Whether the resource shows this one's account, region, state and name.</summary>
    public bool Leads { get; init; }

    public required byte[] ContentHash { get; init; }

    /// <summary>What was observed; empty when the thing is bound and not yet observed.</summary>
    public required JsonObject Observed { get; init; }

    public DateTimeOffset ObservedAt { get; init; }

    internal JsonObject? Attributes => Observed["attributes"] as JsonObject;

    internal MergeUnit Unit() => new(TenantId, AccountId, Provider, Kind, Region, Simulated);

    /// <summary>As the history tells of it.</summary>
    internal JsonObject Described() => Describe(Unit(), ExternalId);

    internal static JsonObject Describe(MergeUnit unit, string externalId) => new()
    {
        ["account"] = unit.Account.ToString(),
        ["provider"] = unit.Provider,
        ["region"] = unit.Region,
        ["externalId"] = externalId,
    };
}

/// <summary>How the records of one resource are laid over each other.</summary>
internal static class Composition
{
    /// <summary>The attributes of the leading record, and of each other record, oldest first, those that are lacking so far.</summary>
    internal static JsonObject Attributes(JsonObject leading, IEnumerable<(RecordId Id, JsonObject? Attributes)> others)
    {
        var all = (JsonObject)leading.DeepClone();
        foreach (var (name, value) in others.OrderBy(other => other.Id.Value).SelectMany(other => other.Attributes ?? []))
        {
            if (value is not null && all[name] is null)
            {
                all[name] = value.DeepClone();
            }
        }

        return CleanText.Canonical(all);
    }

    /// <summary>Which of its attributes a resource shows from each record; the leading one comes first, then the oldest.</summary>
    internal static IReadOnlyDictionary<RecordId, IReadOnlyList<string>> Sources(IEnumerable<(RecordId Id, JsonObject? Attributes)> records)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return records.ToDictionary(
            record => record.Id,
            IReadOnlyList<string> (record) =>
                [.. (record.Attributes ?? []).Where(member => member.Value is not null && taken.Add(member.Key)).Select(member => member.Key)]);
    }
}
