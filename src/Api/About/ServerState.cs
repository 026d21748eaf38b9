using System.Reflection;
using Yunqiao.Kernel;

namespace Yunqiao.Api.About;

/// <summary>What this server process knows about itself.</summary>
public sealed class ServerState
{
    private volatile bool ready;

    /// <summary>Remembers when it started.</summary>
    public ServerState(TimeProvider clock) => StartedAt = clock.GetUtcNow();

    /// <summary>When the process started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The release, without build metadata.</summary>
    public static string Version { get; } = InformationalVersion().Split('+')[0];

    /// <summary>The commit that was built; null when the build did not know.</summary>
    public static string? Commit { get; } = InformationalVersion().Split('+') is [_, var commit, ..] ? commit : null;

    /// <summary>Whether it takes requests: after the start, and until it begins to stop.</summary>
    public bool IsReady => ready;

    /// <summary>The start is complete.</summary>
    public void Ready() => ready = true;

    /// <summary>It begins to stop.</summary>
    public void Stopping() => ready = false;

    private static string InformationalVersion() =>
        typeof(Json).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
