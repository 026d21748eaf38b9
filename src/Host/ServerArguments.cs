namespace Yunqiao.Host;

/// <summary>What the command line of the server says, as configuration keys.</summary>
internal static class ServerArguments
{
    internal const string Usage = "Usage: ./run [--port PORT] [--data DIR] [--no-demo]";

    /// <summary>The settings that the arguments stand for, or what is wrong with them.</summary>
    internal static (IReadOnlyDictionary<string, string?> Settings, string? Error) Parse(IReadOnlyList<string> arguments)
    {
        var settings = new Dictionary<string, string?>();
        for (var at = 0; at < arguments.Count; at++)
        {
            var (name, value) = Split(arguments[at]);
            switch (name)
            {
                case "--no-demo":
                    settings["Server:Demo"] = "false";
                    continue;
                case "--port" or "--data":
                    value ??= at + 1 < arguments.Count ? arguments[++at] : null;
                    break;
                default:
                    return (settings, $"unknown argument {arguments[at]}");
            }

            if (string.IsNullOrEmpty(value))
            {
                return (settings, $"{name} needs a value");
            }

            if (name == "--data")
            {
                settings["Storage:DataFolder"] = Path.GetFullPath(value);
            }
            else if (ushort.TryParse(value, out var port))
            {
                settings["Server:Port"] = port.ToString();
            }
            else
            {
                return (settings, $"{value} is not a port");
            }
        }

        return (settings, null);
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}
