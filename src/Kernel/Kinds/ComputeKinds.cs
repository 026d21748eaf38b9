using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of machines and of what they are made from; the virtual machine has its own file.</summary>
public static class ComputeKinds
{
    /// <summary>A machine that runs others: a hypervisor, a container engine's host.</summary>
    public static readonly Kind Host = new(
        "compute/host",
        new("Host", "宿主机"),
        [
            Size("vcpus", "vCPUs", "vCPU", "vCPU"),
            Size("memoryMib", "Memory", "内存", "MiB"),
            Key("architecture", "Architecture", "架构"),
            Key("hypervisor", "Hypervisor", "虚拟化"),
            Key("hypervisorVersion", "Hypervisor version", "虚拟化版本"),
            Whole("vcpusAllocated", "vCPUs allocated", "已分配 vCPU", "vCPU"),
            Whole("memoryAllocatedMib", "Memory allocated", "已分配内存", "MiB"),
            Key("managementAddress", "Management address", "管理地址"),
            Key("serialNumber", "Serial number", "序列号"),
            Key("biosUuid", "BIOS UUID", "BIOS UUID"),
        ],
        [
            new("online", Tone.Ok, new("Online", "在线")),
            new("offline", Tone.Critical, new("Offline", "离线")),
            Maintenance,
            Unknown,
        ],
        [Edge("in-group", "place/group", "lies in", "属于", "holds", "包含")],
        [
            ActFrom(["online", "maintenance"], "maintenance", "Maintenance", "维护模式", Flag("enabled", "In maintenance", "进入维护").Needed()),
            Act("power", "Power", "电源", OneOf("state", "State", "状态", "on", "off", "reset").Needed()),
        ],
        ["biosUuid", "serialNumber"]);

    /// <summary>A physical machine, reached by its management controller.</summary>
    public static readonly Kind Baremetal = new(
        "compute/baremetal",
        new("Physical machine", "物理机"),
        [
            Key("vendor", "Vendor", "厂商"),
            Key("model", "Model", "型号"),
            Key("serialNumber", "Serial number", "序列号"),
            Key("biosUuid", "BIOS UUID", "BIOS UUID"),
            Key("bmcAddress", "Management controller", "BMC 地址"),
            Size("vcpus", "Threads", "线程数", "vCPU"),
            Size("memoryMib", "Memory", "内存", "MiB"),
            Rows("disks", "Disks", "磁盘",
                Text("name", "Name", "名称"), Text("model", "Model", "型号"), Text("serialNumber", "Serial number", "序列号"),
                Whole("sizeGib", "Size", "大小", "GiB"), Text("type", "Type", "类型"), Text("health", "Health", "健康")),
            Rows("interfaces", "Interfaces", "网卡",
                Text("name", "Name", "名称"), Text("macAddress", "MAC address", "MAC 地址"), Whole("speedMbps", "Speed", "速率", "Mbps"), Text("link", "Link", "链路")),
            OneOf("health", "Health", "健康状况", "ok", "warning", "critical", "unknown"),
            OneOf("bootMode", "Boot mode", "启动方式", "bios", "uefi"),
            Key("firmwareVersion", "Firmware version", "固件版本"),
        ],
        [
            new("discovered", Tone.Changing, new("Discovered", "已发现")),
            Ready,
            Running,
            Stopped,
            new("deploying", Tone.Changing, new("Deploying", "部署中")),
            Maintenance,
            Error,
            Unknown,
        ],
        [Edge("in-group", "place/group", "lies in", "属于", "holds", "包含")],
        [
            ActFrom(["stopped", "ready"], "start", "Start", "启动"),
            ActFrom(["running"], "stop", "Stop", "停止", OneOf("mode", "How", "方式", "graceful", "force").Or("\"graceful\"")),
            ActFrom(["running"], "reboot", "Reboot", "重启", OneOf("mode", "How", "方式", "graceful", "force").Or("\"graceful\"")),
            Act("setBoot", "Set the boot device", "设置启动设备",
                OneOf("device", "Device", "设备", "disk", "network", "cd", "usb", "bios").Needed(), Flag("once", "Next boot only", "仅下次启动").Or("true")),
            new("deploy", new("Deploy", "部署系统"), [Reference("imageId", "Image", "镜像").Needed()], ["ready", "stopped"], Destructive: true),
            Act("identify", "Identify", "定位灯"),
        ],
        ["biosUuid", "serialNumber", "macAddresses"]);

    /// <summary>A saved state of a virtual machine.</summary>
    public static readonly Kind Snapshot = new(
        "compute/snapshot",
        new("Instance snapshot", "云主机快照"),
        [Size("sizeBytes", "Size", "大小", "B"), Flag("withMemory", "With memory", "包含内存").Indexed(), Key("parentId", "Parent", "父快照")],
        [Creating, Ready, Reverting, Deleting, Error, Unknown],
        [Edge("snapshot-of", "compute/instance", "of instance", "来源云主机", "has snapshot", "拥有快照")],
        [new("revert", new("Revert to it", "回滚"), [], ["ready"], Destructive: true), Destroy],
        []);

    /// <summary>An image of one's own, or one that is shared with the account; public ones are offers.</summary>
    public static readonly Kind Image = new(
        "compute/image",
        new("Image", "镜像"),
        [
            OneOf("osFamily", "Operating system family", "操作系统类型", "linux", "windows", "other"),
            Key("osName", "Operating system", "操作系统"),
            Key("architecture", "Architecture", "架构"),
            Size("sizeBytes", "Size", "大小", "B"),
            Size("minimumDiskGib", "Smallest disk", "最小磁盘", "GiB"),
            Key("diskFormat", "Disk format", "磁盘格式"),
            OneOf("bootMode", "Boot mode", "启动方式", "bios", "uefi"),
            OneOf("visibility", "Visibility", "可见性", "private", "shared", "community", "public"),
            Key("checksum", "Checksum", "校验值"),
        ],
        [
            new("queued", Tone.Changing, new("Queued", "排队中")),
            new("importing", Tone.Changing, new("Importing", "导入中")),
            Available,
            new("exporting", Tone.Changing, new("Exporting", "导出中")),
            Deleting,
            Error,
            Unknown,
        ],
        [],
        [
            Create(Reference("instanceId", "Instance", "云主机").Needed()),
            Act("import", "Import", "导入", (Text("source", "Address of the file", "文件地址") with { Format = "uri", Maximum = 2048 }).Needed(), Text("diskFormat", "Disk format", "磁盘格式") with { Maximum = 32 }),
            ActFrom(["available"], "export", "Export", "导出", Text("target", "Target", "目标").Needed() with { Maximum = 2048 }),
            ActFrom(["available"], "copy", "Copy", "复制", Text("region", "To region", "目标地域").Needed() with { Maximum = 128 }),
            ActFrom(["available"], "share", "Share", "共享", Texts("accounts", "With accounts", "共享给账号").Needed()),
            Destroy,
        ],
        []);

    /// <summary>A public key that instances are made with.</summary>
    public static readonly Kind KeyPair = new(
        "compute/keyPair",
        new("Key pair", "密钥对"),
        [
            Key("fingerprint", "Fingerprint", "指纹"),
            Text("publicKey", "Public key", "公钥") with { Maximum = 16_384 },
            OneOf("type", "Type", "类型", "rsa", "ed25519", "ecdsa"),
        ],
        Present,
        [],
        [
            Create(OneOf("type", "Type", "类型", "rsa", "ed25519")),
            Act("import", "Import", "导入", (Text("publicKey", "Public key", "公钥") with { Maximum = 16_384 }).Needed()),
            Destroy,
        ],
        []);
}
