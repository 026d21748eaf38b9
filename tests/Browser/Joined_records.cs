using Microsoft.Playwright;
using Xunit;

namespace Yunqiao.Tests.Browser;

/// <summary>A person says on the page what is one thing and what is not.</summary>
[Collection("portal")]
public sealed class Joined_records(PortalEstate estate)
{
    [Fact]
    public async Task Are_linked_and_taken_out_on_the_page()
    {
        using var client = await estate.ClientAsync();
        await estate.MakeSimulatedAsync(client, "checkout");
        await using var portal = await estate.OpenSignedInAsync(Look.Default);
        await portal.GoToAsync(await estate.FillAsync("/resources/{container}?tab=records"));
        var page = portal.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Link another resource…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Resource of the same kind").ClickAsync();
        await dialog.GetByLabel("Resource of the same kind").FillAsync("checkout");
        await page.Locator(".ant-select-item-option", new() { HasText = "checkout · simulated" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Link" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByText("Leads")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("simulated · global")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Take out" }).Nth(1).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take it out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "checkout" })).ToBeVisibleAsync();
        Assert.Empty(portal.Errors);
    }
}
