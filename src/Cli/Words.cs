using System.Globalization;

namespace Yunqiao.Cli;

/// <summary>The language that the command line speaks, chosen before the commands are made because they hold their own help.</summary>
internal static class Words
{
    private const string Option = "--language";
    private static readonly string[] Variables = ["YUNQIAO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>Whether it is Chinese; else it is English.</summary>
    public static bool IsChinese { get; private set; }

    /// <summary><c>zh</c> or <c>en</c>, as the server is asked.</summary>
    public static string Language => IsChinese ? "zh" : "en";

    /// <summary>Takes <c>--language</c> of the arguments, or else the first of the environment's variables that is set.</summary>
    public static void Choose(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var wish = OfArguments(arguments) ?? Variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        IsChinese = wish?.StartsWith("zh", ignoreCase: true, CultureInfo.InvariantCulture) == true;
    }

    /// <summary>A text in the chosen language.</summary>
    public static string Of(string english, string chinese) => IsChinese ? chinese : english;

    private static string? OfArguments(IReadOnlyList<string> arguments)
    {
        for (var at = 0; at < arguments.Count && arguments[at] != "--"; at++)
        {
            if (arguments[at] == Option && at + 1 < arguments.Count)
            {
                return arguments[at + 1];
            }

            if (arguments[at].StartsWith(Option + "=", StringComparison.Ordinal))
            {
                return arguments[at][(Option.Length + 1)..];
            }
        }

        return null;
    }
}
