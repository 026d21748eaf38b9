using System.Globalization;
using System.Text.Json.Nodes;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Bench.Graph;

/// <summary>
/// A small cloud as an adapter would observe it: a network with four subnets, eleven hosts, 150 machines and their 160 disks.
/// Blocks differ in their code, which is part of every name and external id, and in their region.
/// </summary>
internal sealed record EstateBlock(string Code, string Region)
{
    /// <summary>How many things are in a block.</summary>
    internal const int Size = 1 + Subnets + Hosts + Instances + Disks;

    /// <summary>The kinds, targets of relations first.</summary>
    internal static readonly string[] Kinds = [Vpc, Subnet, Host, Instance, Disk];

    private const string Vpc = "network/vpc";
    private const string Subnet = "network/subnet";
    private const string Host = "compute/host";
    private const string Instance = "compute/instance";
    private const string Disk = "storage/disk";
    private const int Subnets = 4;
    private const int Hosts = 11;
    private const int Instances = 150;
    private const int Disks = 160;

    private static readonly string[] Roles = ["web", "db", "cache", "batch", "gateway", "worker"];
    private static readonly string[] Environments = ["prod", "prod", "test", "dev"];
    private static readonly string[] Teams = ["payments", "search", "logistics", "platform", "data"];
    private static readonly DateTimeOffset Born = new(2025, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The observations of one kind.</summary>
    internal IReadOnlyList<Observation> Of(string kind) => kind switch
    {
        Vpc => [Thing(Vpc, "vpc", 0, "available", new JsonObject { ["cidrBlocks"] = new JsonArray("10.0.0.0/16") })],
        Subnet => Many(Subnets, n => Thing(Subnet, "subnet", n, "available", new JsonObject { ["cidrBlock"] = $"10.0.{n * 64}.0/18", ["dhcp"] = true }) with
        {
            Relations = [new ObservedRelation("in-vpc", Vpc, Region, Id("vpc", 0))],
        }),
        Host => Many(Hosts, n => Thing(Host, "host", n, n == 7 ? "maintenance" : "online", new JsonObject { ["vcpus"] = 96, ["memoryMib"] = 786_432 })),
        Instance => Many(Instances, Machine),
        Disk => Many(Disks, Volume),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private Observation Machine(int n)
    {
        var vcpus = 2 << (n % 4);
        var stopped = n % 6 == 5;
        return Thing(Instance, Roles[n % Roles.Length], n, n % 50 == 49 ? "unknown" : stopped ? "stopped" : "running", new JsonObject
        {
            ["instanceType"] = $"c6.{vcpus}x",
            ["vcpus"] = vcpus,
            ["memoryMib"] = vcpus * 4096,
            ["osFamily"] = n % 5 == 0 ? "windows" : "linux",
            ["hostName"] = $"{Roles[n % Roles.Length]}{n:000}.{Code}.example",
            ["privateAddresses"] = new JsonArray($"10.0.{n % Subnets * 64}.{n + 10}"),
        }) with
        {
            Power = stopped ? Power.Off : Power.On,
            Relations =
            [
                new ObservedRelation("runs-on", Host, Region, Id("host", n % Hosts)),
                new ObservedRelation("in-subnet", Subnet, Region, Id("subnet", n % Subnets)),
            ],
        };
    }

    private Observation Volume(int n) =>
        Thing(Disk, "disk", n, n < Instances ? "inUse" : "available", new JsonObject
        {
            ["sizeGib"] = 40 << (n % 6),
            ["category"] = n % 3 == 0 ? "ssd" : "essd",
            ["encrypted"] = n % 4 == 0,
        }) with
        {
            Relations = n < Instances ? [new ObservedRelation("attached-to", Instance, Region, Id(Roles[n % Roles.Length], n))] : [],
        };

    private Observation Thing(string kind, string role, int n, string lifecycle, JsonObject attributes) =>
        new(kind, Region, Id(role, n), string.Create(CultureInfo.InvariantCulture, $"{role}-{n:000}-{Code}"))
        {
            Zone = Region + "-a",
            Lifecycle = lifecycle,
            ProviderStatus = lifecycle.ToUpperInvariant(),
            Attributes = attributes,
            Tags = new Dictionary<string, string> { ["env"] = Environments[n % Environments.Length], ["team"] = Teams[n % Teams.Length] },
            CreatedAt = Born.AddMinutes(n),
        };

    private string Id(string role, int n) => string.Create(CultureInfo.InvariantCulture, $"{role[..1]}-{Code}{n:x4}{role.Length:x}");

    private static Observation[] Many(int count, Func<int, Observation> make) => [.. Enumerable.Range(0, count).Select(make)];
}
