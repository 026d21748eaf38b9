using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Yunqiao.Tests.Browser;

/// <summary>Each page in both languages, both themes and three widths: nothing fails, nothing overflows, and axe finds nothing.</summary>
[Collection("portal")]
public sealed class Every_page(PortalEstate estate)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "overview", "/" },
        { "inventory", "/resources" },
        { "create", "/resources/new?kind=container/container" },
        { "resource", "/resources/{container}" },
        { "records", "/resources/{joined}?tab=records" },
        { "changes", "/resources/{container}?tab=changes" },
        { "accounts", "/accounts" },
        { "connect", "/accounts/new" },
        { "operations", "/operations" },
        { "drawer", "/operations?op={operation}" },
        { "batch", "/operations?op={batch}" },
        { "stuck", "/operations?op={stuck}" },
        { "recycle-bin", "/recycle-bin" },
        { "users", "/admin/users" },
        { "tokens", "/admin/tokens" },
        { "audit", "/admin/audit" },
        { "about", "/admin/about" },
        { "first-run", "/first-run" },
        { "not-found", "/no/such/page" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Is_whole_in_every_look(string name, string path) => await LookAsync(name, await estate.FillAsync(path), isSignedIn: true);

    [Fact]
    public async Task Of_signing_in_is_whole_in_every_look() => await LookAsync("sign-in", "/sign-in", isSignedIn: false);

    /// <summary>Opens an address in both languages, brings it to every look, and asserts that none has a fault.</summary>
    private async Task LookAsync(string name, string address, bool isSignedIn)
    {
        var faults = new ConcurrentQueue<string>();
        await Task.WhenAll(Look.Languages.Select(async language =>
        {
            await using var portal = await estate.OpenKeptAsync(language, isSignedIn);
            await portal.GoToAsync(address);
            foreach (var look in Look.Of(language))
            {
                await look.TakeAsync(portal.Page);
                await SettleAsync(portal.Page);
                await portal.KeepAsync(name, look);
                foreach (var fault in await FaultsAsync(portal.Page, look))
                {
                    faults.Enqueue(fault);
                }
            }

            foreach (var error in portal.Errors)
            {
                faults.Enqueue($"{language}: {error}");
            }
        }));

        Assert.True(faults.IsEmpty, string.Join('\n', faults.Order()));
    }

    private static async Task SettleAsync(IPage page)
    {
        // Whole means: the heading is there, nothing says that it loads, and the words have stopped changing (ages count on).
        await page.WaitForFunctionAsync(
            """
            () => {
              const words = document.body.innerText.replace(/[0-9]+/g, '')
              const rest = document.querySelector('h1') && !document.querySelector('.ant-skeleton, .loading-rows, [aria-busy=true]')
              window.quietSince = rest && words === window.lastWords ? window.quietSince ?? performance.now() : undefined
              window.lastWords = words
              return window.quietSince !== undefined && performance.now() - window.quietSince > 200
            }
            """);
        await page.EvaluateAsync("() => document.fonts.ready");

        // Colours are judged at rest: what opens fades in first. Endless turning is not waited for.
        await page.WaitForFunctionAsync(
            "() => document.getAnimations().every(a => a.playState === 'finished' || a.effect.getComputedTiming().iterations === Infinity)");
    }

    private static async Task<IEnumerable<string>> FaultsAsync(IPage page, Look look)
    {
        var faults = new List<string>();
        if (look.IsJudged)
        {
            faults.AddRange((await Axe.ViolationsAsync(page)).Select(violation => $"{look.Suffix}: {violation}"));
        }

        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overflow > 0)
        {
            faults.Add($"{look.Suffix}: the page is {overflow} px wider than the window");
        }

        return faults;
    }
}
