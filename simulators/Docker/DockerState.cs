using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Yunqiao.Simulators.Docker;

/// <summary>
/// What an engine holds. Containers, images, networks and volumes are kept as the documents that looking at one returns; lists are
/// derived. Every access holds <see cref="Gate"/>.
/// </summary>
internal sealed class DockerState(int seed, TimeProvider clock)
{
    private readonly List<Channel<string>> watchers = [];
    private long made;

    public Lock Gate { get; } = new();

    public SortedDictionary<string, JsonObject> Containers { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Images { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Networks { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Volumes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, JsonObject> Execs { get; } = new(StringComparer.Ordinal);

    public TimeProvider Clock => clock;

    public string Now => Text(clock.GetUtcNow());

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    /// <summary>64 hex digits, the same for the same seed.</summary>
    public string NewId() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{Interlocked.Increment(ref made)}")));

    public JsonObject? FindContainer(string reference) =>
        Containers.GetValueOrDefault(reference)
        ?? Containers.Values.FirstOrDefault(c => Is(c["Name"], "/" + reference.TrimStart('/')))
        ?? ByPrefix(Containers, reference);

    public JsonObject? FindNetwork(string reference) =>
        Networks.GetValueOrDefault(reference) ?? Networks.Values.FirstOrDefault(n => Is(n["Name"], reference)) ?? ByPrefix(Networks, reference);

    public JsonObject? FindImage(string reference)
    {
        var digest = reference.StartsWith("sha256:", StringComparison.Ordinal) ? reference : "sha256:" + reference;
        var tagged = WithTag(reference);
        return Images.GetValueOrDefault(digest)
            ?? Images.Values.FirstOrDefault(image => image["RepoTags"]!.AsArray().Any(tag => Is(tag, tagged)))
            ?? (reference.Length >= 12 ? ByPrefix(Images, digest) : null);
    }

    /// <summary>The name as the engine shows it: with a tag, and without the registry and the folder that are meant when none is given.</summary>
    public static string WithTag(string reference)
    {
        var name = Familiar(reference);
        return name.Contains('@', StringComparison.Ordinal) || name.LastIndexOf(':') > name.LastIndexOf('/') ? name : name + ":latest";
    }

    public static string Familiar(string reference)
    {
        foreach (var implied in new[] { "docker.io/", "library/" })
        {
            reference = reference.StartsWith(implied, StringComparison.Ordinal) ? reference[implied.Length..] : reference;
        }

        return reference;
    }

    /// <summary>Tells all watchers.</summary>
    public void Tell(string type, string action, string id, JsonObject attributes)
    {
        var now = clock.GetUtcNow();
        var line = new JsonObject
        {
            ["Type"] = type,
            ["Action"] = action,
            ["Actor"] = new JsonObject { ["ID"] = id, ["Attributes"] = attributes },
            ["scope"] = "local",
            ["time"] = now.ToUnixTimeSeconds(),
            ["timeNano"] = (now - DateTimeOffset.UnixEpoch).Ticks * 100,
        };
        if (type is "container" or "image")
        {
            // The fields of the first versions of the API, which the engine still sends.
            line["status"] = action;
            line["id"] = id;
        }

        var text = line.ToJsonString() + "\n";
        lock (watchers)
        {
            foreach (var watcher in watchers)
            {
                watcher.Writer.TryWrite(text);
            }
        }
    }

    public void TellContainer(string action, JsonObject container)
    {
        var attributes = (JsonObject)container["Config"]!["Labels"]!.DeepClone();
        attributes["image"] = container["Config"]!["Image"]!.GetValue<string>();
        attributes["name"] = container["Name"]!.GetValue<string>().TrimStart('/');
        Tell("container", action, container["Id"]!.GetValue<string>(), attributes);
    }

    public Channel<string> Watch()
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (watchers)
        {
            watchers.Add(channel);
        }

        return channel;
    }

    public void Unwatch(Channel<string> channel)
    {
        lock (watchers)
        {
            watchers.Remove(channel);
        }
    }

    public static bool Is(JsonNode? node, string text) => node is JsonValue value && value.TryGetValue<string>(out var said) && said == text;

    private static JsonObject? ByPrefix(SortedDictionary<string, JsonObject> things, string reference)
    {
        if (reference.Length < 4)
        {
            return null;
        }

        var matches = things.Where(thing => thing.Key.StartsWith(reference, StringComparison.Ordinal)).Take(2).ToList();
        return matches.Count == 1 ? matches[0].Value : null;
    }
}
