namespace Yunqiao.Kernel.Kinds;

/// <summary>The kinds that every installation has.</summary>
public static class BuiltInKinds
{
    /// <summary>All of them, by id.</summary>
    public static IReadOnlyDictionary<string, Kind> All { get; } = new[]
    {
        ComputeKinds.Host,
        ContainerKinds.Container,
        ContainerKinds.Image,
        ContainerKinds.Network,
        ContainerKinds.Volume,
    }.ToDictionary(kind => kind.Id, StringComparer.Ordinal);
}
