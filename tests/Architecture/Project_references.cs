using System.Xml.Linq;
using Xunit;

namespace Yunqiao.Tests.Architecture;

/// <summary>The arrows of ARCHITECTURE.md: what a project may reference, directly or through another.</summary>
public sealed class Project_references
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernel"] = [],
        ["Storage"] = ["Kernel"],
        ["Graph"] = ["Kernel", "Storage"],
        ["Tenancy"] = ["Kernel", "Storage", "Graph"],
        ["Operations"] = ["Kernel", "Storage", "Graph", "Tenancy"],
        ["Providers"] = ["Kernel"],
        ["Clouds"] = ["Kernel", "Providers"],
        ["Inventory"] = ["Kernel", "Storage", "Graph", "Tenancy", "Operations", "Providers"],
        ["Api"] = ["Kernel", "Storage", "Graph", "Tenancy", "Operations", "Providers", "Inventory"],
        ["Client"] = [],
        ["Cli"] = ["Client"],
        ["Host"] = ["Kernel", "Storage", "Graph", "Tenancy", "Operations", "Providers", "Clouds", "Inventory", "Api"],
        ["Simulators"] = [],
    };

    [Fact]
    public void Follow_the_arrows_and_no_others()
    {
        var direct = Tree.Sources("src", "simulators")
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .ToDictionary(NameOf, References);

        Assert.Equal(Allowed.Keys.Order(), direct.Keys.Order());
        foreach (var (project, _) in direct)
        {
            var reached = Reach(project, direct);
            var forbidden = reached.Except(Allowed[project]).Order();
            Assert.True(!forbidden.Any(), $"{project} references {string.Join(", ", forbidden)}");
        }
    }

    [Fact]
    public void Keep_one_version_of_every_package()
    {
        var versioned = Tree.Sources("src", "simulators", "tests", "bench")
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => Tree.Read(file).Contains("PackageReference", StringComparison.Ordinal)
                && XDocument.Parse(Tree.Read(file)).Descendants("PackageReference").Any(p => p.Attribute("Version") is not null));

        Assert.Empty(versioned);
    }

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file)["Yunqiao.".Length..];

    private static string[] References(string file) =>
        [.. XDocument.Parse(Tree.Read(file)).Descendants("ProjectReference").Select(r => NameOf(r.Attribute("Include")!.Value))];

    private static HashSet<string> Reach(string project, Dictionary<string, string[]> direct)
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(direct[project]);
        while (next.TryDequeue(out var name))
        {
            if (reached.Add(name))
            {
                foreach (var further in direct[name])
                {
                    next.Enqueue(further);
                }
            }
        }

        return reached;
    }
}
