using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using Yunqiao.Client;

namespace Yunqiao.Tests.Browser;

/// <summary>What is recycled comes back, what failed among many is tried again, and what is stuck is abandoned.</summary>
[Collection("portal")]
public sealed class Recycling_and_batches(PortalEstate estate)
{
    [Fact]
    public async Task Something_is_recycled_restored_recycled_again_and_purged()
    {
        using var client = await estate.ClientAsync();
        var id = await estate.MakeSimulatedAsync(client, "bin-1");
        await using var portal = await estate.OpenSignedInAsync(Look.Default);
        var page = portal.Page;
        var row = page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("bin-1") });

        await RecycleAsync(portal, id);
        await portal.GoToAsync("/recycle-bin");
        await Assertions.Expect(row).ToContainTextAsync("30 days left");

        await row.GetByRole(AriaRole.Button, new() { Name = "Restore bin-1" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Restore bin-1" }).ClickAsync();
        await DoneAsync(page);
        await Assertions.Expect(row).ToBeHiddenAsync();

        await RecycleAsync(portal, id);
        await portal.GoToAsync("/recycle-bin");
        await row.GetByRole(AriaRole.Button, new() { Name = "Purge bin-1" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var purge = dialog.GetByRole(AriaRole.Button, new() { Name = "Purge bin-1" });
        await Assertions.Expect(dialog.GetByText("cannot be brought back")).ToBeVisibleAsync();
        await Assertions.Expect(purge).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("bin-1");
        await portal.KeepAsync("purge");
        await purge.ClickAsync();
        await DoneAsync(page);
        await Assertions.Expect(row).ToBeHiddenAsync();
        Assert.Empty(portal.Errors);
    }

    [Fact]
    public async Task What_failed_among_many_says_why_and_is_tried_again_alone()
    {
        using var client = await estate.ClientAsync();
        var (batch, held) = await estate.MakeBatchAsync(client, "many");
        await using var portal = await estate.OpenSignedInAsync(Look.Default);
        await portal.GoToAsync($"/operations?op={batch}");
        var drawer = portal.Page.GetByRole(AriaRole.Dialog);
        var items = drawer.GetByRole(AriaRole.Region, new() { Name = "Outcome of each resource" }).GetByRole(AriaRole.Listitem);

        await Assertions.Expect(items).ToHaveCountAsync(2);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Failed 1" }).ClickAsync();
        await Assertions.Expect(items).ToHaveCountAsync(1);
        await Assertions.Expect(items).ToContainTextAsync("many-held");
        await Assertions.Expect(items).ToContainTextAsync("resource.protected");

        await client.PatchAsync<Resource>($"resources/{held}", new { deletionProtection = false }, CancellationToken.None);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Retry the one that did not succeed" }).ClickAsync();

        await Assertions.Expect(drawer.GetByText("attempt 2")).ToBeVisibleAsync();
        await Assertions.Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Done 2" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(items).ToHaveCountAsync(2);
        await drawer.GetByRole(AriaRole.Link, new() { Name = "Operation on many-held" }).ClickAsync();
        await drawer.GetByRole(AriaRole.Link, new() { Name = "part of an operation on many" }).ClickAsync();
        await Assertions.Expect(items).ToHaveCountAsync(2);
        Assert.Empty(portal.Errors);
    }

    [Fact]
    public async Task What_needs_a_person_is_abandoned_only_after_a_second_word()
    {
        using var client = await estate.ClientAsync();
        var stuck = await estate.MakeStuckAsync(client, "abandoned");
        await using var portal = await estate.OpenSignedInAsync(Look.Default);
        await portal.GoToAsync($"/operations?op={stuck}");
        var drawer = portal.Page.GetByRole(AriaRole.Dialog);

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Abandon…" }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("Nothing more is taken back")).ToBeVisibleAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Keep it open" }).ClickAsync();
        Assert.Equal("needsAttention", (await client.GetAsync<Operation>($"operations/{stuck}", CancellationToken.None)).State);

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Abandon…" }).ClickAsync();
        await portal.KeepAsync("abandon");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Abandon the operation" }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("Abandoned:")).ToBeVisibleAsync();
        await Assertions.Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Retry" })).ToBeHiddenAsync();
        Assert.Equal("failed", (await client.GetAsync<Operation>($"operations/{stuck}", CancellationToken.None)).State);
        Assert.Empty(portal.Errors);
    }

    private static async Task RecycleAsync(PortalPage portal, Guid id)
    {
        var page = portal.Page;
        await portal.GoToAsync($"/resources/{id}");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Remove…$") }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Recycle") })).ToBeCheckedAsync();
        await dialog.GetByLabel("Days in the recycle bin").FillAsync("30");
        await dialog.GetByLabel("Days in the recycle bin").BlurAsync();
        await portal.KeepAsync("recycle");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Recycle bin-1") }).ClickAsync();
        await DoneAsync(page);
    }

    /// <summary>The drawer shows the operation that was started, and its end.</summary>
    private static Task DoneAsync(IPage page) =>
        Assertions.Expect(page.Locator(".operation-head").GetByText("Done", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
}
