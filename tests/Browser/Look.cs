using Microsoft.Playwright;

namespace Yunqiao.Tests.Browser;

/// <summary>One way in which a page is looked at.</summary>
/// <param name="Language"><c>en</c> or <c>zh</c>.</param>
/// <param name="Theme"><c>light</c> or <c>dark</c>.</param>
/// <param name="Width">CSS pixels.</param>
public sealed record Look(string Language, string Theme, int Width)
{
    public static readonly Look Default = new("en", "light", 1440);

    public static IEnumerable<Look> All =>
        from language in new[] { "en", "zh" }
        from theme in new[] { "light", "dark" }
        from width in new[] { 1440, 1280, 390 }
        select new Look(language, theme, width);

    public int Height => Width == 390 ? 844 : 900;

    public string Suffix => $"{Width}-{Theme}-{Language}";

    public BrowserNewContextOptions Context(string? storageState) => new()
    {
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        Locale = Language == "zh" ? "zh-CN" : "en-GB",
        ColorScheme = Theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        TimezoneId = "Asia/Shanghai",
        StorageState = storageState,
        HasTouch = Width == 390,
        IsMobile = Width == 390,
    };
}
