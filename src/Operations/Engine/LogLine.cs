using Yunqiao.Kernel;

namespace Yunqiao.Operations.Engine;

/// <summary>A line of an operation's log on its way to the table.</summary>
/// <param name="At">When.</param>
/// <param name="Level">info, intent, warn or error.</param>
/// <param name="Text">In English, or as the step wrote it.</param>
/// <param name="TextZh">In Chinese, for lines of the engine.</param>
/// <param name="Step">The step it belongs to.</param>
internal sealed record LogLine(DateTimeOffset At, string Level, string Text, string? TextZh, string? Step)
{
    public static readonly IReadOnlySet<string> Levels = new HashSet<string>(["info", "intent", "warn", "error"], StringComparer.Ordinal);

    private const int MaximumLength = 4000;

    public static LogLine Of(DateTimeOffset at, string level, string text, string? step) =>
        new(at, Levels.Contains(level) ? level : "info", Cut(text), null, step);

    public static LogLine Of(DateTimeOffset at, string level, LocalizedText text, string? step) =>
        new(at, level, Cut(text.En), Cut(text.Zh), step);

    /// <summary>A line with a problem's sentences.</summary>
    public static LogLine Of(DateTimeOffset at, string level, Problem problem, string? step) =>
        Of(at, level, new LocalizedText(problem.DetailIn(Language.English), problem.DetailIn(Language.Chinese)), step);

    private static string Cut(string text) => text.Length <= MaximumLength ? text : text[..MaximumLength];
}
