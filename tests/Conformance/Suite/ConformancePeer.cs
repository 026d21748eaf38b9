using System.Text.Json.Nodes;
using Yunqiao.Providers;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Conformance;

/// <summary>A peer that the suite runs against, and what the suite must know of its cloud to ask for something.</summary>
public abstract class ConformancePeer : IAsyncDisposable
{
    /// <summary>The adapter's id.</summary>
    public abstract string Provider { get; }

    /// <summary>A connection that works.</summary>
    public abstract AccountConnection Connection { get; }

    /// <summary>The peer's faults, when it can be made to fail; null for real peers.</summary>
    public virtual FaultScript? Faults => null;

    /// <summary>What was asked of the peer, when it counts; null for real peers.</summary>
    public virtual RequestCounter? Requests => null;

    /// <summary>The kind that the suite creates, acts on and destroys.</summary>
    public abstract string Kind { get; }

    /// <summary>A create input for something that runs until it is stopped.</summary>
    public abstract JsonObject LastingInput();

    /// <summary>Verbs on a running thing, each with the lifecycle that must follow, in an order in which each makes sense.</summary>
    public abstract IReadOnlyList<(string Verb, string Lifecycle)> Verbs { get; }

    /// <summary>An external id of the right form that does not exist.</summary>
    public abstract string MissingId(string kind);

    /// <summary>The region of all things.</summary>
    public virtual string Region => "global";

    /// <summary>An input of the create action that the cloud refuses, with the fault.</summary>
    public abstract (JsonObject Input, string Name, FaultKind Fault) RefusedCreate();

    /// <summary>A command that writes a word to its output and another to its errors, and ends with code 3.</summary>
    public virtual JsonObject? ExecInput => null;

    /// <summary>What the exec stream must then hold.</summary>
    public virtual IReadOnlyList<string> ExecWords => [];

    /// <summary>An input of the create action whose thing writes the word <c>conformance-log</c> to its log.</summary>
    public virtual JsonObject? LoggingInput => null;

    /// <summary>The input of the logs verb.</summary>
    public virtual JsonObject LogsInput => [];

    /// <summary>A key or name that no other test uses.</summary>
    public static string Unique(string prefix) => $"{prefix}-{Guid.NewGuid():N}"[..Math.Min(prefix.Length + 13, 40)];

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
