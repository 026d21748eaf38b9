using System.Globalization;

namespace Yunqiao.Bench;

/// <summary>What the command line of a benchmark says.</summary>
/// <param name="Scale">The share of the full size: 1 is what the targets are about.</param>
/// <param name="DataFolder">Where the database is kept for another run; null for a folder that goes with this run.</param>
/// <param name="Write">Whether the results go into <c>bench/RESULTS.md</c>.</param>
internal sealed record BenchOptions(double Scale, string? DataFolder, bool Write)
{
    internal const string Usage =
        """
        Usage: bench/{graph,merge,operations,events}.sh [--scale 1] [--data DIR] [--no-write]
          --scale     the share of the full size; what is smaller than 1 is never written down
          --data      keeps the database here and uses it again
          --no-write  prints the results and leaves bench/RESULTS.md as it is
        """;

    /// <summary>A number of the full size at this scale, at least <paramref name="least"/>.</summary>
    internal int Of(int full, int least = 1) => Math.Max(least, (int)Math.Round(full * Scale));

    /// <summary>Reads the arguments behind the name of the benchmark; null when they make no sense.</summary>
    internal static BenchOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions(1, null, true);
        for (var at = 0; at < arguments.Count; at++)
        {
            var value = at + 1 < arguments.Count ? arguments[at + 1] : null;
            switch (arguments[at])
            {
                case "--no-write":
                    options = options with { Write = false };
                    continue;
                case "--scale" when double.TryParse(value, CultureInfo.InvariantCulture, out var scale) && scale is > 0 and <= 10:
                    options = options with { Scale = scale };
                    break;
                case "--data" when !string.IsNullOrEmpty(value):
                    options = options with { DataFolder = Path.GetFullPath(value) };
                    break;
                default:
                    return null;
            }

            at++;
        }

        return options with { Write = options.Write && options.Scale >= 1 };
    }
}
