using Microsoft.AspNetCore.Http;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Edge;

/// <summary>Which language a request reads.</summary>
internal static class RequestLanguage
{
    internal static Language Of(HttpContext http) => Choose(http.Request.Headers.AcceptLanguage.ToString());

    /// <summary>The supported language that the header weighs highest (RFC 9110, 12.5.4); English when it names none.</summary>
    internal static Language Choose(string header)
    {
        var best = Language.English;
        var weight = 0.0;
        foreach (var part in header.Split(',', 16, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            if (Supported(pieces[0]) is { } language && Weight(pieces) is var candidate && candidate > weight)
            {
                (best, weight) = (language, candidate);
            }
        }

        return best;
    }

    private static Language? Supported(string tag) => tag.Split('-')[0].ToLowerInvariant() switch
    {
        "zh" => Language.Chinese,
        "en" or "*" => Language.English,
        _ => null,
    };

    private static double Weight(string[] pieces) =>
        pieces.Skip(1).FirstOrDefault(piece => piece.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is not { } quality ? 1
        : double.TryParse(quality.AsSpan(2), out var value) ? value
        : 0;
}
