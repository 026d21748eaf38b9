using Microsoft.Playwright;

namespace Yunqiao.Tests.Browser;

/// <summary>One way in which a page is looked at.</summary>
/// <param name="Language"><c>en</c> or <c>zh</c>.</param>
/// <param name="Theme"><c>light</c> or <c>dark</c>.</param>
/// <param name="Width">CSS pixels.</param>
public sealed record Look(string Language, string Theme, int Width)
{
    public static readonly Look Default = new("en", "light", 1440);

    public static IReadOnlyList<string> Languages { get; } = ["en", "zh"];

    public int Height => Width == 390 ? 844 : 900;

    public string Suffix => $"{Width}-{Theme}-{Language}";

    /// <summary>
    /// Whether axe looks too, which takes a second. Its findings hang on the theme, and on the layout of a desktop or a telephone;
    /// each theme and each layout comes up in both languages.
    /// </summary>
    public bool IsJudged => Width switch
    {
        1440 => Theme == (Language == "en" ? "light" : "dark"),
        390 => Theme == (Language == "en" ? "dark" : "light"),
        _ => false,
    };

    /// <summary>Every look of a language, in an order in which little has to change from one to the next.</summary>
    public static IEnumerable<Look> Of(string language) =>
        from width in new[] { 1440, 1280, 390 }
        from theme in width == 1280 ? new[] { "dark", "light" } : ["light", "dark"]
        select new Look(language, theme, width);

    public BrowserNewContextOptions Context(string? storageState) => new()
    {
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        Locale = Language == "zh" ? "zh-CN" : "en-GB",
        ColorScheme = ColorSchemeOf(Theme),
        ReducedMotion = ReducedMotion.Reduce,
        TimezoneId = "Asia/Shanghai",
        StorageState = storageState,
    };

    /// <summary>Brings an open page to this look: its window and the system's theme, not its language.</summary>
    public async Task TakeAsync(IPage page)
    {
        await page.SetViewportSizeAsync(Width, Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorSchemeOf(Theme), ReducedMotion = ReducedMotion.Reduce });
    }

    private static ColorScheme ColorSchemeOf(string theme) => theme == "dark" ? ColorScheme.Dark : ColorScheme.Light;
}
