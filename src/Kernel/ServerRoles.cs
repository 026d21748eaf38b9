namespace Yunqiao.Kernel;

/// <summary>What a server process does; <c>Server__Roles</c>. Nodes of one installation may divide the roles among them.</summary>
/// <param name="Api">Whether it serves the REST interface and the portal.</param>
/// <param name="Worker">Whether it runs operations, timers, reconcilers and event feeds.</param>
public sealed record ServerRoles(bool Api, bool Worker)
{
    private const string ApiName = "api";
    private const string WorkerName = "worker";

    /// <summary>A server that does everything.</summary>
    public static readonly ServerRoles All = new(true, true);

    /// <summary>The names: <c>api</c>, <c>worker</c>.</summary>
    public IReadOnlyList<string> Names { get; } = [.. Api ? [ApiName] : Array.Empty<string>(), .. Worker ? [WorkerName] : Array.Empty<string>()];

    /// <summary>Roles separated by commas; all of them when nothing is set, and null when a name is none or there is no role left.</summary>
    public static ServerRoles? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return All;
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.ToLowerInvariant())
            .ToHashSet();
        return names.Count > 0 && names.IsSubsetOf([ApiName, WorkerName])
            ? new ServerRoles(names.Contains(ApiName), names.Contains(WorkerName))
            : null;
    }
}
