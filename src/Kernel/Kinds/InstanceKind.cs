using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>The virtual machine, whoever runs it.</summary>
public static class InstanceKind
{
    /// <summary>A virtual machine.</summary>
    public static readonly Kind Instance = new(
        "compute/instance",
        new("Instance", "云主机"),
        [
            Key("instanceType", "Instance type", "规格"),
            Size("vcpus", "vCPUs", "vCPU", "vCPU"),
            Size("memoryMib", "Memory", "内存", "MiB"),
            Key("architecture", "Architecture", "架构"),
            Size("gpuCount", "GPUs", "GPU 数量", "GPU"),
            Key("gpuModel", "GPU model", "GPU 型号"),
            OneOf("osFamily", "Operating system family", "操作系统类型", "linux", "windows", "other"),
            Key("osName", "Operating system", "操作系统"),
            Key("hostName", "Host name", "主机名"),
            Texts("privateAddresses", "Private addresses", "内网地址").Indexed(),
            Texts("publicAddresses", "Public addresses", "公网地址").Indexed(),
            Texts("macAddresses", "MAC addresses", "MAC 地址").Indexed(),
            OneOf("bootMode", "Boot mode", "启动方式", "bios", "uefi"),
            OneOf("chargeType", "Charge type", "计费方式", "payAsYouGo", "prepaid", "spot"),
            Time("expiresAt", "Expires", "到期时间"),
            Flag("deletionProtection", "Deletion protection", "删除保护").Indexed(),
            Key("biosUuid", "BIOS UUID", "BIOS UUID"),
            Key("serialNumber", "Serial number", "序列号"),
        ],
        [
            Creating,
            new("createFailed", Tone.Critical, new("Creation failed", "创建失败")),
            new("starting", Tone.Changing, new("Starting", "启动中")),
            Running,
            Restarting,
            new("stopping", Tone.Changing, new("Stopping", "停止中")),
            Stopped,
            new("stoppedReleased", Tone.Stopped, new("Stopped, capacity released", "已停止（资源已释放）")),
            new("suspended", Tone.Stopped, new("Suspended", "已挂起")),
            new("resizing", Tone.Changing, new("Resizing", "变更规格中")),
            new("migrating", Tone.Changing, new("Migrating", "迁移中")),
            Isolated,
            Deleting,
            new("deleted", Tone.Stopped, new("Deleted", "已删除")),
            Unknown,
        ],
        [
            Edge("runs-on", "compute/host", "runs on", "运行于", "runs", "承载"),
            Edge("uses-image", "compute/image", "made from", "使用镜像", "image of", "被使用"),
            Edge("attached-disk", "storage/disk", "has disk", "挂载磁盘", "attached to", "挂载于"),
            Edge("has-interface", "network/interface", "has interface", "拥有网卡", "belongs to", "属于"),
            Edge("in-subnet", "network/subnet", "in subnet", "位于子网", "holds", "包含"),
            Edge("member-of", "network/securityGroup", "member of", "加入安全组", "guards", "保护"),
            Edge("in-group", "place/group", "lies in", "属于", "holds", "包含"),
            Edge("uses-key", "compute/keyPair", "uses key", "使用密钥", "key of", "用于"),
        ],
        [
            Create(CreateInputs()),
            ActFrom(["stopped", "stoppedReleased"], "start", "Start", "启动"),
            ActFrom(["running"], "stop", "Stop", "停止",
                OneOf("mode", "How", "方式", "graceful", "force").Or("\"graceful\""),
                Flag("release", "Release the capacity", "释放资源").Or("false").Help("Stops paying for processor and memory, where the cloud can; the private address may change.", "在支持的云上停止计费；内网地址可能改变。")),
            ActFrom(["running"], "reboot", "Reboot", "重启", OneOf("mode", "How", "方式", "graceful", "force").Or("\"graceful\"")),
            ActFrom(["running"], "suspend", "Suspend", "挂起"),
            ActFrom(["suspended"], "resume", "Resume", "恢复"),
            ActFrom(["stopped", "running"], "resize", "Resize", "变更规格", Key("instanceType", "Instance type", "规格"), Vcpus(), Memory()),
            new("rebuild", new("Rebuild", "重装系统"), [Reference("imageId", "Image", "镜像").Needed()], ["stopped", "running"], Destructive: true),
            Act("snapshot", "Take a snapshot", "创建快照", Name(), Flag("withMemory", "With memory", "包含内存").Or("false")),
            new("revert", new("Revert to a snapshot", "回滚快照"), [Reference("snapshotId", "Snapshot", "快照").Needed()], ["stopped", "running"], Destructive: true),
            Act("createImage", "Make an image", "制作镜像", Name()),
            ActFrom(["stopped", "running"], "attachDisk", "Attach a disk", "挂载磁盘", Reference("diskId", "Disk", "磁盘").Needed()),
            ActFrom(["stopped", "running"], "detachDisk", "Detach a disk", "卸载磁盘", Reference("diskId", "Disk", "磁盘").Needed()),
            ActFrom(["stopped", "running"], "attachInterface", "Attach an interface", "挂载网卡", Reference("subnetId", "Subnet", "子网").Needed()),
            ActFrom(["stopped", "running"], "detachInterface", "Detach an interface", "卸载网卡", Reference("interfaceId", "Interface", "网卡").Needed()),
            Act("bindAddress", "Bind a public address", "绑定公网地址", Reference("publicAddressId", "Public address", "公网地址").Needed()),
            Act("unbindAddress", "Unbind a public address", "解绑公网地址", Reference("publicAddressId", "Public address", "公网地址").Needed()),
            Act("setPassword", "Set the password", "重置密码", Password().Needed()),
            Act("setKeyPair", "Set the key pair", "设置密钥对", Reference("keyPairId", "Key pair", "密钥对").Needed()),
            Act("setSecurityGroups", "Set security groups", "设置安全组", Texts("securityGroupIds", "Security groups", "安全组").Needed()),
            ActFrom(["running", "stopped"], "migrate", "Migrate", "迁移", Reference("hostId", "Host", "宿主机").Help("Left open, the cloud chooses.", "不填则由平台选择。")),
            ActFrom(["running"], "console", "Console", "控制台"),
            Act("rename", "Rename", "重命名", Name()),
            Act("tag", "Set tags", "设置标签", Tags()),
            new("destroy", new("Destroy", "销毁"),
                [Flag("withDisks", "Its data disks too", "同时销毁数据盘").Or("false"), Flag("withAddresses", "Its public addresses too", "同时释放公网地址").Or("false")],
                [],
                Destructive: true),
        ],
        ["biosUuid", "serialNumber", "macAddresses"]);

