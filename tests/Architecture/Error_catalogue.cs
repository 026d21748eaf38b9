using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using Yunqiao.Kernel;

namespace Yunqiao.Tests.Architecture;

/// <summary>Every error that a user can meet: complete in both languages, and on the page that documents it.</summary>
public sealed partial class Error_catalogue
{
    private static readonly ProblemCatalog Catalog = new(Types.Product);

    [Fact]
    public void Has_a_dotted_code_and_a_status_for_each_error()
    {
        Assert.All(Catalog.All, type =>
        {
            Assert.Matches("^[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)?$", type.Code);
            Assert.InRange(type.Status, 400, 599);
        });
    }

    [Fact]
    public void Says_what_happened_and_what_to_do_in_both_languages()
    {
        Assert.All(Catalog.All, type =>
        {
            foreach (var text in new[] { type.Title, type.Detail, type.Remedy })
            {
                Assert.False(string.IsNullOrWhiteSpace(text.En), type.Code);
                Assert.False(string.IsNullOrWhiteSpace(text.Zh), type.Code);
                Assert.Equal(Placeholders(text.En), Placeholders(text.Zh));
            }

            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", type.Title.Zh);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", type.Remedy.Zh);
            Assert.DoesNotContain('!', type.Title.En + type.Detail.En + type.Remedy.En);
        });
    }

    [Fact]
    public void Is_documented_as_it_is()
    {
        var page = Path.Combine(Tree.Root, "docs", "errors.md");
        var expected = Page();
        if (Environment.GetEnvironmentVariable("YUNQIAO_ACCEPT_GOLDEN") == "1")
        {
            File.WriteAllText(page, expected);
        }

        Assert.True(File.Exists(page), "docs/errors.md is missing; YUNQIAO_ACCEPT_GOLDEN=1 writes it");
        Assert.Equal(expected, File.ReadAllText(page));
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append("# Errors\n\nGenerated from the catalogue in the code. Each answer carries the code; `retryable` says whether the same request may succeed later.\n");
        foreach (var type in Catalog.All)
        {
            page.Append($"\n## {type.Code}\n{type.Status}{(type.Retryable ? ", retryable" : "")}. **{type.Title.En}** / **{type.Title.Zh}**\n\n");
            page.Append($"{type.Detail.En} {type.Remedy.En}\n\n{type.Detail.Zh}{type.Remedy.Zh}\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
