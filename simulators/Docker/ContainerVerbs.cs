using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>What the verbs do to a container, with the engine's own answers. All run under the state's lock.</summary>
internal static class ContainerVerbs
{
    private const string Never = "0001-01-01T00:00:00Z";

    public static (int Status, JsonNode? Body) Start(DockerState state, JsonObject container)
    {
        if (Status(container) == "paused")
        {
            return Refuse(409, "cannot start a paused container, try unpause instead");
        }

        if (Status(container) == "running")
        {
            return (304, null);
        }

        if (TakenPort(state, container) is { } port)
        {
            return Refuse(
                500,
                $"driver failed programming external connectivity on endpoint {Name(container)}: Bind for 0.0.0.0:{port} failed: port is already allocated");
        }

        var command = container["Config"]!["Cmd"]!.AsArray().Select(word => word!.GetValue<string>()).ToList();
        if (command is ["no-such-command", ..])
        {
            return Refuse(400, "OCI runtime create failed: exec: \"no-such-command\": executable file not found in $PATH: unknown");
        }

        Set(state, container, "running", 0, state.Now);
        state.TellContainer("start", container);
        if (EndsAtOnce(command) is { } code)
        {
            Set(state, container, "exited", code, container["State"]!["StartedAt"]!.GetValue<string>());
            state.TellContainer("die", container);
        }

        return (204, null);
    }

    public static (int Status, JsonNode? Body) Stop(DockerState state, JsonObject container)
    {
        if (!Running(container))
        {
            return (304, null);
        }

        End(state, container, 0, "stop");
        return (204, null);
    }

    public static (int Status, JsonNode? Body) Restart(DockerState state, JsonObject container)
    {
        if (Running(container))
        {
            End(state, container, 0, "stop");
        }

        var answer = Start(state, container);
        if (answer.Status == 204)
        {
            state.TellContainer("restart", container);
        }

        return answer;
    }

    public static (int Status, JsonNode? Body) Kill(DockerState state, JsonObject container)
    {
        if (!Running(container))
        {
            return Refuse(409, $"Cannot kill container: {Name(container)}: Container {container["Id"]} is not running");
        }

        End(state, container, 137, "kill");
        return (204, null);
    }

    public static (int Status, JsonNode? Body) Pause(DockerState state, JsonObject container)
    {
        switch (Status(container))
        {
            case "paused":
                return Refuse(409, $"Container {container["Id"]} is already paused");
            case "running":
                Set(state, container, "paused", 0, container["State"]!["StartedAt"]!.GetValue<string>());
                state.TellContainer("pause", container);
                return (204, null);
            default:
                return Refuse(409, $"Container {container["Id"]} is not running");
        }
    }

    public static (int Status, JsonNode? Body) Unpause(DockerState state, JsonObject container)
    {
        if (Status(container) != "paused")
        {
            return Refuse(500, $"Container {container["Id"]} is not paused");
        }

        Set(state, container, "running", 0, container["State"]!["StartedAt"]!.GetValue<string>());
        state.TellContainer("unpause", container);
        return (204, null);
    }

    public static (int Status, JsonNode? Body) Remove(DockerState state, JsonObject container, bool force)
    {
        var id = container["Id"]!.GetValue<string>();
        if (Running(container))
        {
            if (!force)
            {
                return Refuse(409, $"You cannot remove a running container {id}. Stop the container before attempting removal or force remove");
            }

            End(state, container, 137, "kill");
        }

        state.Containers.Remove(id);
        state.TellContainer("destroy", container);
        return (204, null);
    }

