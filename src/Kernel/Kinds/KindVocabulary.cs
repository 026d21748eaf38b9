namespace Yunqiao.Kernel.Kinds;

/// <summary>The words that the built-in kinds share: fields, lifecycle values and actions that mean the same everywhere.</summary>
internal static class KindVocabulary
{
    internal static readonly LifecycleValue Available = new("available", Tone.Ok, new("Available", "可用"));
    internal static readonly LifecycleValue Creating = new("creating", Tone.Changing, new("Creating", "创建中"));
    internal static readonly LifecycleValue Deleting = new("deleting", Tone.Changing, new("Deleting", "删除中"));
    internal static readonly LifecycleValue Error = new("error", Tone.Critical, new("Error", "异常"));
    internal static readonly LifecycleValue InUse = new("inUse", Tone.Ok, new("In use", "使用中"));
    internal static readonly LifecycleValue Detaching = new("detaching", Tone.Changing, new("Detaching", "卸载中"));
    internal static readonly LifecycleValue Ready = new("ready", Tone.Ok, new("Ready", "就绪"));
    internal static readonly LifecycleValue Reverting = new("reverting", Tone.Changing, new("Reverting", "回滚中"));
    internal static readonly LifecycleValue Running = new("running", Tone.Ok, new("Running", "运行中"));
    internal static readonly LifecycleValue Restarting = new("restarting", Tone.Changing, new("Restarting", "重启中"));
    internal static readonly LifecycleValue Stopped = new("stopped", Tone.Stopped, new("Stopped", "已停止"));
    internal static readonly LifecycleValue Isolated = new("isolated", Tone.Warning, new("Isolated", "已隔离"));
    internal static readonly LifecycleValue Maintenance = new("maintenance", Tone.Stopped, new("Maintenance", "维护中"));
    internal static readonly LifecycleValue Up = new("up", Tone.Ok, new("Up", "正常"));
    internal static readonly LifecycleValue Down = new("down", Tone.Critical, new("Down", "中断"));

    /// <summary>Every kind has it: a status that no table knows is shown as the cloud says it, never guessed.</summary>
    internal static readonly LifecycleValue Unknown = new("unknown", Tone.Unknown, new("Unknown", "未知"));

    /// <summary>What is made and taken away by the cloud in its own time.</summary>
    internal static readonly IReadOnlyList<LifecycleValue> Provisioned = [Creating, Available, Deleting, Error, Unknown];

    /// <summary>What is there or is not.</summary>
    internal static readonly IReadOnlyList<LifecycleValue> Present = [Available, Unknown];

    internal static readonly KindAction Destroy = new("destroy", new("Destroy", "销毁"), [], [], Destructive: true);

    internal static KindAttribute Text(string name, string en, string zh) => new(name, AttributeType.String, new(en, zh)) { Maximum = 1024 };

    /// <summary>Text that queries find by an index.</summary>
    internal static KindAttribute Key(string name, string en, string zh) => Text(name, en, zh) with { Searchable = true };

    internal static KindAttribute Whole(string name, string en, string zh, string? unit = null) =>
        new(name, AttributeType.Integer, new(en, zh)) { Unit = unit, Minimum = 0 };

    internal static KindAttribute Size(string name, string en, string zh, string unit) => Whole(name, en, zh, unit) with { Searchable = true };

    internal static KindAttribute Flag(string name, string en, string zh) => new(name, AttributeType.Boolean, new(en, zh));

    internal static KindAttribute Time(string name, string en, string zh) => Text(name, en, zh) with { Format = "date-time", Searchable = true };

    internal static KindAttribute OneOf(string name, string en, string zh, params string[] values) =>
        new(name, AttributeType.String, new(en, zh)) { Enum = values, Searchable = true };

    internal static KindAttribute Texts(string name, string en, string zh) =>
        new(name, AttributeType.Array, new(en, zh)) { Maximum = 200, Items = new(name, AttributeType.String, new(en, zh)) { Maximum = 4096 } };

    internal static KindAttribute Rows(string name, string en, string zh, params KindAttribute[] fields) =>
        new(name, AttributeType.Array, new(en, zh))
        {
            Maximum = 1000,
            Items = new(name, AttributeType.Object, new(en, zh)) { Properties = fields },
        };

    internal static KindAttribute Group(string name, string en, string zh, params KindAttribute[] fields) =>
        new(name, AttributeType.Object, new(en, zh)) { Properties = fields };

    /// <summary>The id of a resource, of ours or of the cloud.</summary>
    internal static KindAttribute Reference(string name, string en, string zh) => Text(name, en, zh) with { Maximum = 512 };

    internal static KindAction Create(params KindAttribute[] inputs) => new("create", new("Create", "创建"), inputs, []);

    internal static KindAction Act(string verb, string en, string zh, params KindAttribute[] inputs) => new(verb, new(en, zh), inputs, []);

    internal static KindAction ActFrom(string[] from, string verb, string en, string zh, params KindAttribute[] inputs) =>
        new(verb, new(en, zh), inputs, from);

    internal static KindRelation Edge(string type, string target, string en, string zh, string inverseEn, string inverseZh) =>
        new(type, target, new(en, zh), new(inverseEn, inverseZh));

    internal static KindAttribute Needed(this KindAttribute field) => field with { Required = true };

    internal static KindAttribute Hidden(this KindAttribute field) => field with { Secret = true };

    internal static KindAttribute Indexed(this KindAttribute field) => field with { Searchable = true };

    internal static KindAttribute Help(this KindAttribute field, string en, string zh) => field with { Description = new(en, zh) };

    internal static KindAttribute Or(this KindAttribute field, string json) => field with { Default = json };
}
