using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>A container as its cloud has it.</summary>
internal sealed record ModelThing(string Name, string Lifecycle, string Image, string? Team, string? Volume)
{
    internal Observation Observed(string id) => new(GraphWorld.Containers, GraphWorld.Region, id, Name)
    {
        Lifecycle = Lifecycle,
        Power = Lifecycle == "running" ? Power.On : Power.Off,
        Attributes = new JsonObject { ["image"] = Image },
        Tags = Team is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["team"] = Team },
        Relations = Volume is null ? [] : [new("mounts", "container/volume", GraphWorld.Region, Volume)],
    };

    internal string Line(string id, string? ownName, string? ownTeam) =>
        $"{id}|{ownName ?? Name}|{Lifecycle}|{Image}|{ownTeam ?? Team}|{Volume}";
}

/// <summary>What the graph has to know of one unit, told as simply as it can be.</summary>
internal sealed class GraphModel
{
    internal sealed class Known
    {
        internal required ResourceId Id { get; init; }

        internal required ModelThing Thing { get; set; }

        internal DateTimeOffset Written { get; set; }

        internal bool IsMissing { get; set; }

        internal string? OwnName { get; set; }

        internal string? OwnTeam { get; set; }
    }

    internal SortedDictionary<string, Known> Things { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Known> Gone { get; } = [];

    internal HashSet<string> Forgotten { get; } = [];

    /// <summary>Lines of all that is there, with a mark on what is missing.</summary>
    internal IReadOnlyList<string> Lines(bool withMissing = true) =>
        [.. Things.Select(pair => pair.Value.Thing.Line(pair.Key, pair.Value.OwnName, pair.Value.OwnTeam) + (withMissing && pair.Value.IsMissing ? "|missing" : ""))];

    /// <summary>A page that was asked for at a moment; of one thing said twice the later counts.</summary>
    internal void Merge(IReadOnlyList<(string Id, ModelThing Thing)> page, DateTimeOffset asked, bool isSync, Func<string, ResourceId> idOf)
    {
        foreach (var (id, thing) in page.GroupBy(item => item.Id).Select(group => group.Last()).Where(item => !Forgotten.Contains(item.Id)))
        {
            if (!Things.TryGetValue(id, out var known))
            {
                Gone.Remove(id, out var gone);
                Things[id] = new Known { Id = idOf(id), Thing = thing, Written = asked, OwnName = gone?.OwnName, OwnTeam = gone?.OwnTeam };
            }
            else if (known.Written > asked)
            {
                // Newer is known.
            }
            else if (known.Thing == thing && !known.IsMissing)
            {
                known.Written = isSync ? known.Written : asked;
            }
            else
            {
                (known.Thing, known.Written, known.IsMissing) = (thing, asked, false);
            }
        }
    }

    internal void Remove(string id)
    {
        if (Things.Remove(id, out var known))
        {
            Gone[id] = known;
        }
    }
}
