namespace Yunqiao.Simulators.Frame;

/// <summary>How the peer's certificate is.</summary>
public enum SimulatedTls
{
    /// <summary>Plain HTTP.</summary>
    None,

    /// <summary>As it should be; a client certificate is demanded.</summary>
    Good,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is for another host.</summary>
    OtherName,
}

/// <summary>What a simulator is started with.</summary>
/// <param name="Port">The port on 127.0.0.1; 0 takes a free one.</param>
/// <param name="Machines">How many machines (for Docker: containers) the estate has.</param>
/// <param name="Faults">The fault script.</param>
/// <param name="Tls">Whether and how it speaks TLS.</param>
/// <param name="SocketPath">A unix socket to listen on besides.</param>
/// <param name="RealLimits">Whether calls are limited as the vendor publishes it. Docker publishes none.</param>
/// <param name="Seed">The estate is the same for the same seed.</param>
public sealed record SimulatorOptions(
    int Port = 0,
    int Machines = 12,
    IReadOnlyList<FaultRule>? Faults = null,
    SimulatedTls Tls = SimulatedTls.None,
    string? SocketPath = null,
    bool RealLimits = false,
    int Seed = 1)
{
    /// <summary>
    /// Reads <c>--port N --machines N --faults FILE --limits real|none --tls --socket PATH --seed N</c>; false with what is wrong.
    /// </summary>
    public static bool TryParse(IReadOnlyList<string> arguments, out SimulatorOptions options, out string error)
    {
        options = new SimulatorOptions();
        error = "";
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--tls")
            {
                options = options with { Tls = SimulatedTls.Good };
                continue;
            }

            if (i + 1 == arguments.Count)
            {
                error = $"{name} needs a value.";
                return false;
            }

            var value = arguments[++i];
            if (Apply(options, name, value, ref error) is not { } next)
            {
                return false;
            }

            options = next;
        }

        return true;
    }

    private static SimulatorOptions? Apply(SimulatorOptions options, string name, string value, ref string error)
    {
        switch (name)
        {
            case "--port" when int.TryParse(value, out var port) && port is >= 0 and <= 65535:
                return options with { Port = port };
            case "--machines" when int.TryParse(value, out var machines) && machines is >= 0 and <= 1_000_000:
                return options with { Machines = machines };
            case "--seed" when int.TryParse(value, out var seed):
                return options with { Seed = seed };
            case "--limits" when value is "real" or "none":
                return options with { RealLimits = value == "real" };
            case "--socket":
                return options with { SocketPath = value };
            case "--faults":
                return ReadFaults(options, value, ref error);
            default:
                error = $"{name} {value} is not understood.";
                return null;
        }
    }

    private static SimulatorOptions? ReadFaults(SimulatorOptions options, string file, ref string error)
    {
        try
        {
            return options with { Faults = FaultRule.Read(File.ReadAllText(file)) };
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException or UnauthorizedAccessException)
        {
            error = $"The fault script {file} cannot be read: {e.Message}";
            return null;
        }
    }
}