    private static KindAttribute[] CreateInputs() =>
    [
        Key("instanceType", "Instance type", "规格").Help("Or vCPUs and memory, where the cloud takes free sizes.", "支持自由规格的平台也可填写 vCPU 与内存。"),
        Vcpus(),
        Memory(),
        Reference("imageId", "Image", "镜像").Needed(),
        Text("zone", "Zone", "可用区") with { Maximum = 128 },
        Reference("subnetId", "Subnet", "子网"),
        Texts("securityGroupIds", "Security groups", "安全组"),
        Reference("keyPairId", "Key pair", "密钥对"),
        Group("systemDisk", "System disk", "系统盘", DiskSize(), Text("category", "Category", "类型") with { Maximum = 64 }),
        Rows("dataDisks", "Data disks", "数据盘", DiskSize().Needed(), Text("category", "Category", "类型") with { Maximum = 64 }) with { Maximum = 64 },
        Group("publicAddress", "Public address", "公网地址", Whole("bandwidthMbps", "Bandwidth", "带宽", "Mbps").Needed() with { Minimum = 1, Maximum = 100_000 }),
        Text("userData", "User data", "用户数据") with { Maximum = 65_536 },
        Password(),
        OneOf("chargeType", "Charge type", "计费方式", "payAsYouGo", "prepaid", "spot").Or("\"payAsYouGo\""),
        Whole("periodMonths", "Period", "购买时长", "months") with { Minimum = 1, Maximum = 60 },
        Reference("hostId", "Host", "宿主机"),
    ];

    private static KindAttribute Vcpus() => Whole("vcpus", "vCPUs", "vCPU", "vCPU") with { Minimum = 1, Maximum = 1024 };

    private static KindAttribute Memory() => Whole("memoryMib", "Memory", "内存", "MiB") with { Minimum = 64, Maximum = 33_554_432 };

    private static KindAttribute DiskSize() => Whole("sizeGib", "Size", "大小", "GiB") with { Minimum = 1, Maximum = 65_536 };

    private static KindAttribute Password() => (Text("password", "Password", "密码") with { Minimum = 8, Maximum = 128 }).Hidden();

    private static KindAttribute Name() => (Text("name", "Name", "名称") with { Minimum = 1, Maximum = 128 }).Needed();

    private static KindAttribute Tags() =>
        Rows("tags", "Tags", "标签", Text("key", "Key", "键").Needed() with { Maximum = 128 }, Text("value", "Value", "值") with { Maximum = 256 }) with { Maximum = 50 };
}
