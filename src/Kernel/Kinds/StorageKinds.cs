using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of what holds data.</summary>
public static class StorageKinds
{
    /// <summary>A block device.</summary>
    public static readonly Kind Disk = new(
        "storage/disk",
        new("Disk", "磁盘"),
        [
            Size("sizeGib", "Size", "大小", "GiB"),
            Key("category", "Category", "类型"),
            Size("iops", "IOPS", "IOPS", "IO/s"),
            Whole("throughputMibps", "Throughput", "吞吐", "MiB/s"),
            OneOf("role", "Role", "用途", "system", "data"),
            Text("device", "Device", "设备名"),
            Flag("encrypted", "Encrypted", "已加密").Indexed(),
            Flag("deleteWithInstance", "Deleted with its instance", "随实例释放").Indexed(),
            Flag("shareable", "Shareable", "可共享").Indexed(),
        ],
        [
            Creating, Available, new("attaching", Tone.Changing, new("Attaching", "挂载中")), InUse, Detaching,
            new("resizing", Tone.Changing, new("Resizing", "扩容中")), Reverting, Deleting, Error, Unknown,
        ],
        [
            Edge("attached-to", "compute/instance", "attached to", "挂载于", "has disk", "拥有磁盘"),
            Edge("stored-in", "storage/pool", "stored in", "存放于", "stores", "存放"),
        ],
        [
            Create(
                (Whole("sizeGib", "Size", "大小", "GiB") with { Minimum = 1, Maximum = 65_536 }).Needed(),
                Text("category", "Category", "类型") with { Maximum = 64 },
                Flag("encrypted", "Encrypted", "加密").Or("false"),
                Reference("snapshotId", "From a snapshot", "来源快照")),
            ActFrom(["available"], "attach", "Attach", "挂载", Reference("instanceId", "Instance", "云主机").Needed()),
            ActFrom(["inUse"], "detach", "Detach", "卸载"),
            ActFrom(["available", "inUse"], "resize", "Resize", "扩容", (Whole("sizeGib", "New size", "新大小", "GiB") with { Minimum = 1, Maximum = 65_536 }).Needed()),
            ActFrom(["available", "inUse"], "snapshot", "Take a snapshot", "创建快照", (Text("name", "Name", "名称") with { Minimum = 1, Maximum = 128 }).Needed()),
            new("revert", new("Revert to a snapshot", "回滚快照"), [Reference("snapshotId", "Snapshot", "快照").Needed()], ["available", "inUse"], Destructive: true),
            new("destroy", new("Destroy", "销毁"), [], ["available", "error"], Destructive: true),
        ],
        []);

    /// <summary>A saved state of a disk.</summary>
    public static readonly Kind Snapshot = new(
        "storage/snapshot",
        new("Disk snapshot", "磁盘快照"),
        [
            Size("sizeBytes", "Size", "大小", "B"),
            Whole("progress", "Progress", "进度", "%") with { Maximum = 100 },
            Key("sourceDisk", "Of disk", "来源磁盘"),
        ],
        [Creating, Ready, Reverting, Deleting, Error, Unknown],
        [Edge("snapshot-of", "storage/disk", "of disk", "来源磁盘", "has snapshot", "拥有快照")],
        [
            Create(Reference("diskId", "Disk", "磁盘").Needed()),
            ActFrom(["ready"], "copy", "Copy", "复制", Text("region", "To region", "目标地域").Needed() with { Maximum = 128 }),
            Destroy,
        ],
        []);

    /// <summary>When snapshots are taken and how long they stay.</summary>
    public static readonly Kind SnapshotPolicy = new(
        "storage/snapshotPolicy",
        new("Snapshot policy", "快照策略"),
        [Text("schedule", "Schedule", "计划"), Size("retentionDays", "Kept for", "保留天数", "days")],
        Present,
        [Edge("applies-to", "storage/disk", "applies to", "应用于", "kept by", "受其保护")],
        [
            Create(Text("schedule", "Schedule", "计划").Needed(), (Whole("retentionDays", "Kept for", "保留天数", "days") with { Minimum = 1, Maximum = 36_500 }).Needed()),
            Destroy,
        ],
        []);

    /// <summary>Where disks lie: a datastore, a pool, a backup storage.</summary>
    public static readonly Kind Pool = new(
        "storage/pool",
        new("Storage pool", "存储池"),
        [
            Key("type", "Type", "类型"),
            Size("capacityBytes", "Capacity", "容量", "B"),
            Size("usedBytes", "Used", "已用", "B"),
            Whole("provisionedBytes", "Provisioned", "已分配", "B"),
        ],
        [
            Available,
            new("degraded", Tone.Warning, new("Degraded", "降级")),
            new("unavailable", Tone.Critical, new("Unavailable", "不可用")),
            Unknown,
        ],
        [Edge("runs-on", "compute/host", "on host", "位于", "has pool", "拥有存储池")],
        [Act("refresh", "Refresh", "刷新")],
        []);

    /// <summary>A container of objects.</summary>
    public static readonly Kind Bucket = new(
        "storage/bucket",
        new("Bucket", "存储桶"),
        [
            Size("sizeBytes", "Size", "大小", "B"),
            Size("objectCount", "Objects", "对象数", "objects"),
            OneOf("versioning", "Versioning", "版本控制", "enabled", "suspended", "off"),
            Key("storageClass", "Storage class", "存储类型"),
            Flag("publicAccess", "Public access", "公开访问").Indexed(),
        ],
        Present,
        [],
        [Create(Text("storageClass", "Storage class", "存储类型") with { Maximum = 64 }, Flag("publicAccess", "Public access", "公开访问").Or("false")), Destroy],
        []);
}