    public static JsonObject Stats(DockerState state, JsonObject container)
    {
        if (!Running(container))
        {
            return new JsonObject
            {
                ["read"] = Never,
                ["preread"] = Never,
                ["pids_stats"] = new JsonObject(),
                ["memory_stats"] = new JsonObject(),
                ["name"] = container["Name"]!.DeepClone(),
            };
        }

        var seconds = (long)(state.Clock.GetUtcNow() - DateTimeOffset.Parse(container["State"]!["StartedAt"]!.GetValue<string>(), null)).TotalSeconds + 1;
        return new JsonObject
        {
            ["read"] = state.Now,
            ["name"] = container["Name"]!.DeepClone(),
            ["pids_stats"] = new JsonObject { ["current"] = 3 },
            ["memory_stats"] = new JsonObject
            {
                ["usage"] = 48_000_000,
                ["limit"] = 16L * 1024 * 1024 * 1024,
                ["stats"] = new JsonObject { ["total_inactive_file"] = 8_000_000 },
            },
            ["cpu_stats"] = Cpu(seconds * 50_000_000, seconds * 8_000_000_000),
            ["precpu_stats"] = Cpu((seconds - 1) * 50_000_000, (seconds - 1) * 8_000_000_000),
            ["networks"] = new JsonObject { ["eth0"] = new JsonObject { ["rx_bytes"] = seconds * 1200, ["tx_bytes"] = seconds * 900 } },
            ["blkio_stats"] = new JsonObject
            {
                ["io_service_bytes_recursive"] = new JsonArray(
                    new JsonObject { ["major"] = 8, ["minor"] = 0, ["op"] = "Read", ["value"] = 4_096_000 },
                    new JsonObject { ["major"] = 8, ["minor"] = 0, ["op"] = "Write", ["value"] = seconds * 512 }),
            },
        };
    }

    private static JsonObject Cpu(long total, long system) => new()
    {
        ["cpu_usage"] = new JsonObject { ["total_usage"] = total },
        ["system_cpu_usage"] = system,
        ["online_cpus"] = 8,
    };

    private static void End(DockerState state, JsonObject container, int code, string action)
    {
        Set(state, container, "exited", code, container["State"]!["StartedAt"]!.GetValue<string>());
        state.TellContainer("die", container);
        state.TellContainer(action, container);
    }

    private static void Set(DockerState state, JsonObject container, string status, int code, string startedAt)
    {
        container["State"] = DockerDocuments.State(status, code, startedAt, status == "exited" ? state.Now : Never);
        var ports = new JsonObject();
        if (status is "running" or "paused" && container["HostConfig"]!["PortBindings"] is JsonObject bindings)
        {
            foreach (var (port, binding) in bindings)
            {
                ports[port] = binding?.DeepClone();
            }
        }

        container["NetworkSettings"]!["Ports"] = ports;
    }

    private static string? TakenPort(DockerState state, JsonObject container)
    {
        var taken = state.Containers.Values
            .Where(other => other != container && Running(other))
            .SelectMany(other => HostPorts(other))
            .ToHashSet(StringComparer.Ordinal);
        return HostPorts(container).FirstOrDefault(taken.Contains);
    }

    private static IEnumerable<string> HostPorts(JsonObject container) =>
        from binding in container["HostConfig"]!["PortBindings"] as JsonObject ?? []
        from row in binding.Value as JsonArray ?? []
        let port = row?["HostPort"]?.GetValue<string>()
        where !string.IsNullOrEmpty(port)
        select port;

    /// <summary>The exit code of commands that do nothing but end.</summary>
    private static int? EndsAtOnce(List<string> command) => command switch
    {
        ["true", ..] or ["echo", ..] => 0,
        ["false", ..] => 1,
        ["sh", "-c", var line] when line.StartsWith("exit ", StringComparison.Ordinal) && int.TryParse(line[5..], out var code) => code,
        _ => null,
    };

    private static bool Running(JsonObject container) => container["State"]!["Running"]!.GetValue<bool>();

    private static string Status(JsonObject container) => container["State"]!["Status"]!.GetValue<string>();

    private static string Name(JsonObject container) => container["Name"]!.GetValue<string>().TrimStart('/');

    private static (int Status, JsonNode? Body) Refuse(int status, string message) => (status, new JsonObject { ["message"] = message });
}
