using Xunit;
using Yunqiao.Graph.Past;
using Yunqiao.Graph.Resources;
using Yunqiao.Graph.Sweeping;
using Yunqiao.Kernel;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>
/// Random work on one unit against a simple model: two listings at once over a cloud that changes under them, pages that are
/// lost, doubled or late, single looks in between, sweeps, and people. After every step the graph is what the model says, and at
/// the end so is the graph as of every step before.
/// </summary>
public sealed class GraphModelTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private const int Steps = 90;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_graph_is_what_the_model_says_now_and_as_of_every_moment_before(int seed)
    {
        var walk = new Walk(new GraphWorld(database), new Random(seed));
        for (var i = 0; i < Steps; i++)
        {
            await walk.StepAsync();
            Assert.Equal(walk.Model.Lines(), await walk.LinesAsync());
        }

        var (kept, counted) = await walk.World.CountsAsync();
        Assert.Equal(counted, kept);
        foreach (var (at, lines) in walk.Moments)
        {
            Assert.Equal(lines, await walk.PastAsync(at));
        }
    }

    private sealed class Listing
    {
        internal required SyncRunId Id { get; init; }

        internal required DateTimeOffset Began { get; init; }

        internal string Cursor { get; set; } = "";

        internal bool IsAtEnd { get; set; }

        internal bool IsWhole { get; set; } = true;

        internal HashSet<string> Seen { get; } = [];
    }

    private sealed record Answer(Listing? Listing, DateTimeOffset Asked, IReadOnlyList<(string Id, ModelThing Thing)> Page);

    private sealed class Walk(GraphWorld world, Random random)
    {
        private readonly SortedDictionary<string, ModelThing> cloud = new(StringComparer.Ordinal);
        private readonly List<Listing> listings = [];
        private readonly List<Answer> underway = [];
        private int made;

        internal GraphWorld World => world;

        internal GraphModel Model { get; } = new();

        internal List<(DateTimeOffset At, IReadOnlyList<string> Lines)> Moments { get; } = [];

        internal async Task StepAsync()
        {
            Moments.Add((world.Clock.GetUtcNow(), Model.Lines(withMissing: false)));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await (random.Next(20) switch
            {
                < 5 => ChangeCloud(),
                < 7 => BeginAsync(),
                < 11 => AskForPage(),
                < 15 => TakeInAsync(),
                < 17 => EndAsync(),
                < 18 => Look(),
                _ => PersonAsync(),
            });
        }

        internal Task<IReadOnlyList<string>> LinesAsync() => world.OwnerAsync(
            """
            select external_id || '|' || name || '|' || lifecycle || '|' || (attributes ->> 'image') || '|'
                || coalesce((select value from resource_tag where resource_id = resource.id and key = 'team'), '') || '|'
                || coalesce((select target_external_id from relation where source_id = resource.id), '')
                || case when missing_since is null then '' else '|missing' end
            from resource where tenant_id = $1
                and (select text_value from resource_value where resource_id = resource.id and key = 'image') = attributes ->> 'image'
            order by external_id collate "C"
            """);

        internal async Task<IReadOnlyList<string>> PastAsync(DateTimeOffset at)
        {
            var found = new List<PastResource>();
            string? cursor = null;
            do
            {
                var page = (await world.Past.ListAsync(world.Scope, at, Containers, null, new PageRequest(7, cursor), Ct)).Value;
                found.AddRange(page.Items);
                cursor = page.Next;
            }
            while (cursor is not null);
            return [.. found
                .OrderBy(past => past.ExternalId, StringComparer.Ordinal)
                .Select(past => $"{past.ExternalId}|{past.Name}|{past.Lifecycle}|{past.Attributes["image"]}|{past.Tags.GetValueOrDefault("team")}|{past.Relations.GetValueOrDefault("mounts")?.Single().ExternalId}")];
        }

        private Task ChangeCloud()
        {
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var id = cloud.Count > 0 && random.Next(3) > 0 ? Any(cloud.Keys) : $"c{(Model.Gone.Count > 0 && random.Next(2) == 0 ? Any(Model.Gone.Keys)[1..] : made++)}";
                if (cloud.ContainsKey(id) && random.Next(3) == 0)
                {
                    cloud.Remove(id);
                }
                else
                {
                    cloud[id] = new(Any(["web", "db", "mq"]), Any(["running", "exited"]), Any(["nginx", "redis"]), Any(["red", "blue", null]), Any(["v1", "v2", null]));
                }
            }

            return Task.CompletedTask;
        }

        private async Task BeginAsync()
        {
            if (listings.Count < 2)
            {
                var run = await world.InAsync(session => world.Sweep.BeginRunAsync(session, world.Unit(), Ct));
                listings.Add(new Listing { Id = run, Began = world.Clock.GetUtcNow() });
            }
        }

        /// <summary>The cloud answers now; the answer arrives later, twice, or never.</summary>
        private Task AskForPage()
        {
            if (listings.Where(each => !each.IsAtEnd).ToArray() is { Length: > 0 } open)
            {
                var listing = Any(open);
                var rows = cloud.Where(pair => string.CompareOrdinal(pair.Key, listing.Cursor) > 0).Take(4).ToArray();
                var page = rows.Take(3).Select(pair => (pair.Key, pair.Value)).ToList();
                listing.IsAtEnd = rows.Length <= 3;
                listing.Cursor = page.Count > 0 ? page[^1].Key : listing.Cursor;
                var answer = new Answer(listing, world.Clock.GetUtcNow(), random.Next(5) == 0 ? [.. page, .. page] : page);
                var isLost = random.Next(12) == 0;
                listing.IsWhole &= !isLost;
                underway.AddRange(Enumerable.Repeat(answer, isLost ? 0 : random.Next(6) == 0 ? 2 : 1));
            }

            return Task.CompletedTask;
        }

        private Task Look()
        {
            if (cloud.Count > 0)
            {
                var id = Any(cloud.Keys);
                underway.Add(new Answer(null, world.Clock.GetUtcNow(), [(id, cloud[id])]));
            }

            return Task.CompletedTask;
        }

        private async Task TakeInAsync()
        {
            if (underway.Count > 0)
            {
                var answer = Any(underway);
                underway.Remove(answer);
                await MergeAsync(answer);
            }
        }

        private async Task MergeAsync(Answer answer)
        {
            var cause = (answer.Listing is null ? Event : Sync) with { AskedAt = answer.Asked };
            var outcome = await world.InAsync(async session =>
            {
                if (answer.Listing is { } listing)
                {
                    await world.Sweep.SeenAsync(session, listing.Id, answer.Page.Select(item => item.Id).ToArray(), Ct);
                }

                return await world.Merge.MergeAsync(session, world.Unit(), answer.Page.Select(item => item.Thing.Observed(item.Id)).ToArray(), cause, Ct);
            });
            answer.Listing?.Seen.UnionWith(answer.Page.Select(item => item.Id));
            Model.Merge(answer.Page, answer.Asked, answer.Listing is not null, id => outcome.ResourcesByExternalId[id]);
            Assert.All(Model.Things, pair => Assert.Equal(pair.Value.Id, outcome.ResourcesByExternalId.GetValueOrDefault(pair.Key, pair.Value.Id)));
        }

        private async Task EndAsync()
        {
            if (listings.FirstOrDefault(each => each.IsAtEnd && underway.All(answer => answer.Listing != each)) is not { } listing)
            {
                return;
            }

            listings.Remove(listing);
            var isProven = random.Next(8) > 0;
            var candidates = await world.InAsync(session => world.Sweep.CandidatesAsync(session, listing.Id, listing.IsWhole, isProven, Ct));
            if (!listing.IsWhole || !isProven)
            {
                Assert.Null(candidates);
                await world.InAsync(session => world.Sweep.FailRunAsync(session, listing.Id, Ct));
                return;
            }

            Assert.Equal(Model.Things.Where(pair => !listing.Seen.Contains(pair.Key) && pair.Value.Written < listing.Began).Select(pair => pair.Key), candidates!.ExternalIds);
            Assert.Equal(Model.Things.Count, candidates.Total);
            foreach (var id in candidates.ExternalIds.Where(cloud.ContainsKey))
            {
                await MergeAsync(new Answer(null, world.Clock.GetUtcNow(), [(id, cloud[id])]));
            }

            var lost = candidates.ExternalIds.Where(id => !cloud.ContainsKey(id)).ToArray();
            switch (SweepDecision.Decide(candidates.Total, lost.Length))
            {
                case SweepVerdict.Remove:
                    await world.InAsync(session => world.Sweep.RemoveAsync(session, world.Unit(), lost, Sync, Ct));
                    Array.ForEach(lost, Model.Remove);
                    break;
                case SweepVerdict.Hold:
                    await world.InAsync(session => world.Sweep.MarkMissingAsync(session, world.Unit(), lost, Sync, Ct));
                    Array.ForEach(lost, id => Model.Things[id].IsMissing = true);
                    break;
            }

            Assert.True(await world.InAsync(session => world.Sweep.CompleteRunAsync(session, listing.Id, TimeSpan.FromMinutes(5), Ct)));
        }

        private async Task PersonAsync()
        {
            if (Model.Things.Count == 0)
            {
                return;
            }

            var (id, known) = Any(Model.Things.ToArray());
            if (random.Next(6) == 0)
            {
                await world.InAsync(session => world.Resources.ForgetAsync(session, known.Id, Event, Ct));
                Model.Things.Remove(id);
                Model.Forgotten.Add(id);
                return;
            }

            var (name, team) = (Any(["", "shop"]), Any([null, "green"]));
            await world.InAsync(session => world.Resources.ChangeOwnAsync(
                session, known.Id, new OwnFields(name, new Dictionary<string, string?> { ["team"] = team }), Event, Ct));
            known.OwnName = name.Length == 0 ? null : name;
            known.OwnTeam = team;
        }

        private T Any<T>(IReadOnlyCollection<T> of) => of.ElementAt(random.Next(of.Count));
    }
}
