using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of databases that a cloud runs.</summary>
public static class DatabaseKinds
{
    /// <summary>A managed database.</summary>
    public static readonly Kind Database = Managed("database/instance", new("Database", "数据库"));

    /// <summary>A managed cache.</summary>
    public static readonly Kind Cache = Managed("cache/instance", new("Cache", "缓存"));

    private static Kind Managed(string id, LocalizedText label) => new(
        id,
        label,
        [
            Key("engine", "Engine", "引擎"),
            Key("engineVersion", "Engine version", "引擎版本"),
            Key("instanceType", "Instance type", "规格"),
            Size("storageGib", "Storage", "存储", "GiB"),
            Flag("highAvailability", "High availability", "高可用").Indexed(),
            Texts("endpoints", "Endpoints", "连接地址").Indexed(),
        ],
        [
            Creating, Running, new("changing", Tone.Changing, new("Changing", "变更中")), new("backingUp", Tone.Changing, new("Backing up", "备份中")),
            new("restoring", Tone.Changing, new("Restoring", "恢复中")), Restarting, Stopped, Isolated, Deleting, Error, Unknown,
        ],
        [Edge("in-vpc", "network/vpc", "in network", "位于网络", "holds", "包含"), Edge("in-subnet", "network/subnet", "in subnet", "位于子网", "holds", "包含")],
        [
            ActFrom(["stopped"], "start", "Start", "启动"),
            ActFrom(["running"], "stop", "Stop", "停止"),
            ActFrom(["running"], "restart", "Restart", "重启"),
            ActFrom(["running"], "backup", "Back up", "备份"),
        ],
        []);
}
