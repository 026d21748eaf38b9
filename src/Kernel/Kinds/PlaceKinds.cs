using static Yunqiao.Kernel.Kinds.KindVocabulary;

namespace Yunqiao.Kernel.Kinds;

/// <summary>Kinds of places that hold other things.</summary>
public static class PlaceKinds
{
    /// <summary>What a cloud groups things by: a resource group, a folder, a cluster, a project of the vendor.</summary>
    public static readonly Kind Group = new(
        "place/group",
        new("Group", "分组"),
        [OneOf("type", "Type", "类型", "resourceGroup", "folder", "cluster", "project", "datacenter", "resourcePool"), Key("path", "Path", "路径")],
        Present,
        [Edge("member-of", "place/group", "lies in", "属于", "holds", "包含")],
        [],
        []);
}
