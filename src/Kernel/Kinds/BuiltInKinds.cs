namespace Yunqiao.Kernel.Kinds;

/// <summary>The kinds that every installation has.</summary>
public static class BuiltInKinds
{
    /// <summary>All of them, by id.</summary>
    public static IReadOnlyDictionary<string, Kind> All { get; } = new[]
    {
        PlaceKinds.Group,
        InstanceKind.Instance,
        ComputeKinds.Host,
        ComputeKinds.Baremetal,
        ComputeKinds.Snapshot,
        ComputeKinds.Image,
        ComputeKinds.KeyPair,
        StorageKinds.Disk,
        StorageKinds.Snapshot,
        StorageKinds.SnapshotPolicy,
        StorageKinds.Pool,
        StorageKinds.Bucket,
        NetworkKinds.Vpc,
        NetworkKinds.Segment,
        NetworkKinds.Subnet,
        NetworkKinds.Interface,
        NetworkKinds.PublicAddress,
        NetworkRuleKinds.SecurityGroup,
        NetworkRuleKinds.Acl,
        NetworkRuleKinds.RouteTable,
        NetworkRuleKinds.Router,
        NetworkGatewayKinds.NatGateway,
        NetworkGatewayKinds.InternetGateway,
        NetworkGatewayKinds.Peering,
        NetworkGatewayKinds.LoadBalancer,
        NetworkGatewayKinds.Listener,
        NetworkLinkKinds.VpnGateway,
        NetworkLinkKinds.CustomerGateway,
        NetworkLinkKinds.VpnConnection,
        NetworkLinkKinds.DedicatedLine,
        NetworkLinkKinds.VirtualInterface,
        DatabaseKinds.Database,
        DatabaseKinds.Cache,
        ContainerKinds.Container,
        ContainerKinds.Image,
        ContainerKinds.Network,
        ContainerKinds.Volume,
    }.ToDictionary(kind => kind.Id, StringComparer.Ordinal);
}
