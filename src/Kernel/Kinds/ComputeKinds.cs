namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of machines.</summary>
public static class ComputeKinds
{
    /// <summary>A machine that runs others: a hypervisor, a container engine's host.</summary>
    public static readonly Kind Host = new(
        "compute/host",
        new("Host", "宿主机"),
        [
            new("vcpus", AttributeType.Integer, new("vCPUs", "vCPU")) { Searchable = true },
            new("memoryMib", AttributeType.Integer, new("Memory", "内存")) { Unit = "MiB", Searchable = true },
            new("architecture", AttributeType.String, new("Architecture", "架构")) { Searchable = true },
            new("hypervisor", AttributeType.String, new("Hypervisor", "虚拟化")) { Searchable = true },
            new("hypervisorVersion", AttributeType.String, new("Hypervisor version", "虚拟化版本")) { Searchable = true },
            new("vcpusAllocated", AttributeType.Integer, new("vCPUs allocated", "已分配 vCPU")),
            new("memoryAllocatedMib", AttributeType.Integer, new("Memory allocated", "已分配内存")) { Unit = "MiB" },
            new("managementAddress", AttributeType.String, new("Management address", "管理地址")),
            new("serialNumber", AttributeType.String, new("Serial number", "序列号")) { Searchable = true },
            new("biosUuid", AttributeType.String, new("BIOS UUID", "BIOS UUID")) { Searchable = true },
        ],
        [
            new("online", Tone.Ok, new("Online", "在线")),
            new("offline", Tone.Critical, new("Offline", "离线")),
            new("maintenance", Tone.Stopped, new("Maintenance", "维护中")),
            new("unknown", Tone.Unknown, new("Unknown", "未知")),
        ],
        [],
        [],
        ["biosUuid", "serialNumber"]);
}
