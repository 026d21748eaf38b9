using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds that a container engine has.</summary>
public static class ContainerKinds
{
    /// <summary>A container.</summary>
    public static readonly Kind Container = new(
        "container/container",
        new("Container", "容器"),
        [
            new("image", AttributeType.String, new("Image", "镜像")) { Searchable = true },
            Strings("command", new("Command", "命令")),
            Ports(),
            Mounts(),
            new("memoryLimitMib", AttributeType.Integer, new("Memory limit", "内存上限")) { Unit = "MiB", Searchable = true },
            new("cpuLimit", AttributeType.Number, new("CPU limit", "CPU 上限")) { Searchable = true },
            RestartPolicy(),
            new("exitCode", AttributeType.Integer, new("Exit code", "退出码")) { Searchable = true },
        ],
        [
            new("created", Tone.Stopped, new("Created", "已创建")),
            new("running", Tone.Ok, new("Running", "运行中")),
            new("paused", Tone.Stopped, new("Paused", "已暂停")),
            new("restarting", Tone.Changing, new("Restarting", "重启中")),
            new("exited", Tone.Stopped, new("Exited", "已退出")),
            new("dead", Tone.Critical, new("Dead", "已失效")),
            new("removing", Tone.Changing, new("Removing", "移除中")),
            Unknown,
        ],
        [
            new("runs-on", "compute/host", new("runs on", "运行于"), new("runs", "承载")),
            new("uses-image", "container/image", new("made from image", "使用镜像"), new("image of", "被使用")),
            new("attached-to", "container/network", new("attached to", "接入"), new("connects", "连接")),
            new("mounts", "container/volume", new("mounts", "挂载"), new("mounted by", "被挂载")),
        ],
        [
            new("create", new("Create", "创建"),
            [
                new("image", AttributeType.String, new("Image", "镜像"))
                {
                    Required = true, Maximum = 255,
                    Description = new("Name with a tag, for example nginx:1.27. Pulled when the engine does not have it.", "带标签的名称，例如 nginx:1.27；引擎上没有时会拉取。"),
                },
                Strings("command", new("Command", "命令")) with
                {
                    Description = new("Words of the command; empty runs what the image says.", "命令的各个部分；留空则运行镜像默认命令。"),
                },
                Strings("environment", new("Environment", "环境变量")) with
                {
                    Description = new("Lines of NAME=value.", "每行一个 NAME=value。"),
                },
                Ports(),
                Mounts(),
                Strings("networks", new("Networks", "网络")) with { Description = new("Names or ids.", "名称或 ID。") },
                new("memoryLimitMib", AttributeType.Integer, new("Memory limit", "内存上限")) { Unit = "MiB", Minimum = 6, Maximum = 4_194_304 },
                new("cpuLimit", AttributeType.Number, new("CPU limit", "CPU 上限")) { Minimum = 0.01m, Maximum = 1024 },
                RestartPolicy() with { Default = "\"no\"" },
                new("start", AttributeType.Boolean, new("Start it", "创建后启动")) { Default = "true" },
            ], []),
            new("start", new("Start", "启动"), [], ["created", "exited", "dead"]),
            new("stop", new("Stop", "停止"),
                [new("timeoutSeconds", AttributeType.Integer, new("Grace period", "等待时间")) { Unit = "s", Minimum = 0, Maximum = 600, Default = "10" }],
                ["running", "paused", "restarting"]),
            new("restart", new("Restart", "重启"), [], ["running", "exited", "paused"]),
            new("pause", new("Pause", "暂停"), [], ["running"]),
            new("unpause", new("Resume", "恢复"), [], ["paused"]),
            new("exec", new("Run a command", "执行命令"),
            [
                Strings("command", new("Command", "命令")) with { Required = true, Minimum = 1 },
                new("tty", AttributeType.Boolean, new("Terminal", "终端")) { Default = "true" },
            ], ["running"]),
            new("logs", new("Logs", "日志"),
            [
                new("tail", AttributeType.Integer, new("Last lines", "末尾行数")) { Minimum = 0, Maximum = 100_000, Default = "500" },
                new("follow", AttributeType.Boolean, new("Follow", "持续输出")) { Default = "false" },
                new("timestamps", AttributeType.Boolean, new("With times", "显示时间")) { Default = "false" },
            ], []),
            Destroy,
        ],
        []);

