using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of rules for traffic: who may talk to whom, and which way packets go.</summary>
public static class NetworkRuleKinds
{
    /// <summary>A set of rules that interfaces belong to.</summary>
    public static readonly Kind SecurityGroup = new(
        "network/securityGroup",
        new("Security group", "安全组"),
        [SecurityRules(), Flag("stateful", "Stateful", "有状态").Indexed()],
        Present,
        [Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含")],
        [
            Create(Reference("vpcId", "Private network", "专有网络"), Text("description", "Description", "描述") with { Maximum = 256 }, SecurityRules()),
            Act("setRules", "Set the rules", "设置规则", SecurityRules().Needed()),
            Destroy,
        ],
        []);

    /// <summary>Rules of a subnet.</summary>
    public static readonly Kind Acl = new(
        "network/acl",
        new("Network ACL", "网络 ACL"),
        [SecurityRules()],
        Present,
        [
            Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含"),
            Edge("applies-to", "network/subnet", "applies to", "应用于", "guarded by", "受其保护"),
        ],
        [
            Create(Reference("vpcId", "Private network", "专有网络").Needed(), SecurityRules()),
            Act("setRules", "Set the rules", "设置规则", SecurityRules().Needed()),
            Destroy,
        ],
        []);

    /// <summary>Routes of a network.</summary>
    public static readonly Kind RouteTable = new(
        "network/routeTable",
        new("Route table", "路由表"),
        [Routes()],
        Present,
        [
            Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含"),
            Edge("applies-to", "network/subnet", "applies to", "应用于", "routed by", "由其路由"),
        ],
        [
            Create(Reference("vpcId", "Private network", "专有网络").Needed(), Routes()),
            Act("setRoutes", "Set the routes", "设置路由", Routes().Needed()),
            Destroy,
        ],
        []);

    /// <summary>A router of a private cloud.</summary>
    public static readonly Kind Router = new(
        "network/router",
        new("Router", "路由器"),
        [Key("externalGateway", "External gateway", "外部网关"), Routes()],
        Provisioned,
        [Edge("in-subnet", "network/subnet", "in subnet", "接入子网", "routed by", "由其路由")],
        [
            Create(Reference("externalGateway", "External gateway", "外部网关"), Routes()),
            Act("setRoutes", "Set the routes", "设置路由", Routes().Needed()),
            Destroy,
        ],
        []);

    private static KindAttribute SecurityRules() => Rows("rules", "Rules", "规则",
        OneOf("direction", "Direction", "方向", "in", "out").Needed(),
        Text("protocol", "Protocol", "协议").Needed() with { Maximum = 32 },
        Whole("portFrom", "From port", "起始端口") with { Maximum = 65_535 },
        Whole("portTo", "To port", "结束端口") with { Maximum = 65_535 },
        NetworkKinds.Cidr("peerCidr", "Peer range", "对端网段"),
        Reference("peerGroupId", "Peer group", "对端安全组"),
        OneOf("action", "Action", "动作", "allow", "deny").Or("\"allow\""),
        Whole("priority", "Priority", "优先级") with { Maximum = 65_535 },
        Text("description", "Description", "描述") with { Maximum = 256 });

    private static KindAttribute Routes() => Rows("routes", "Routes", "路由",
        NetworkKinds.Cidr("destination", "Destination", "目标网段").Needed(),
        Text("nextHopType", "Next hop type", "下一跳类型") with { Maximum = 64 },
        Reference("nextHopId", "Next hop", "下一跳"));
}
