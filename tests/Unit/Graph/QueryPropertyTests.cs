using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>Queries made at random: their text reads back as themselves, and SQL finds what a plain reading of them finds.</summary>
public sealed class QueryPropertyTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private static readonly string[] Texts = ["web", "WEB-1", "db%", "a_b", "it's", "x*y", "云桥", "say \"hi\"", "c:\\dir", "(p)", "or", "-x", "1024", "a b", ""];
    private static readonly string[] TagKeys = ["env", "team", "a b", "aws:name"];
    private static readonly string[] Types = ["runs-on", "uses-image"];

    private static readonly Gen<QueryValue> AnyValue = Gen.OneOf(
        Gen.Elements(Texts).Select(QueryValue.Quoted),
        Gen.Elements("web*", "*1", "*", "w*b*", "d*%", "prod", "512").Select(QueryValue.Bare));

    private static readonly Gen<QueryNode> AnyTerm = Gen.OneOf<QueryNode>(
        AnyValue.Select(value => (QueryNode)new FreeText(value, default)),
        from key in Gen.Elements("name", "externalId", "kind", "lifecycle", "image", "command", "zone")
        from op in Gen.Elements(QueryOperator.Matches, QueryOperator.Contains, QueryOperator.Equal, QueryOperator.NotEqual)
        from value in AnyValue
        select (QueryNode)new Comparison(key, op, value, default),
        from kind in Gen.Elements(Containers, Hosts, "container/*")
        select (QueryNode)new Comparison("kind", QueryOperator.Matches, QueryValue.Bare(kind), default),
        from op in Gen.Elements(Enum.GetValues<QueryOperator>()).Where(op => op != QueryOperator.Contains)
        from key in Gen.Elements("memoryLimitMib", "vcpus", "exitCode")
        from number in Gen.Elements("0", "4", "512", "512.0", "1024", "-1")
        select (QueryNode)new Comparison(key, op, QueryValue.Bare(number), default),
        from key in Gen.Elements(TagKeys)
        from op in Gen.Elements(QueryOperator.Matches, QueryOperator.Contains, QueryOperator.Equal, QueryOperator.NotEqual)
        from value in AnyValue
        select (QueryNode)new TagTerm(key, op, value, default),
        Gen.Elements(TagKeys).Select(key => (QueryNode)new TagTerm(key, QueryOperator.Matches, null, default)));

    [Fact]
    public void The_canonical_text_of_a_query_reads_as_the_query() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Arb.From(Gen.Choose(0, 4).SelectMany(Node)), node =>
            {
                var text = node.ToString();
                Assert.Equal(text, QueryParser.Parse(text).Value.ToString());
            }));

    [Fact]
    public void Any_text_is_a_query_or_an_error_with_a_place_in_it() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(Arb.From(AnyText()), text =>
            {
                var parsed = QueryParser.Parse(text);
                if (parsed.Problem is { } problem)
                {
                    var place = problem.Errors.Single().Pointer["?q#char=".Length..].Split(',').Select(int.Parse).ToArray();
                    Assert.InRange(place[0], 0, text.Length);
                    Assert.InRange(place[1], place[0], text.Length);
                }
                else
                {
                    Assert.Equal(parsed.Value.ToString(), QueryParser.Parse(parsed.Value.ToString()).Value.ToString());
                }
            }));

    [Fact]
    public async Task SQL_finds_what_a_plain_reading_finds()
    {
        var world = new GraphWorld(database);
        var random = new Random(20260504);
        var resources = await FillAsync(world, random);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400),
            Prop.ForAll(Arb.From(Gen.Choose(0, 3).SelectMany(Node)), node =>
            {
                var query = world.Compiler.Compile(node.ToString(), world.Scope).Value;
                var found = world.Search.IdsAsync(query, 1000, CancellationToken.None).GetAwaiter().GetResult().Value;
                var expected = resources.Where(resource => Holds(node, resource, resources)).Select(resource => resource.Resource.Id).ToHashSet();
                Assert.True(
                    expected.SetEquals(found),
                    $"{node}: expected {expected.Count} [{string.Join(", ", resources.Where(r => expected.Contains(r.Resource.Id)).Select(r => r.Resource.Name))}], "
                    + $"found {found.Count} [{string.Join(", ", resources.Where(r => found.Contains(r.Resource.Id)).Select(r => r.Resource.Name))}]");
                Assert.Equal(expected.Count, world.Search.CountAsync(query, CancellationToken.None).GetAwaiter().GetResult().Value);
            }));
    }

    private static Gen<QueryNode> Node(int depth) =>
        depth == 0
            ? AnyTerm
            : Gen.OneOf(
                AnyTerm,
                Node(depth - 1).Select(item => (QueryNode)new Not(item)),
                Gen.ArrayOf(Node(depth - 1), 2).Select(items => (QueryNode)new AllOf(items)),
                Gen.ArrayOf(Node(depth - 1), 2).Select(items => (QueryNode)new AnyOf(items)),
                from name in Gen.Elements([.. Types, Hosts, Containers])
                from other in Gen.OneOf(Node(depth - 1), Gen.Constant(QueryNode.Everything))
                select (QueryNode)new RelatedTo(name, other, default));

    private static Gen<string> AnyText() =>
        Gen.ArrayOf(Gen.Elements("a", "kind", ":", "=", "~", "<", "!", "\"", "\\", "(", ")", " ", "-", "tag.", "rel.", "or", "and", "*", "/", "é", "\0"))
            .Select(parts => string.Concat(parts));

    private static async Task<IReadOnlyList<Known>> FillAsync(GraphWorld world, Random random)
    {
        string Pick(string[] from) => from[random.Next(from.Length)];
        var hosts = Enumerable.Range(0, 4).Select(i => new Observation(Hosts, Region, $"h{i}", Pick(Texts))
        {
            Lifecycle = "online",
            Attributes = new JsonObject { ["vcpus"] = 4 * i },
        }).ToArray();
        var containers = Enumerable.Range(0, 40).Select(i =>
        {
            var attributes = new JsonObject();
            if (random.Next(4) > 0)
            {
                attributes["image"] = Pick(Texts);
                attributes["command"] = new JsonArray(Pick(Texts), Pick(Texts));
                attributes["memoryLimitMib"] = 512 * random.Next(4);
            }

            return new Observation(Containers, Region, $"c{i}", Pick(Texts))
            {
                Lifecycle = random.Next(2) == 0 ? "running" : "exited",
                Attributes = attributes,
                Zone = random.Next(3) == 0 ? Pick(Texts) : null,
                Tags = TagKeys.Where(_ => random.Next(3) == 0).ToDictionary(key => key, _ => Pick(Texts)),
                Relations = Types.Where(_ => random.Next(2) == 0).Select(type => new ObservedRelation(type, Hosts, Region, $"h{random.Next(6)}")).Distinct().ToArray(),
            };
        }).ToArray();
        await world.MergeAsync(containers);
        await world.MergeAsync(hosts);
        var known = new List<Known>();
        foreach (var observation in containers.Concat(hosts))
        {
            known.Add(new Known((await world.FindAsync(observation.ExternalId, observation.Kind))!, observation.Relations));
        }

        return known;
    }

    private static bool Holds(QueryNode node, Known known, IReadOnlyList<Known> all) => node switch
    {
        AllOf allOf => allOf.Items.All(item => Holds(item, known, all)),
        AnyOf anyOf => anyOf.Items.Any(item => Holds(item, known, all)),
        Not not => !Holds(not.Item, known, all),
        FreeText free => Part(known.Resource.Name + "\n" + known.Resource.ExternalId, free.Value),
        TagTerm { Value: null } tag => known.Resource.Tags.ContainsKey(tag.Key),
        TagTerm tag => Compare(
            new Comparison("tag", tag.Operator, tag.Value, default), known.Resource.Tags.TryGetValue(tag.Key, out var value) ? [value] : [], false),
        RelatedTo { IsKind: false } related => known.Edges.Any(edge => edge.Type == related.Name && TargetHolds(edge, related, all)),
        RelatedTo related => known.Edges.Any(edge => edge.TargetKind == related.Name && TargetHolds(edge, related, all))
            || all.Any(other => other.Resource.Kind == related.Name && Holds(related.Other, other, all)
                && other.Edges.Any(edge => edge.TargetKind == known.Resource.Kind && edge.TargetExternalId == known.Resource.ExternalId)),
        Comparison comparison => Compare(comparison, Values(comparison.Key, known.Resource), comparison.Key == "name"),
        _ => throw new InvalidOperationException(),
    };

    private static bool TargetHolds(ObservedRelation edge, RelatedTo related, IReadOnlyList<Known> all) =>
        all.Any(other => other.Resource.Kind == edge.TargetKind && other.Resource.ExternalId == edge.TargetExternalId && Holds(related.Other, other, all));

    private static string[] Values(string key, Resource resource) => key switch
    {
        "name" => [resource.Name],
        "externalId" => [resource.ExternalId],
        "kind" => [resource.Kind],
        "lifecycle" => [resource.Lifecycle],
        "zone" => resource.Zone is null ? [] : [resource.Zone],
        _ => resource.Attributes[key] switch
        {
            null => [],
            JsonArray items => items.Select(Text).ToArray(),
            var value => [Text(value)],
        },
    };

    private static string Text(JsonNode? node) => node!.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    private static bool Compare(Comparison term, string[] values, bool ignoreCase)
    {
        if (term.Operator == QueryOperator.NotEqual)
        {
            return !Compare(term with { Operator = QueryOperator.Equal }, values, ignoreCase);
        }

        if (term.Key is "memoryLimitMib" or "vcpus" or "exitCode")
        {
            var wanted = decimal.Parse(term.Value.Text, CultureInfo.InvariantCulture);
            return values.Select(value => decimal.Parse(value, CultureInfo.InvariantCulture).CompareTo(wanted)).Any(order => term.Operator switch
            {
                QueryOperator.Less => order < 0,
                QueryOperator.LessOrEqual => order <= 0,
                QueryOperator.Greater => order > 0,
                QueryOperator.GreaterOrEqual => order >= 0,
                _ => order == 0,
            });
        }

        return values.Any(value => term.Operator switch
        {
            QueryOperator.Contains => Part(value, term.Value),
            QueryOperator.Matches when term.Value.Wildcards => Pattern(term.Value.Text, value, whole: true, ignoreCase),
            _ => string.Equals(value, term.Value.Text, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal),
        });
    }

    private static bool Part(string text, QueryValue value) =>
        value.Wildcards ? Pattern(value.Text, text, whole: false, ignoreCase: true) : text.Contains(value.Text, StringComparison.OrdinalIgnoreCase);

    private static bool Pattern(string pattern, string text, bool whole, bool ignoreCase)
    {
        var regex = string.Join(".*", pattern.Split('*').Select(Regex.Escape));
        return Regex.IsMatch(text, whole ? $"\\A{regex}\\z" : regex, RegexOptions.Singleline | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
    }

    private sealed record Known(Resource Resource, IReadOnlyList<ObservedRelation> Edges);
}