    /// <summary>An image that an engine holds.</summary>
    public static readonly Kind Image = new(
        "container/image",
        new("Container image", "容器镜像"),
        [
            Strings("tags", new("Tags", "标签")),
            new("sizeBytes", AttributeType.Integer, new("Size", "大小")) { Unit = "B", Searchable = true },
        ],
        Present,
        [],
        [
            new("pull", new("Pull", "拉取"), [], []),
            Destroy,
        ],
        []);

    /// <summary>A network of an engine.</summary>
    public static readonly Kind Network = new(
        "container/network",
        new("Container network", "容器网络"),
        [
            new("driver", AttributeType.String, new("Driver", "驱动")) { Searchable = true },
            Strings("cidrBlocks", new("Address ranges", "网段")),
        ],
        Present,
        [new("runs-on", "compute/host", new("on host", "位于"), new("has network", "拥有网络"))],
        [
            new("create", new("Create", "创建"),
            [
                new("driver", AttributeType.String, new("Driver", "驱动")) { Maximum = 64, Default = "\"bridge\"" },
                Strings("cidrBlocks", new("Address ranges", "网段")),
            ], []),
            Destroy,
        ],
        []);

    /// <summary>A volume of an engine.</summary>
    public static readonly Kind Volume = new(
        "container/volume",
        new("Container volume", "容器卷"),
        [
            new("driver", AttributeType.String, new("Driver", "驱动")) { Searchable = true },
            new("mountpoint", AttributeType.String, new("Mount point", "挂载点")),
        ],
        Present,
        [new("runs-on", "compute/host", new("on host", "位于"), new("has volume", "拥有卷"))],
        [
            new("create", new("Create", "创建"), [new("driver", AttributeType.String, new("Driver", "驱动")) { Maximum = 64, Default = "\"local\"" }], []),
            Destroy,
        ],
        []);

    private static KindAttribute Strings(string name, LocalizedText title) =>
        new(name, AttributeType.Array, title)
        {
            Maximum = 200,
            Items = new(name, AttributeType.String, title) { Maximum = 4096 },
        };

    private static KindAttribute RestartPolicy() =>
        new("restartPolicy", AttributeType.String, new("Restart policy", "重启策略"))
        {
            Enum = ["no", "always", "unless-stopped", "on-failure"],
            Searchable = true,
        };

    private static KindAttribute Ports() =>
        new("ports", AttributeType.Array, new("Ports", "端口"))
        {
            Maximum = 200,
            Items = new("port", AttributeType.Object, new("Port", "端口"))
            {
                Properties =
                [
                    new("containerPort", AttributeType.Integer, new("Container port", "容器端口")) { Required = true, Minimum = 1, Maximum = 65535 },
                    new("hostPort", AttributeType.Integer, new("Host port", "主机端口")) { Minimum = 0, Maximum = 65535 },
                    new("hostAddress", AttributeType.String, new("Host address", "主机地址")) { Maximum = 64 },
                    new("protocol", AttributeType.String, new("Protocol", "协议")) { Enum = ["tcp", "udp", "sctp"], Default = "\"tcp\"" },
                ],
            },
        };

    private static KindAttribute Mounts() =>
        new("mounts", AttributeType.Array, new("Mounts", "挂载"))
        {
            Maximum = 200,
            Items = new("mount", AttributeType.Object, new("Mount", "挂载"))
            {
                Properties =
                [
                    new("type", AttributeType.String, new("Type", "类型")) { Required = true, Enum = ["volume", "bind", "tmpfs"] },
                    new("source", AttributeType.String, new("Source", "来源")) { Maximum = 4096 },
                    new("target", AttributeType.String, new("Target", "目标")) { Required = true, Maximum = 4096 },
                    new("readOnly", AttributeType.Boolean, new("Read-only", "只读")) { Default = "false" },
                ],
            },
        };
}
