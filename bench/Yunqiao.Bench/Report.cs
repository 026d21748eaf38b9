using System.Globalization;
using System.Text;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Bench;

/// <summary>
/// The results of one benchmark: printed as they come, and at the end written over the section of the same title in
/// <c>bench/RESULTS.md</c>.
/// </summary>
internal sealed class Report(string title, string machine)
{
    private readonly StringBuilder text = new();
    private int missed;

    /// <summary>A sentence.</summary>
    internal void Say(string sentence)
    {
        Console.WriteLine(sentence);
        text.Append('\n').Append(sentence).Append('\n');
    }

    /// <summary>Begins a table.</summary>
    internal void Table(params string[] headings)
    {
        text.Append('\n');
        Line(headings);
        text.Append('|').Append(string.Concat(Enumerable.Repeat("---|", headings.Length))).Append('\n');
    }

    /// <summary>A row of the table.</summary>
    internal void Row(params string[] cells) => Line(cells);

    /// <summary>Whether something is within its target, as a cell.</summary>
    internal string Verdict(bool met)
    {
        missed += met ? 0 : 1;
        return met ? "met" : "**missed**";
    }

    /// <summary>How many targets were missed.</summary>
    internal int Missed => missed;

    internal static string Ms(double milliseconds) =>
        double.IsNaN(milliseconds) ? "" : milliseconds.ToString(milliseconds < 10 ? "0.00" : milliseconds < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    internal static string Number(double number) => number.ToString(number < 10 ? "0.0#" : "#,0", CultureInfo.InvariantCulture);

    internal static string Ratio(double part, double whole) => (part / whole).ToString("0.0#", CultureInfo.InvariantCulture) + "×";

    /// <summary>Writes the section.</summary>
    internal async Task SaveAsync()
    {
        var file = Path.Combine(SourceTree.Root, "bench", "RESULTS.md");
        var old = await File.ReadAllTextAsync(file);
        var heading = $"## {title}\n";
        var section = $"{heading}{machine}\n{text}";
        var at = old.IndexOf(heading, StringComparison.Ordinal);
        if (at < 0)
        {
            await File.WriteAllTextAsync(file, old.TrimEnd() + "\n\n" + section);
            return;
        }

        var end = old.IndexOf("\n## ", at + heading.Length, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, old[..at] + section + (end < 0 ? "" : old[end..]));
    }

    private void Line(string[] cells)
    {
        Console.WriteLine(string.Join("  ", cells.Select((cell, at) => at == 0 ? cell.PadRight(52) : cell.PadLeft(10))));
        text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");
    }
}
