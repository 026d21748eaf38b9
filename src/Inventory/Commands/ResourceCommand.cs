using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Inventory.Commands;

/// <summary>
/// What is asked of a resource, as the input of its operation keeps it. Checked before the operation exists; its form is
/// versioned with the definitions that read it.
/// </summary>
/// <param name="Verb">A verb of the kind; <c>create</c>, <c>destroy</c> and <c>forget</c> included.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Region"><c>global</c> or a region.</param>
/// <param name="Name">The name of the resource.</param>
internal sealed record ResourceCommand(string Verb, string Kind, string Region, string Name)
{
    public const string Create = "create";
    public const string Destroy = "destroy";
    public const string Forget = "forget";
    public const string Recycle = "recycle";
    public const string Restore = "restore";
    public const string Purge = "purge";

    /// <summary>The cloud's id; null for what does not exist yet.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The zone, for what is to be created.</summary>
    public string? Zone { get; init; }

    /// <summary>Fields of the kind's action, checked and with their defaults.</summary>
    public JsonObject Input { get; init; } = [];

    /// <summary>Tags, for what is to be created.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What a verb is called.</summary>
    public static LocalizedText Label(string verb, Kind? kind) => verb switch
    {
        Forget => new("Forget", "移除纳管"),
        Recycle => new("Recycle", "回收"),
        Restore => new("Restore", "恢复"),
        Purge => new("Purge", "清除"),
        _ => kind?.Action(verb)?.Label ?? new LocalizedText(verb, verb),
    };

    /// <summary>What an operation of the verb on one thing is called.</summary>
    public static LocalizedText Title(string verb, Kind? kind, string kindId, string name)
    {
        var label = Label(verb, kind);
        return new LocalizedText(
            $"{label.En} {kind?.Label.En.ToLowerInvariant() ?? kindId} {name}", $"{label.Zh}{kind?.Label.Zh ?? kindId} {name}");
    }

    /// <summary>The command as the operation keeps it.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json.Options)!.AsObject();

    /// <summary>The command of an operation.</summary>
    public static ResourceCommand From(JsonObject input) => input.Deserialize<ResourceCommand>(Json.Options)!;

    /// <summary>What its resource looks like before the cloud knows it.</summary>
    public Placeholder PlaceholderOf(ResourceId id, Kind kind) =>
        new(
            Name,
            Zone,
            new JsonObject(Input.Where(field => kind.Attribute(field.Key) is not null).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))),
            Tags)
        {
            Id = id,
        };

    /// <summary>The unit that its resource belongs to.</summary>
    public MergeUnit UnitOf(Account account) =>
        new(account.TenantId, account.Id, account.Provider, Kind, Region, account.Simulated);
}
