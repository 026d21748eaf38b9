using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of links between places: tunnels and leased lines.</summary>
public static class NetworkLinkKinds
{
    private static readonly IReadOnlyList<LifecycleValue> Tunnel =
    [
        Creating, new("negotiating", Tone.Changing, new("Negotiating", "协商中")), Up, new("degraded", Tone.Warning, new("Degraded", "降级")), Down,
        Deleting, Error, Unknown,
    ];

    private static readonly IReadOnlyList<LifecycleValue> Line =
    [
        new("ordered", Tone.Changing, new("Ordered", "已下单")), new("building", Tone.Changing, new("Building", "建设中")), Up, Down, Deleting, Unknown,
    ];

    /// <summary>Our end of tunnels.</summary>
    public static readonly Kind VpnGateway = new(
        "network/vpnGateway",
        new("VPN gateway", "VPN 网关"),
        [Texts("publicAddresses", "Public addresses", "公网地址").Indexed(), Size("bandwidthMbps", "Bandwidth", "带宽", "Mbps")],
        Tunnel,
        [Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含")],
        [Create(Reference("vpcId", "Private network", "专有网络").Needed(), NetworkKinds.Bandwidth()), Destroy],
        []);

    /// <summary>The far end of a tunnel, as the cloud knows it.</summary>
    public static readonly Kind CustomerGateway = new(
        "network/customerGateway",
        new("Customer gateway", "用户网关"),
        [Texts("publicAddresses", "Public addresses", "公网地址").Indexed(), Whole("bgpAsn", "BGP ASN", "BGP ASN") with { Searchable = true }],
        Tunnel,
        [],
        [Create((Text("publicAddress", "Public address", "公网地址") with { Maximum = 64 }).Needed(), Whole("bgpAsn", "BGP ASN", "BGP ASN")), Destroy],
        []);

    /// <summary>A tunnel between the two.</summary>
    public static readonly Kind VpnConnection = new(
        "network/vpnConnection",
        new("VPN connection", "VPN 连接"),
        [
            Texts("localCidrs", "Local ranges", "本端网段").Indexed(),
            Texts("remoteCidrs", "Remote ranges", "对端网段").Indexed(),
            Ike(),
            Ipsec(),
            Rows("tunnels", "Tunnels", "隧道",
                Text("ikeState", "IKE", "IKE 状态"), Text("childState", "Child", "IPsec 状态"), Whole("bytesIn", "Received", "接收", "B"),
                Whole("bytesOut", "Sent", "发送", "B"), Text("lastError", "Last error", "最近错误")),
        ],
        Tunnel,
        [
            Edge("uses-gateway", "network/vpnGateway", "uses gateway", "使用网关", "carries", "承载"),
            Edge("reaches", "network/customerGateway", "reaches", "到达", "reached by", "由其到达"),
        ],
        [
            Create(
                Reference("vpnGatewayId", "VPN gateway", "VPN 网关").Needed(),
                Reference("customerGatewayId", "Customer gateway", "用户网关").Needed(),
                Texts("localCidrs", "Local ranges", "本端网段").Needed(),
                Texts("remoteCidrs", "Remote ranges", "对端网段").Needed(),
                (Text("preSharedKey", "Pre-shared key", "预共享密钥") with { Minimum = 8, Maximum = 128 }).Hidden(),
                Ike(),
                Ipsec()),
            Act("reset", "Reset", "重置"),
            Destroy,
        ],
        []);

    /// <summary>A leased line into a cloud.</summary>
    public static readonly Kind DedicatedLine = new(
        "network/dedicatedLine",
        new("Dedicated line", "专线"),
        [Key("port", "Port", "端口"), Size("bandwidthMbps", "Bandwidth", "带宽", "Mbps"), Key("location", "Location", "接入点")],
        Line,
        [],
        [
            Create(Text("location", "Location", "接入点").Needed() with { Maximum = 256 }, NetworkKinds.Bandwidth().Needed()),
            Act("setBandwidth", "Set the bandwidth", "调整带宽", NetworkKinds.Bandwidth().Needed()),
            Destroy,
        ],
        []);

    /// <summary>A virtual interface on a leased line.</summary>
    public static readonly Kind VirtualInterface = new(
        "network/virtualInterface",
        new("Virtual interface", "虚拟接口"),
        [
            Whole("vlanId", "VLAN", "VLAN") with { Maximum = 4094, Searchable = true },
            Texts("peerAddresses", "Peer addresses", "对端地址").Indexed(),
            Whole("bgpAsn", "BGP ASN", "BGP ASN") with { Searchable = true },
        ],
        Line,
        [Edge("runs-over", "network/dedicatedLine", "runs over", "承载于", "carries", "承载"), Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含")],
        [
            Create(
                Reference("dedicatedLineId", "Dedicated line", "专线").Needed(),
                (Whole("vlanId", "VLAN", "VLAN") with { Minimum = 1, Maximum = 4094 }).Needed(),
                Texts("peerAddresses", "Peer addresses", "对端地址"),
                Whole("bgpAsn", "BGP ASN", "BGP ASN")),
            Act("setBandwidth", "Set the bandwidth", "调整带宽", NetworkKinds.Bandwidth().Needed()),
            Destroy,
        ],
        []);

    private static KindAttribute Ike() => Group("ike", "IKE", "IKE",
        OneOf("version", "Version", "版本", "ikev1", "ikev2"), Text("encryption", "Encryption", "加密算法") with { Maximum = 64 },
        Text("authentication", "Authentication", "认证算法") with { Maximum = 64 }, Text("dhGroup", "DH group", "DH 组") with { Maximum = 32 },
        Whole("lifetimeSeconds", "Lifetime", "生存时间", "s"));

    private static KindAttribute Ipsec() => Group("ipsec", "IPsec", "IPsec",
        Text("encryption", "Encryption", "加密算法") with { Maximum = 64 }, Text("authentication", "Authentication", "认证算法") with { Maximum = 64 },
        Text("pfsGroup", "PFS group", "PFS 组") with { Maximum = 32 }, Whole("lifetimeSeconds", "Lifetime", "生存时间", "s"));
}
