using Microsoft.Playwright;
using Xunit;

namespace Yunqiao.Tests.Browser;

/// <summary>The query bar proposes what the server knows at the caret.</summary>
[Collection("portal")]
public sealed class Query_completion(PortalEstate estate)
{
    [Fact]
    public async Task Leads_from_a_key_over_an_operator_to_a_value_that_is_there()
    {
        await estate.FillAsync("{container}");
        await using var portal = await estate.OpenSignedInAsync(Look.Default);
        await portal.GoToAsync("/resources");
        var bar = portal.Page.GetByRole(AriaRole.Combobox, new() { Name = "Query" });
        var proposals = portal.Page.GetByRole(AriaRole.Listbox, new() { Name = "Completions" });

        await bar.FillAsync("tag.te");
        await proposals.GetByRole(AriaRole.Option).Filter(new() { HasText = "tag.team" }).ClickAsync();
        await proposals.GetByRole(AriaRole.Option).Filter(new() { HasText = "contains" }).WaitForAsync();
        await proposals.GetByRole(AriaRole.Option).First.ClickAsync();
        await proposals.GetByRole(AriaRole.Option).Filter(new() { HasText = "payments" }).ClickAsync();

        await Assertions.Expect(bar).ToHaveValueAsync("tag.team:payments ");
        await Assertions.Expect(portal.Page.GetByRole(AriaRole.Link, new() { Name = "sample", Exact = true }).First).ToBeVisibleAsync();
        Assert.Empty(portal.Errors);
    }
}
