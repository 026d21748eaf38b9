using Microsoft.Playwright;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Browser;

/// <summary>Runs axe-core in the page.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(
        () => File.ReadAllText(Path.Combine(SourceTree.Root, "web", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Each violation as one line: rule, help, and where.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Script.Value);
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.flatMap(v =>
              v.nodes.slice(0, 5).map(n => `${v.id}: ${v.help} at ${n.target.join(' ')} ${n.any.map(a => a.message).join('; ')}`))
            """);
    }
}
