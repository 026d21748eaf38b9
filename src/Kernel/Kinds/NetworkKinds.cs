using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of networks and of what plugs into them.</summary>
public static class NetworkKinds
{
    /// <summary>A private network of a tenant of a cloud.</summary>
    public static readonly Kind Vpc = new(
        "network/vpc",
        new("Private network", "专有网络"),
        [
            Texts("cidrBlocks", "Address ranges", "网段").Indexed(),
            Texts("ipv6CidrBlocks", "IPv6 ranges", "IPv6 网段").Indexed(),
            Flag("isDefault", "Default", "默认").Indexed(),
        ],
        Provisioned,
        [],
        [Create(Cidr("cidrBlock", "Address range", "网段").Needed()), Destroy],
        []);

    /// <summary>A layer-2 segment.</summary>
    public static readonly Kind Segment = new(
        "network/segment",
        new("Segment", "二层网络"),
        [
            OneOf("type", "Type", "类型", "vlan", "vxlan", "flat", "bridge"),
            Size("segmentId", "Segment id", "网段编号", "id"),
            Whole("mtu", "MTU", "MTU", "B"),
        ],
        Present,
        [],
        [
            Create(
                OneOf("type", "Type", "类型", "vlan", "vxlan", "flat", "bridge").Needed(),
                Whole("segmentId", "Segment id", "网段编号") with { Maximum = 16_777_215 },
                Whole("mtu", "MTU", "MTU", "B") with { Minimum = 576, Maximum = 9216 }),
            Destroy,
        ],
        []);

    /// <summary>A range of addresses in a network.</summary>
    public static readonly Kind Subnet = new(
        "network/subnet",
        new("Subnet", "子网"),
        [
            Key("cidrBlock", "Address range", "网段"),
            Key("gatewayAddress", "Gateway", "网关"),
            Flag("dhcp", "DHCP", "DHCP").Indexed(),
            Texts("dnsServers", "DNS servers", "DNS 服务器"),
            Size("freeAddresses", "Free addresses", "可用地址数", "addresses"),
        ],
        Provisioned,
        [
            Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含"),
            Edge("on-segment", "network/segment", "on segment", "位于二层网络", "carries", "承载"),
        ],
        [
            Create(
                Reference("vpcId", "Private network", "专有网络"),
                Reference("segmentId", "Segment", "二层网络"),
                Cidr("cidrBlock", "Address range", "网段").Needed(),
                Text("gatewayAddress", "Gateway", "网关") with { Maximum = 64 },
                Flag("dhcp", "DHCP", "DHCP").Or("true"),
                Texts("dnsServers", "DNS servers", "DNS 服务器")),
            Destroy,
        ],
        []);

    /// <summary>A network card.</summary>
    public static readonly Kind Interface = new(
        "network/interface",
        new("Network interface", "网卡"),
        [
            Key("macAddress", "MAC address", "MAC 地址"),
            Texts("addresses", "Addresses", "地址").Indexed(),
            Flag("isPrimary", "Primary", "主网卡").Indexed(),
        ],
        [Available, InUse, Detaching, Unknown],
        [
            Edge("in-subnet", "network/subnet", "in subnet", "位于子网", "holds", "包含"),
            Edge("attached-to", "compute/instance", "attached to", "挂载于", "has interface", "拥有网卡"),
            Edge("member-of", "network/securityGroup", "member of", "加入安全组", "guards", "保护"),
        ],
        [
            Create(Reference("subnetId", "Subnet", "子网").Needed(), Texts("securityGroupIds", "Security groups", "安全组")),
            ActFrom(["available"], "attach", "Attach", "挂载", Reference("instanceId", "Instance", "云主机").Needed()),
            ActFrom(["inUse"], "detach", "Detach", "卸载"),
            Destroy,
        ],
        []);

    /// <summary>A public address that can be bound to things.</summary>
    public static readonly Kind PublicAddress = new(
        "network/publicAddress",
        new("Public address", "公网地址"),
        [
            Key("address", "Address", "地址"),
            Size("bandwidthMbps", "Bandwidth", "带宽", "Mbps"),
            OneOf("chargeBy", "Charged by", "计费方式", "bandwidth", "traffic"),
        ],
        [
            Creating, Available, new("binding", Tone.Changing, new("Binding", "绑定中")), InUse,
            new("unbinding", Tone.Changing, new("Unbinding", "解绑中")), Deleting, Unknown,
        ],
        [Edge("bound-to", "compute/instance", "bound to", "绑定于", "has address", "拥有公网地址")],
        [
            Create(Bandwidth(), OneOf("chargeBy", "Charged by", "计费方式", "bandwidth", "traffic")),
            ActFrom(["available"], "bind", "Bind", "绑定", Reference("resourceId", "To", "绑定到").Needed()),
            ActFrom(["inUse"], "unbind", "Unbind", "解绑"),
            Act("setBandwidth", "Set the bandwidth", "调整带宽", Bandwidth().Needed()),
            new("destroy", new("Release", "释放"), [], ["available"], Destructive: true),
        ],
        []);

    internal static KindAttribute Cidr(string name, string en, string zh) => Text(name, en, zh) with { Format = "cidr", Maximum = 64 };

    internal static KindAttribute Bandwidth() => Whole("bandwidthMbps", "Bandwidth", "带宽", "Mbps") with { Minimum = 1, Maximum = 400_000 };
}
