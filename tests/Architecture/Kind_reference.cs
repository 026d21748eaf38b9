using System.Text;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Tests.Architecture;

/// <summary>The page that lists the built-in kinds says what the code says.</summary>
public sealed class Kind_reference
{
    [Fact]
    public void Is_documented_as_it_is()
    {
        var path = Path.Combine(Tree.Root, "docs", "kinds.md");
        var expected = Page();
        if (Environment.GetEnvironmentVariable("YUNQIAO_ACCEPT_GOLDEN") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path), "docs/kinds.md is missing; YUNQIAO_ACCEPT_GOLDEN=1 writes it");
        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Kinds
            Generated from the code: the types of resources that every installation has. `GET /api/v1/kinds` gives the same, with the inputs of every action and the kinds that tenants define for themselves.

            *Searchable* attributes are served by an index in [queries](query-language.md). *Identity* attributes, strongest first, make one resource of one thing that several accounts see. A schema may use these keywords and no other:

            """.ReplaceLineEndings("\n"));
        page.Append(string.Join(", ", KindSchema.Keywords.Select(word => $"`{word}`"))).Append(".\n");
        foreach (var kind in BuiltInKinds.All.Values.OrderBy(kind => kind.Id, StringComparer.Ordinal))
        {
            page.Append($"\n## `{kind.Id}` {Both(kind.Label)}\n");
            if (kind.Attributes.Count > 0)
            {
                page.Append("\n| Attribute | Type | Unit | | Name |\n|---|---|---|---|---|\n");
                foreach (var attribute in kind.Attributes)
                {
                    var notes = string.Join(", ", Notes(attribute, kind));
                    page.Append($"| `{attribute.Name}` | {TypeOf(attribute)} | {attribute.Unit} | {notes} | {Both(attribute.Title)} |\n");
                }
            }

            page.Append("\nLifecycle: ").Append(string.Join(", ", kind.Lifecycle.Select(value => $"`{value.Value}`"))).Append(".\n");
            Line(page, "Identity", kind.IdentityKeys.Select(name => $"`{name}`"));
            Line(page, "Relations", kind.Relations.Select(edge => $"`{edge.Type}` → `{edge.Target}`"));
            Line(page, "Actions", kind.Actions.Select(action => action.Inputs.Count == 0
                ? $"`{action.Verb}`"
                : $"`{action.Verb}` {{{string.Join(", ", action.Inputs.Select(input => input.Name + (input.Required ? "" : "?")))}}}"));
        }

        return page.ToString();
    }

    private static void Line(StringBuilder page, string title, IEnumerable<string> values)
    {
        var text = string.Join(", ", values);
        if (text.Length > 0)
        {
            page.Append($"\n{title}: {text}.\n");
        }
    }

    private static string Both(LocalizedText text) => text.En == text.Zh ? text.En : $"{text.En} · {text.Zh}";

    private static string TypeOf(KindAttribute attribute) => attribute switch
    {
        { Type: AttributeType.Array, Items: { } items } => $"list of {TypeOf(items)}",
        { Type: AttributeType.Object } => $"{{{string.Join(", ", attribute.Properties.Select(field => field.Name))}}}",
        { Enum.Count: > 0 } => string.Join(", ", attribute.Enum.Select(value => $"`{value}`")),
        { Format: { } format } => format,
        _ => attribute.Type.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<string> Notes(KindAttribute attribute, Kind kind)
    {
        if (attribute.Searchable)
        {
            yield return "searchable";
        }

        if (kind.IdentityKeys.Contains(attribute.Name))
        {
            yield return "identity";
        }
    }
}
