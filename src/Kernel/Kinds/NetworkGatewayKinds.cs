using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of ways out of a network, and of what spreads traffic.</summary>
public static class NetworkGatewayKinds
{
    /// <summary>Lets private addresses reach out.</summary>
    public static readonly Kind NatGateway = new(
        "network/natGateway",
        new("NAT gateway", "NAT 网关"),
        [Texts("addresses", "Addresses", "地址").Indexed(), Key("specification", "Specification", "规格")],
        Provisioned,
        [InVpc()],
        [Create(Reference("vpcId", "Private network", "专有网络").Needed(), Reference("subnetId", "Subnet", "子网"), Text("specification", "Specification", "规格") with { Maximum = 64 }), Destroy],
        []);

    /// <summary>Joins a network to the internet.</summary>
    public static readonly Kind InternetGateway = new(
        "network/internetGateway",
        new("Internet gateway", "互联网网关"),
        [Texts("addresses", "Addresses", "地址").Indexed(), Key("specification", "Specification", "规格")],
        Provisioned,
        [InVpc()],
        [Create(Reference("vpcId", "Private network", "专有网络")), Destroy],
        []);

    /// <summary>Joins two networks.</summary>
    public static readonly Kind Peering = new(
        "network/peering",
        new("Peering", "对等连接"),
        [Key("requesterVpcId", "From network", "发起网络"), Key("accepterVpcId", "To network", "接受网络"), Size("bandwidthMbps", "Bandwidth", "带宽", "Mbps")],
        Provisioned,
        [Edge("connects", "network/vpc", "connects", "连接", "connected by", "由其连接")],
        [
            Create(Reference("requesterVpcId", "From network", "发起网络").Needed(), Reference("accepterVpcId", "To network", "接受网络").Needed(), Text("accepterRegion", "In region", "接受地域") with { Maximum = 128 }),
            Destroy,
        ],
        []);

    /// <summary>Spreads traffic over backends.</summary>
    public static readonly Kind LoadBalancer = new(
        "network/loadBalancer",
        new("Load balancer", "负载均衡"),
        [Key("address", "Address", "地址"), Layer(), Backends()],
        Provisioned,
        [InVpc(), Edge("in-subnet", "network/subnet", "in subnet", "位于子网", "holds", "包含")],
        [
            Create(Layer().Needed(), Reference("subnetId", "Subnet", "子网"), Flag("isPublic", "Public", "公网").Or("false")),
            Act("setBackends", "Set the backends", "设置后端", Backends().Needed()),
            Destroy,
        ],
        []);

    /// <summary>A port on which a load balancer listens.</summary>
    public static readonly Kind Listener = new(
        "network/listener",
        new("Listener", "监听器"),
        [Protocol(), Port(), Layer(), Backends()],
        Provisioned,
        [Edge("listens-on", "network/loadBalancer", "listens on", "属于", "has listener", "拥有监听器"), Edge("forwards-to", "compute/instance", "forwards to", "转发至", "backend of", "作为后端")],
        [
            Create(Reference("loadBalancerId", "Load balancer", "负载均衡").Needed(), Protocol().Needed(), Port().Needed(), Backends()),
            Act("setBackends", "Set the backends", "设置后端", Backends().Needed()),
            Destroy,
        ],
        []);

    private static KindRelation InVpc() => Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含");

    private static KindAttribute Layer() => Whole("layer", "Layer", "层级") with { Minimum = 4, Maximum = 7, Searchable = true };

    private static KindAttribute Protocol() => OneOf("protocol", "Protocol", "协议", "tcp", "udp", "http", "https", "tls");

    private static KindAttribute Port() => Whole("port", "Port", "端口") with { Minimum = 1, Maximum = 65_535, Searchable = true };

    private static KindAttribute Backends() => Rows("backends", "Backends", "后端",
        Reference("id", "Backend", "后端").Needed(),
        Whole("port", "Port", "端口") with { Minimum = 1, Maximum = 65_535 },
        Whole("weight", "Weight", "权重") with { Maximum = 1000 },
        OneOf("health", "Health", "健康状况", "healthy", "unhealthy", "unknown") with { Searchable = false });
}
