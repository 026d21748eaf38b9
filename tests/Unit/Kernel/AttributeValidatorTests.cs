using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Tests.Unit.Kernel;

public sealed class AttributeValidatorTests
{
    private static readonly IReadOnlyList<KindAttribute> Create = ContainerKinds.Container.Action("create")!.Inputs;

    [Fact]
    public void Defaults_are_filled_in_and_what_was_given_stays()
    {
        var (input, errors) = AttributeValidator.Validate(Create, new JsonObject { ["image"] = "nginx:1.27", ["start"] = false });

        Assert.Empty(errors);
        Assert.Equal(("nginx:1.27", false, "no"), (Text(input, "image"), input["start"]!.GetValue<bool>(), Text(input, "restartPolicy")));
    }

    [Theory]
    [InlineData("""{}""", "/image", "required")]
    [InlineData("""{"image":""}""", "/image", "required")]
    [InlineData("""{"image":7}""", "/image", "type")]
    [InlineData("""{"image":"a","colour":"red"}""", "/colour", "unknown")]
    [InlineData("""{"image":"a","a/b~c":1}""", "/a~1b~0c", "unknown")]
    [InlineData("""{"image":"a","restartPolicy":"sometimes"}""", "/restartPolicy", "enum")]
    [InlineData("""{"image":"a","memoryLimitMib":5}""", "/memoryLimitMib", "range")]
    [InlineData("""{"image":"a","memoryLimitMib":64.5}""", "/memoryLimitMib", "type")]
    [InlineData("""{"image":"a","memoryLimitMib":1e99}""", "/memoryLimitMib", "range")]
    [InlineData("""{"image":"a","command":["ok",3]}""", "/command/1", "type")]
    [InlineData("""{"image":"a","command":["ok",null]}""", "/command/1", "type")]
    [InlineData("""{"image":"a","ports":[{"hostPort":80}]}""", "/ports/0/containerPort", "required")]
    [InlineData("""{"image":"a","ports":[{"containerPort":70000}]}""", "/ports/0/containerPort", "range")]
    [InlineData("""{"image":"a","ports":[{"containerPort":80,"proto":"tcp"}]}""", "/ports/0/proto", "unknown")]
    [InlineData("""{"image":"a","start":"yes"}""", "/start", "type")]
    [InlineData("""{"image":"a\u0000b"}""", "/image", "character")]
    public void What_is_wrong_is_named_by_its_place(string json, string pointer, string code)
    {
        var (_, errors) = AttributeValidator.Validate(Create, JsonNode.Parse(json)!.AsObject());

        var error = Assert.Single(errors);
        Assert.Equal((pointer, code), (error.Pointer, error.Code));
    }

    [Fact]
    public void All_errors_are_found_and_not_the_first()
    {
        var (_, errors) = AttributeValidator.Validate(
            Create, JsonNode.Parse("""{"cpuLimit":0,"memoryLimitMib":1,"x":1}""")!.AsObject(), "/attributes");

        Assert.Equal(
            ["/attributes/cpuLimit", "/attributes/image", "/attributes/memoryLimitMib", "/attributes/x"],
            errors.Select(error => error.Pointer).Order());
    }

    [Theory]
    [InlineData("cidr", "10.0.0.0/8", true)]
    [InlineData("cidr", "10.0.0.0/33", false)]
    [InlineData("ipv4", "10.1", false)]
    [InlineData("ipv4", "10.0.0.1", true)]
    [InlineData("ipv6", "fe80::1", true)]
    [InlineData("ipv6", "10.0.0.1", false)]
    [InlineData("mac", "02:42:ac:11:00:02", true)]
    [InlineData("mac", "0242ac110002", false)]
    [InlineData("uuid", "not-one", false)]
    [InlineData("date", "2026-02-30", false)]
    [InlineData("date-time", "2026-02-03T04:05:06Z", true)]
    [InlineData("date-time", "2026-02-03", false)]
    [InlineData("email", "a@b.c", true)]
    [InlineData("email", "@b", false)]
    [InlineData("uri", "https://x/y", true)]
    public void Formats_are_checked(string format, string text, bool valid)
    {
        KindAttribute[] fields = [new("value", AttributeType.String, new LocalizedText("Value", "值")) { Format = format }];

        Assert.Equal(valid, AttributeValidator.Validate(fields, new JsonObject { ["value"] = text }).Errors.Count == 0);
    }

    [Fact]
    public void A_pattern_must_match_as_a_whole_and_cannot_be_made_slow()
    {
        KindAttribute[] fields = [new("value", AttributeType.String, new LocalizedText("Value", "值")) { Pattern = "(a+)+" }];

        Assert.Empty(AttributeValidator.Validate(fields, new JsonObject { ["value"] = "aaa" }).Errors);
        Assert.Single(AttributeValidator.Validate(fields, new JsonObject { ["value"] = new string('a', 5000) + "!" }).Errors);
        Assert.Single(AttributeValidator.Validate(fields, new JsonObject { ["value"] = "aaa\n" }).Errors);
    }

    private static string Text(JsonObject input, string name) => input[name]!.GetValue<string>();
}
