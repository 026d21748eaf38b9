namespace Yunqiao.Kernel;

/// <summary>A language that the product speaks.</summary>
public enum Language
{
    /// <summary>English, the fallback.</summary>
    English,

    /// <summary>Simplified Chinese.</summary>
    Chinese,
}

/// <summary>A text in every language of the product. Placeholders are written <c>{name}</c>.</summary>
/// <param name="En">English.</param>
/// <param name="Zh">Simplified Chinese.</param>
public sealed record LocalizedText(string En, string Zh)
{
    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.Chinese ? Zh : En;

    /// <summary>The text in one language with its placeholders filled; an unknown placeholder stays as written.</summary>
    public string In(Language language, IReadOnlyDictionary<string, string> arguments)
    {
        var text = In(language);
        foreach (var (name, value) in arguments)
        {
            text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        return text;
    }
}
