using Xunit;
using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What the text of a query means, and where it is wrong.</summary>
public sealed class QueryParserTests
{
    [Theory]
    [InlineData("kind:compute/instance lifecycle:running", "kind:compute/instance lifecycle:running")]
    [InlineData("a and b or c", "(a b) or c")]
    [InlineData("a (b or c)", "a (b or c)")]
    [InlineData("a OR b AND c", "a or (b c)")]
    [InlineData("-tag.owner", "-tag.owner")]
    [InlineData("-(a b)", "-(a b)")]
    [InlineData("--a", "--a")]
    [InlineData("tag.env=prod", "tag.env=prod")]
    [InlineData("tag.\"a b\"~\"x y\"", "tag.\"a b\"~\"x y\"")]
    [InlineData("vcpus>=4 memoryMib<8", "vcpus>=4 memoryMib<8")]
    [InlineData("image:nginx:1.27", "image:nginx:1.27")]
    [InlineData("name:\"we*\" name:we*", "name:\"we*\" name:we*")]
    [InlineData("\"free text\" 10.0.0.1 web-01", "\"free text\" 10.0.0.1 web-01")]
    [InlineData("rel.runs-on(name:x or name:y) rel.compute/host()", "rel.runs-on(name:x or name:y) rel.compute/host()")]
    [InlineData("\"say \\\"hi\\\" \\\\ there\"", "\"say \\\"hi\\\" \\\\ there\"")]
    [InlineData("  kind:x\t\n(  y )  ", "kind:x y")]
    [InlineData("order android", "order android")]
    [InlineData("\"or\"", "\"or\"")]
    [InlineData("", "")]
    public void A_query_reads_as_its_canonical_text(string text, string canonical) =>
        Assert.Equal(canonical, QueryParser.Parse(text).Value.ToString());

    [Theory]
    [InlineData("kind:", 5, 0, "a value")]
    [InlineData("kind: x", 5, 1, "a value")]
    [InlineData("(a or b", 7, 0, ")")]
    [InlineData("a ) b", 2, 1, "(")]
    [InlineData("a or", 4, 0, "a term")]
    [InlineData("or a", 0, 2, "a term")]
    [InlineData("a and and b", 6, 3, "a term")]
    [InlineData("a -", 3, 0, "a term")]
    [InlineData("()", 1, 1, "a term")]
    [InlineData("name:\"x", 5, 2, "not closed")]
    [InlineData("name:\"x\\", 5, 3, "not closed")]
    [InlineData("tag.", 4, 0, "key of a tag")]
    [InlineData("tag.a*", 5, 1, "a space or one of")]
    [InlineData("rel.runs-on", 11, 0, "(")]
    [InlineData("rel.runs-on(a", 13, 0, ")")]
    public void An_error_names_its_place_and_what_was_expected(string text, int position, int length, string expected)
    {
        var problem = QueryParser.Parse(text).Problem!;

        Assert.Equal("query.syntax", problem.Type.Code);
        Assert.Equal(($"{position}", $"{length}"), (problem.Arguments["position"], problem.Arguments["length"]));
        Assert.Contains(expected, problem.Errors.Single().Detail.En, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Arguments["expected"]);
        Assert.Equal($"?q#char={position},{position + length}", problem.Errors.Single().Pointer);
        Assert.Contains($"位置 {position} 处应为", problem.DetailIn(Language.Chinese), StringComparison.Ordinal);
        Assert.DoesNotContain("{", problem.DetailIn(Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_has_a_longest_text() =>
        Assert.Equal("query.tooLong", QueryParser.Parse(new string('a', 10_241)).Problem!.Type.Code);

    [Fact]
    public void A_query_has_a_greatest_number_of_terms()
    {
        Assert.Null(QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", 100))).Problem);
        Assert.Equal("query.tooComplex", QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", 101))).Problem!.Type.Code);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("rel.runs-on(")]
    public void A_query_has_a_deepest_nesting(string opening) =>
        Assert.Equal("query.tooComplex", QueryParser.Parse(string.Concat(Enumerable.Repeat(opening, 500))).Problem!.Type.Code);
}
