using System.Text.Json.Nodes;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Conformance.Docker;

/// <summary>What the suite asks of any Docker Engine.</summary>
internal abstract class DockerPeer : ConformancePeer
{
    public override string Provider => "docker";

    public override string Kind => "container/container";

    protected abstract string Image { get; }

    public override IReadOnlyList<(string Verb, string Lifecycle)> Verbs =>
        [("pause", "paused"), ("unpause", "running"), ("stop", "exited"), ("start", "running"), ("restart", "running")];

    public override JsonObject? ExecInput => new() { ["command"] = new JsonArray("sh", "-c", "echo to-output; echo to-errors >&2; exit 3"), ["tty"] = false };

    public override IReadOnlyList<string> ExecWords => ["to-output", "to-errors"];

    public override JsonObject? LoggingInput => LastingInput();

    public override JsonObject LastingInput() => new() { ["image"] = Image, ["command"] = new JsonArray("sleep", "1000") };

    public override string MissingId(string kind) => kind == "container/image" ? "sha256:" + new string('0', 64) : new string('0', 64);

    public override (JsonObject Input, string Name, FaultKind Fault) RefusedCreate() => (LastingInput(), "no/slashes allowed", FaultKind.Invalid);
}
