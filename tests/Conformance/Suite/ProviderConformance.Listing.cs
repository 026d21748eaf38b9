using System.Diagnostics;
using System.Text.Json;
using Xunit;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Conformance;

public abstract partial class ProviderConformance
{
    [Fact]
    public void The_manifest_names_only_kinds_and_verbs_that_exist_and_that_the_adapter_implements()
    {
        var adapter = Client.Provider;
        foreach (var action in Manifest.Actions)
        {
            var kind = Assert.Contains(action.Kind, BuiltInKinds.All);
            switch (action.Verb)
            {
                case ManifestAction.List or ManifestAction.Observe:
                    break;
                case ManifestAction.Metrics:
                    Assert.IsAssignableFrom<IMeters>(adapter);
                    break;
                case "create":
                    Assert.NotNull(kind.Action("create"));
                    Assert.IsAssignableFrom<ICreates>(adapter);
                    break;
                case "destroy":
                    Assert.NotNull(kind.Action("destroy"));
                    Assert.IsAssignableFrom<IDestroys>(adapter);
                    break;
                case "exec" or "logs":
                    Assert.NotNull(kind.Action(action.Verb));
                    Assert.IsAssignableFrom<IStreams>(adapter);
                    break;
                default:
                    Assert.NotNull(kind.Action(action.Verb));
                    Assert.IsAssignableFrom<IActs>(adapter);
                    break;
            }
        }

        Assert.All(Manifest.Kinds, kind => Assert.NotNull(Manifest.Find(kind, ManifestAction.Observe)));
        Assert.Equal(Manifest.Actions.Count, Manifest.Actions.Select(action => (action.Kind, action.Verb)).Distinct().Count());
        Assert.Equal(2, Manifest.Chip.Length);
    }

    [Fact]
    public async Task A_probe_tells_who_we_are_and_which_version_the_peer_has()
    {
        var probe = await Client.ProbeAsync(Ct);

        Assert.NotEmpty(probe.Identity);
        Assert.NotEmpty(probe.Version!);
        Assert.Empty(probe.MissingPermissions);
    }

    [Fact]
    public async Task Every_kind_lists_whole_without_repetition_and_the_same_twice()
    {
        await CreateAsync();
        foreach (var kind in Manifest.Kinds)
        {
            var first = await ListAllAsync(kind);
            var second = await ListAllAsync(kind);

            Assert.Equal(first.Count, first.Select(seen => seen.ExternalId).Distinct().Count());
            var stable = first.Select(seen => seen.ExternalId).Intersect(second.Select(seen => seen.ExternalId)).ToHashSet();
            Assert.Equal(
                first.Where(seen => stable.Contains(seen.ExternalId) && seen.Kind != Peer.Kind).Select(seen => JsonSerializer.Serialize(seen)),
                second.Where(seen => stable.Contains(seen.ExternalId) && seen.Kind != Peer.Kind).Select(seen => JsonSerializer.Serialize(seen)));
        }
    }

    [Fact]
    public async Task A_thing_looks_the_same_in_a_listing_and_by_itself()
    {
        var id = await CreateAsync();
        foreach (var kind in Manifest.Kinds)
        {
            var listed = (await ListAllAsync(kind)).FirstOrDefault(seen => kind != Peer.Kind || seen.ExternalId == id);
            if (listed is null)
            {
                continue;
            }

            var looked = await Client.ObserveAsync(kind, Peer.Region, listed.ExternalId, Ct);
            Assert.Equal(JsonSerializer.Serialize(listed), JsonSerializer.Serialize(looked));
        }
    }

    [Fact]
    public async Task Observations_keep_to_their_kind()
    {
        await CreateAsync();
        foreach (var name in Manifest.Kinds)
        {
            var kind = KindOf(name);
            foreach (var seen in await ListAllAsync(name))
            {
                Assert.Equal(name, seen.Kind);
                Assert.Equal(Peer.Region, seen.Region);
                Assert.NotEmpty(seen.ExternalId);
                Assert.NotEmpty(seen.Name);
                Assert.Contains(kind.Lifecycle, value => value.Value == seen.Lifecycle);
                Assert.All(seen.Attributes, attribute => Assert.NotNull(kind.Attribute(attribute.Key)));
                Assert.All(seen.Attributes, attribute => Assert.Equal(JsonKind(kind.Attribute(attribute.Key)!.Type), JsonKind(attribute.Value!.GetValueKind())));
            }
        }
    }

    [Fact]
    public async Task Relations_point_at_kinds_of_the_manifest_and_at_things_that_are_there()
    {
        var id = await CreateAsync();
        var known = new HashSet<(string, string)>();
        foreach (var kind in Manifest.Kinds)
        {
            known.UnionWith((await ListAllAsync(kind)).Select(seen => (kind, seen.ExternalId)));
        }

        var relations = (await LookAsync(id)).Relations;
        Assert.NotEmpty(relations);
        foreach (var relation in relations)
        {
            Assert.Contains(relation.TargetKind, Manifest.Kinds);
            Assert.Contains(KindOf(Peer.Kind).Relations, allowed => allowed.Type == relation.Type && allowed.Target == relation.TargetKind);
            Assert.Contains((relation.TargetKind, relation.TargetExternalId), known);
        }

        Assert.Equal(relations.Count, relations.Distinct().Count());
    }

    [Fact]
    public async Task What_does_not_exist_is_observed_as_null_in_every_kind()
    {
        foreach (var kind in Manifest.Kinds)
        {
            Assert.Null(await Client.ObserveAsync(kind, Peer.Region, Peer.MissingId(kind), Ct));
        }
    }

    [Fact]
    public async Task A_kind_that_the_manifest_does_not_name_is_unsupported()
    {
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.ListAsync("place/group", Peer.Region, null, Ct));
        Assert.Equal(FaultKind.Unsupported, fault.Kind);
    }

    [Fact]
    public async Task A_cancelled_listing_ends_within_a_second()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.ListAsync(Manifest.Kinds.First(), Peer.Region, null, cancel.Token));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Nobody_at_the_endpoint_is_unavailable_and_nothing_was_sent()
    {
        var nobody = await Clients.ReachAsync(Clients.Connection(Peer.Provider, "http://127.0.0.1:1"));
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.Provider.ProbeAsync(nobody, Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
        Assert.True(fault.NothingSent);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:secret-word@127.0.0.1/")]
    [InlineData("http://127.0.0.1/?x=1")]
    [InlineData("not a url")]
    [InlineData("https://169.254.169.254/")]
    public async Task An_endpoint_that_no_account_may_have_is_refused(string endpoint)
    {
        var fault = await Assert.ThrowsAsync<ProviderException>(async () =>
            await Client.Provider.ProbeAsync(await Clients.ReachAsync(Clients.Connection(Peer.Provider, endpoint)), Ct));
        Assert.Equal(FaultKind.Invalid, fault.Kind);
        Assert.DoesNotContain("secret-word", fault.ToString(), StringComparison.Ordinal);
    }

    private static string JsonKind(AttributeType type) => type switch
    {
        AttributeType.Integer or AttributeType.Number => "number",
        AttributeType.Boolean => "boolean",
        AttributeType.Array => "array",
        AttributeType.Object => "object",
        _ => "text",
    };

    private static string JsonKind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "text",
    };
}
