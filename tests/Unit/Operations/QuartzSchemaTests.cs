using System.Text.RegularExpressions;
using Quartz;
using Xunit;
using Yunqiao.Operations;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>Our migration makes what Quartz would make itself; see docs/adr/0021.</summary>
public sealed partial class QuartzSchemaTests
{
    private const string Prefix = "qrtz_";
    private static readonly string[] NotUsed = ["execution_history", "misfire_history", "job_status"];

    [Fact]
    public void The_migration_has_the_tables_and_indexes_of_this_version_of_Quartz()
    {
        var theirs = Statements(Read(typeof(IScheduler), "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql")
            .Replace("{0}", Prefix, StringComparison.Ordinal)
            .Replace("{1}", Prefix, StringComparison.Ordinal)
            .Replace("--;;", ";", StringComparison.Ordinal)
            .Replace(" IF NOT EXISTS", "", StringComparison.Ordinal));
        var ours = Statements(Read(typeof(OperationsFeature), "migrations/0001-quartz.sql"));

        Assert.Equal(
            theirs.Where(statement => !NotUsed.Any(table => statement.Contains(Prefix + table, StringComparison.Ordinal))),
            ours.Where(statement => statement.StartsWith("create", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Statements(string script) =>
        Comment().Replace(script, "").Split(';')
            .Select(statement => Space().Replace(statement, " ").Trim().ToLowerInvariant())
            .Where(statement => statement.Length > 0)
            .Order(StringComparer.Ordinal);

    private static string Read(Type inAssembly, string resource)
    {
        using var reader = new StreamReader(inAssembly.Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("--(?!;).*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
