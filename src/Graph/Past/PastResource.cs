using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Past;

/// <summary>A resource as the graph knew it at a moment.</summary>
/// <param name="Id">Ours.</param>
/// <param name="Kind">The kind's id.</param>
/// <param name="At">The moment.</param>
/// <param name="Name">What it was called.</param>
/// <param name="Account">The account that spoke for it; null for what a person wrote down.</param>
/// <param name="Provider">The account's provider.</param>
/// <param name="Region"><c>global</c> or a region; null where the history of before does not say.</param>
/// <param name="Zone">The availability zone.</param>
/// <param name="ExternalId">The cloud's id; empty while the cloud did not know it yet.</param>
/// <param name="Lifecycle">Its state.</param>
/// <param name="ProviderStatus">The cloud's own word for the state.</param>
/// <param name="Power">Whether it had power.</param>
/// <param name="Tags">As shown: the cloud's with our own over them.</param>
/// <param name="Attributes">By the names of the kind.</param>
/// <param name="Relations">What it stood in relation to, by the relation's type.</param>
public sealed record PastResource(
    ResourceId Id,
    string Kind,
    DateTimeOffset At,
    string Name,
    AccountId? Account,
    string Provider,
    string? Region,
    string? Zone,
    string ExternalId,
    string Lifecycle,
    string? ProviderStatus,
    string Power,
    IReadOnlyDictionary<string, string> Tags,
    JsonObject Attributes,
    IReadOnlyDictionary<string, IReadOnlyList<PastTarget>> Relations);

/// <summary>What an edge led to, by the cloud's id.</summary>
/// <param name="Kind">The target's kind.</param>
/// <param name="Region"><c>global</c> or a region.</param>
/// <param name="ExternalId">The cloud's id of the target.</param>
public sealed record PastTarget(string Kind, string Region, string ExternalId);

/// <summary>A state that is taken back change by change, newest first, until it is that of a moment.</summary>
internal sealed class PastState
{
    private JsonObject? state;

    /// <summary>Takes a change back.</summary>
    internal void Undo(PastChange change)
    {
        switch (change.Type)
        {
            case "created" or "restored":
                state = null;
                break;
            case PastChange.Present or "deleted":
                state = change.Before is JsonObject last ? (JsonObject)last.DeepClone() : null;
                // What older releases kept of the last state does not say whose it was.
                state?.TryAdd("account", change.AccountId.ToString());
                state?.TryAdd("provider", change.Provider);
                break;
            default:
                Set(change);
                break;
        }
    }

    /// <summary>The resource as it was; null when it was not there.</summary>
    internal PastResource? Resource(ResourceId id, TenantId tenant, string kind, DateTimeOffset at)
    {
        if (state is null)
        {
            return null;
        }

        var account = TypedId.TryParse<AccountId>(Text("account"), out var known) && known.Value != tenant.Value ? known : (AccountId?)null;
        return new PastResource(
            id, kind, at, Text("name") ?? "", account, Text("provider") ?? "", Text("region"), Text("zone"),
            Text("externalId") ?? "", Text("lifecycle") ?? "", Text("providerStatus"), Text("power") ?? "unknown",
            state["tags"].Deserialize<Dictionary<string, string>>(Json.Options) ?? [],
            (JsonObject?)state["attributes"]?.DeepClone() ?? [],
            state["relations"].Deserialize<Dictionary<string, IReadOnlyList<PastTarget>>>(Json.Options) ?? []);
    }

    private void Set(PastChange change)
    {
        if (state is null || change.Field is not { } field)
        {
            return;
        }

        var dot = field.IndexOf('.', StringComparison.Ordinal);
        if (field == "leadingRecord" && change.Before is JsonObject led)
        {
            foreach (var (name, value) in led)
            {
                state[name] = value?.DeepClone();
            }
        }
        else if (dot > 0)
        {
            var members = state[field[..dot]] as JsonObject ?? [];
            state[field[..dot]] = members.Parent is null ? members : members.DeepClone();
            Put((JsonObject)state[field[..dot]]!, field[(dot + 1)..], change.Before);
        }
        else
        {
            Put(state, field, change.Before);
        }
    }

    private static void Put(JsonObject members, string name, JsonNode? value)
    {
        if (value is null)
        {
            members.Remove(name);
        }
        else
        {
            members[name] = value.DeepClone();
        }
    }

    private string? Text(string field) => state![field] is JsonValue value ? value.GetValue<string>() : null;
}

/// <summary>A change as it is taken back, or the present, which is all there is to begin with.</summary>
internal sealed record PastChange
{
    /// <summary>The type of the row that holds the state now.</summary>
    internal const string Present = "present";

    public ResourceId ResourceId { get; init; }

    public TenantId TenantId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Provider { get; init; }

    public required string Kind { get; init; }

    public required string Type { get; init; }

    public string? Field { get; init; }

    public JsonNode? Before { get; init; }
}
