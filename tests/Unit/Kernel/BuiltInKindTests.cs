using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Tests.Unit.Kernel;

/// <summary>What must hold of every kind that the product brings.</summary>
public sealed class BuiltInKindTests
{
    public static TheoryData<string> Ids => [.. BuiltInKinds.All.Keys];

    [Fact]
    public void Every_kind_of_the_first_round_is_there()
    {
        string[] ids =
        [
            "place/group", "compute/instance", "compute/host", "compute/baremetal", "compute/snapshot", "compute/image", "compute/keyPair",
            "storage/disk", "storage/snapshot", "storage/snapshotPolicy", "storage/pool", "storage/bucket", "network/vpc", "network/segment",
            "network/subnet", "network/interface", "network/publicAddress", "network/securityGroup", "network/acl", "network/routeTable",
            "network/router", "network/natGateway", "network/internetGateway", "network/peering", "network/loadBalancer", "network/listener",
            "network/vpnGateway", "network/customerGateway", "network/vpnConnection", "network/dedicatedLine", "network/virtualInterface",
            "database/instance", "cache/instance", "container/container", "container/image", "container/network", "container/volume",
        ];
        Assert.Equal(ids.Order(StringComparer.Ordinal), BuiltInKinds.All.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_complete_and_consistent(string id)
    {
        var kind = BuiltInKinds.All[id];

        Assert.Contains(kind.Lifecycle, value => value.Value == "unknown");
        Assert.Distinct(kind.Lifecycle.Select(value => value.Value));
        Assert.Distinct(kind.Attributes.Select(attribute => attribute.Name));
        Assert.Distinct(kind.Actions.Select(action => action.Verb));
        Assert.Distinct(kind.Relations.Select(edge => (edge.Type, edge.Target)));
        Assert.All(kind.Relations, edge => Assert.Contains(edge.Target, BuiltInKinds.All));
        Assert.All(kind.IdentityKeys, key => Assert.Contains(key, (string[])["biosUuid", "serialNumber", "macAddresses"]));
        Assert.All(kind.Actions.SelectMany(action => action.From), from => Assert.Contains(kind.Lifecycle, value => value.Value == from));
        Assert.DoesNotContain(kind.Attributes, attribute => attribute.Secret);
        LocalizedText[] texts =
        [
            kind.Label, .. kind.Lifecycle.Select(value => value.Label), .. kind.Relations.SelectMany(edge => new[] { edge.Label, edge.InverseLabel }),
            .. kind.Actions.Select(action => action.Label), .. Fields(kind).Select(field => field.Title),
        ];
        Assert.All(texts, text => Assert.True(text.En.Length > 0 && text.Zh.Length > 0));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Names_the_unit_in_every_measure(string id)
    {
        (string Ending, string Unit)[] units =
        [
            ("Mib", "MiB"), ("Gib", "GiB"), ("Bytes", "B"), ("Mbps", "Mbps"), ("Mibps", "MiB/s"), ("Seconds", "s"), ("Days", "days"), ("Months", "months"),
        ];
        foreach (var field in Fields(BuiltInKinds.All[id]))
        {
            foreach (var (_, unit) in units.Where(unit => field.Name.EndsWith(unit.Ending, StringComparison.Ordinal)))
            {
                Assert.Equal((field.Name, unit), (field.Name, field.Unit));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_defaults_that_its_own_rules_accept(string id)
    {
        foreach (var field in Fields(BuiltInKinds.All[id]).Where(field => field.Default is not null))
        {
            var (_, errors) = AttributeValidator.Validate([field], new JsonObject { [field.Name] = JsonNode.Parse(field.Default!) });
            Assert.Empty(errors);
        }
    }

    private static IEnumerable<KindAttribute> Fields(Kind kind) =>
        kind.Attributes.Concat(kind.Actions.SelectMany(action => action.Inputs)).SelectMany(Within);

    private static IEnumerable<KindAttribute> Within(KindAttribute field) =>
        new[] { field }.Concat(field.Properties.SelectMany(Within)).Concat(field.Items is null ? [] : field.Items.Properties.SelectMany(Within));
}
