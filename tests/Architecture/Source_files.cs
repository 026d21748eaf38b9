using System.Text.RegularExpressions;
using Xunit;

namespace Yunqiao.Tests.Architecture;

/// <summary>Rules that can be read off the files themselves.</summary>
public sealed partial class Source_files
{
    /// <summary>Files above 500 lines, each with the reason why it is one piece.</summary>
    private static readonly Dictionary<string, string> LongWithReason = [];

    [Fact]
    public void Stay_below_five_hundred_lines_or_give_a_reason_and_never_reach_eight_hundred()
    {
        var tooLong =
            from file in Tree.Sources("src", "simulators", "tests", "web/src", "web/gallery", "bench", "deploy")
            where Path.GetExtension(file) is ".cs" or ".ts" or ".tsx" or ".css" or ".sql" or ".sh"
            where !file.EndsWith("schema.d.ts", StringComparison.Ordinal)
            let lines = Tree.Lines(file).Length
            where lines > 800 || (lines > 500 && !LongWithReason.ContainsKey(file))
            select $"{file}: {lines} lines";

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Name_types_by_what_they_are()
    {
        var vague =
            from file in Tree.CSharp("src", "simulators")
            from Match match in TypeDeclaration().Matches(Tree.Read(file))
            let name = match.Groups["name"].Value
            where VagueEnding().IsMatch(name)
            select $"{file}: {name}";

        Assert.Empty(vague);
    }

    [Fact]
    public void Leave_nothing_undone()
    {
        var undone =
            from file in Tree.Sources("src", "simulators", "tests", "web/src", "deploy")
            where Path.GetExtension(file) is ".cs" or ".ts" or ".tsx" or ".sh" or ".sql"
            where !file.EndsWith("Architecture/Source_files.cs", StringComparison.Ordinal)
            from line in Tree.Lines(file)
            where line.Contains("NotImplementedException", StringComparison.Ordinal) || UnfinishedWord().IsMatch(line)
            select $"{file}: {line.Trim()}";

        Assert.Empty(undone);
    }

    [Fact]
    public void Keep_statements_to_the_database_in_stores()
    {
        var strays =
            from file in Tree.CSharp("src")
            where !file.StartsWith("src/Storage/", StringComparison.Ordinal)
            where !file.EndsWith("Store.cs", StringComparison.Ordinal)
            // The query compiler: its result is SQL.
            where file is not ("src/Graph/Queries/SqlWriter.cs" or "src/Graph/Queries/AttributeSql.cs" or "src/Graph/Resources/PageStatement.cs")
            where Sql().IsMatch(Tree.Read(file))
            select file;

        Assert.Empty(strays);
    }

    [Fact]
    public void Keep_http_types_in_endpoints_and_at_the_edge()
    {
        var strays =
            from file in Tree.CSharp("src")
            where !file.StartsWith("src/Api/", StringComparison.Ordinal) && !file.StartsWith("src/Host/", StringComparison.Ordinal)
            where !EndpointFile().IsMatch(file) && !file.EndsWith("Feature.cs", StringComparison.Ordinal)
            where Tree.Read(file).Contains("using Microsoft.AspNetCore.", StringComparison.Ordinal)
            where !PasswordHashing().IsMatch(file)
            select file;

        Assert.Empty(strays);
    }

    [Fact]
    public void Let_clouds_reach_the_world_through_their_context_alone()
    {
        var strays =
            from file in Tree.CSharp("src/Clouds")
            let text = Tree.Read(file)
            from Match match in OwnWayOut().Matches(text)
            select $"{file}: {match.Value}";

        Assert.Empty(strays);
    }

    [Fact]
    public void Keep_each_cloud_to_itself()
    {
        var clouds = Tree.CSharp("src/Clouds").Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2]).Distinct().ToList();
        var crossings =
            from file in Tree.CSharp("src/Clouds")
            let own = file.Split('/')[2]
            from other in clouds
            where other != own && clouds.Contains(own)
            where Tree.Read(file).Contains($"Yunqiao.Clouds.{other}", StringComparison.Ordinal)
            select $"{file} uses {other}";

        Assert.Empty(crossings);
    }

    [Fact]
    public void Number_each_migration_once()
    {
        var doubles = Tree.Sources("src")
            .Where(file => file.EndsWith(".sql", StringComparison.Ordinal))
            .GroupBy(file => Path.GetDirectoryName(file) + "/" + Path.GetFileName(file)[..4])
            .Where(group => group.Count() > 1)
            .Select(group => group.Key);

        Assert.Empty(doubles);
    }

    [Fact]
    public void Number_each_decision_once()
    {
        var doubles = Tree.Sources("docs/adr").GroupBy(file => Path.GetFileName(file)[..4]).Where(group => group.Count() > 1).Select(group => group.Key);

        Assert.Empty(doubles);
    }

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+(struct\s+|class\s+)?(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(Manager|Helper|Helpers|Util|Utils|Utility|Utilities|Base|Impl)$")]
    private static partial Regex VagueEnding();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex UnfinishedWord();

    [GeneratedRegex(@"""\s*(select\s+[\w*(@].*\s+from\s|insert into\s|update\s+\w+\s+set\s|delete from\s)", RegexOptions.Singleline)]
    private static partial Regex Sql();

    [GeneratedRegex(@"Endpoints?\.cs$")]
    private static partial Regex EndpointFile();

    [GeneratedRegex(@"src/Tenancy/.*Password\w*\.cs$")]
    private static partial Regex PasswordHashing();

    [GeneratedRegex(@"new HttpClient\b|new SocketsHttpHandler\b|new Socket\b|new TcpClient\b|new UdpClient\b|Process\.Start|new Process\b|File\.(Read|Open|Write)|Environment\.GetEnvironmentVariable|DllImport|LibraryImport")]
    private static partial Regex OwnWayOut();
}
