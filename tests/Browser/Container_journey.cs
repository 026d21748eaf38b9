using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Browser;

/// <summary>What the README promises: from signing in to a running container and back, by role and label alone.</summary>
[Collection("journey")]
public sealed class Container_journey(PortalEstate estate)
{
    [Fact]
    public async Task Leads_from_signing_in_to_a_container_that_ran_and_is_gone()
    {
        await using var portal = await estate.OpenAsync(Look.Default);
        var page = portal.Page;
        await portal.SignInAsync();

        // An empty installation leads to the first run, which found the engine of this machine.
        await portal.GoToAsync("/first-run");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your first cloud" })).ToBeVisibleAsync();
        await page.Locator("section").Filter(new() { HasText = estate.Engine.SocketPath })
            .GetByRole(AriaRole.Button, new() { Name = "Connect it", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Reading what you have" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Container image").First).ToBeVisibleAsync();

        // Everything that the engine has is there within five seconds.
        await portal.GoToAsync("/resources");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = DockerEngine.Image })).ToBeVisibleAsync(new() { Timeout = 5000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).Or(page.GetByRole(AriaRole.Link, new() { Name = "Create" })).First.ClickAsync();
        await page.GetByLabel(new Regex("^Name( ?\\*)?$")).FillAsync("journey");
        await page.GetByLabel(new Regex("^Image( ?\\*)?$")).FillAsync(DockerEngine.Image);
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel(new Regex("^Command( ?\\*)?$")).FillAsync("sleep 1000");
        await Assertions.Expect(page.GetByText("passed", new() { Exact = true })).ToBeVisibleAsync();
        await portal.KeepAsync("create");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create container journey" }).ClickAsync();

        // The drawer follows the operation to its end.
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("Observe it").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("Done", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await portal.KeepAsync("operation");
        Assert.Equal("running", await StateAsync("journey"));

        await OpenAsync(page, portal, "journey");
        await portal.KeepAsync("resource");
        await ActAsync(page, "Stop", "Stop");
        await Assertions.Expect(page.GetByText("Exited").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.Equal("exited", await StateAsync("journey"));

        await OpenAsync(page, portal, "journey");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Remove…$") }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog).Last;
        await dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Destroy") }).Or(dialog.GetByText("Deleted in the cloud now")).First.ClickAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("journey");
        await portal.KeepAsync("destroy");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Destroy") }).Last.ClickAsync();
        await Eventually.TrueAsync("the end of the container", async () => await StateAsync("journey") is null, TimeSpan.FromSeconds(20));
        Assert.Empty(portal.Errors);
    }

    private static async Task ActAsync(IPage page, string action, string confirm)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog).Last;
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + confirm) }).Last.ClickAsync();
    }

    private static async Task OpenAsync(IPage page, PortalPage portal, string name)
    {
        await portal.GoToAsync("/resources?q=" + Uri.EscapeDataString($"kind:container/container name={name}"));
        await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
    }

    /// <summary>The container's state as the engine itself tells it; null when it has none of that name.</summary>
    private async Task<string?> StateAsync(string name)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(estate.Engine.SocketPath), ct);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        });
        using var answer = await client.GetAsync(new Uri($"http://docker/v1.41/containers/{name}/json"));
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var document = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return document["State"]!["Status"]!.GetValue<string>();
    }
}
