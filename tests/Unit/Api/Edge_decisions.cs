using System.Diagnostics.Metrics;
using Xunit;
using Yunqiao.Api.Edge;
using Yunqiao.Api.Monitoring;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;

namespace Yunqiao.Tests.Unit.Api;

/// <summary>What the HTTP edge decides without a request.</summary>
public sealed class Edge_decisions
{
    [Theory]
    [InlineData("$", "")]
    [InlineData("$.name", "/name")]
    [InlineData("$.tags['a.b'].c", "/tags/a.b/c")]
    [InlineData("$.permissions[3]", "/permissions/3")]
    [InlineData("$.a['x/y~z']", "/a/x~1y~0z")]
    [InlineData("$[0].b", "/0/b")]
    [InlineData("$.a['open", "/a/open")]
    [InlineData("$[", "/")]
    [InlineData(null, "")]
    public void A_serializers_path_becomes_a_json_pointer(string? path, string pointer) => Assert.Equal(pointer, JsonPointer.From(path));

    [Theory]
    [InlineData("", Language.English)]
    [InlineData("zh", Language.Chinese)]
    [InlineData("zh-Hans-CN", Language.Chinese)]
    [InlineData("en;q=0.5, zh;q=0.9", Language.Chinese)]
    [InlineData("en, zh", Language.English)]
    [InlineData("zh;q=0, en;q=0.1", Language.English)]
    [InlineData("de, fr;q=0.9, zh;q=0.1", Language.Chinese)]
    [InlineData(";;;,,q=", Language.English)]
    [InlineData("*", Language.English)]
    public void The_language_is_the_supported_one_that_weighs_most(string header, Language language) =>
        Assert.Equal(language, RequestLanguage.Choose(header));

    [Theory]
    [InlineData("no such image", "no such image. Check its name.", "no such image。请检查名称。")]
    [InlineData("No such image.\n", "No such image. Check its name.", "No such image.请检查名称。")]
    [InlineData("没有镜像。", "没有镜像。 Check its name.", "没有镜像。请检查名称。")]
    [InlineData("", "Check its name.", "请检查名称。")]
    public void What_others_said_does_not_run_into_our_own_sentence(string said, string english, string chinese)
    {
        var type = new ProblemType("a.b", 400, false, new("", ""), new("{message}", "{message}"), new("Check its name.", "请检查名称。"));
        var problem = type.With(("message", said));
        Assert.Equal((english, chinese), (problem.DetailIn(Language.English), problem.DetailIn(Language.Chinese)));
    }

    [Fact]
    public void Who_left_is_told_nothing_and_who_waits_too_long_is_told_so()
    {
        Assert.Equal(EdgeProblems.ClientLeft, ExceptionMapping.Map(new OperationCanceledException(), clientLeft: true, 1).Type);
        Assert.Equal(EdgeProblems.Deadline, ExceptionMapping.Map(new OperationCanceledException(), clientLeft: false, 1).Type);
        Assert.Equal(KernelProblems.Internal, ExceptionMapping.Map(new InvalidOperationException("secret"), clientLeft: false, 1).Type);
    }

    [Fact]
    public void Metrics_are_written_as_prometheus_reads_them()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Yunqiao.Unit." + Guid.NewGuid().ToString("N"));
        var histogram = meter.CreateHistogram<double>("unit.time", "s", "How long");
        histogram.Record(0.02, new("kind", "a\"b"), new("tenant", "never a label"));
        histogram.Record(20, new KeyValuePair<string, object?>("kind", "a\"b"));
        meter.CreateCounter<long>("unit.count").Add(3);

        var lines = PrometheusText.Write(collector.Read()).Split('\n').Where(line => line.Contains("unit_", StringComparison.Ordinal)).ToList();

        Assert.Contains("# HELP unit_time_seconds How long", lines);
        Assert.Contains("# TYPE unit_time_seconds histogram", lines);
        Assert.Contains("unit_time_seconds_bucket{kind=\"a\\\"b\",le=\"0.01\"} 0", lines);
        Assert.Contains("unit_time_seconds_bucket{kind=\"a\\\"b\",le=\"0.025\"} 1", lines);
        Assert.Contains("unit_time_seconds_bucket{kind=\"a\\\"b\",le=\"+Inf\"} 2", lines);
        Assert.Contains("unit_time_seconds_count{kind=\"a\\\"b\"} 2", lines);
        Assert.Contains("unit_count_total 3", lines);
        Assert.DoesNotContain(lines, line => line.Contains("never", StringComparison.Ordinal));
    }
}
