using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Tests.Unit.Kernel;

/// <summary>What a kind's schema may say, and that everything else is refused by name.</summary>
public sealed class KindSchemaTests
{
    [Fact]
    public void Every_accepted_keyword_arrives_in_the_attributes()
    {
        var (attributes, errors) = Read("""
            {"type": "object", "required": ["code"], "properties": {
              "floor": {"type": "integer", "minimum": -3, "maximum": 99, "unit": "floor", "searchable": true, "default": 1, "order": 2},
              "code": {"type": "string", "title": {"en": "Code", "zh": "编码"}, "description": "As on the label", "pattern": "[A-Z]{2}[0-9]+", "minLength": 3,
                       "maxLength": 8, "unique": true, "searchable": true, "order": 1, "group": {"en": "Label", "zh": "标签"}},
              "state": {"type": "string", "enum": ["new", "used"], "default": "new"},
              "site": {"type": "string", "const": "here"},
              "load": {"type": "number", "maximum": 1.5, "computed": true},
              "live": {"type": "boolean"},
              "mails": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": {"type": "string", "format": "email"}},
              "size": {"type": "object", "properties": {"widthMm": {"type": "integer"}}}
            }}
            """);

        Assert.Empty(errors);
        Assert.Equal(["code", "floor", "state", "site", "load", "live", "mails", "size"], attributes.Select(attribute => attribute.Name));
        var code = attributes[0];
        Assert.Equal(
            ("Code", "编码", "As on the label", "[A-Z]{2}[0-9]+", 3m, 8m, true, true, true, "标签"),
            (code.Title.En, code.Title.Zh, code.Description!.En, code.Pattern, code.Minimum, code.Maximum, code.Required, code.Unique, code.Searchable, code.Group!.Zh));
        Assert.Equal((-3m, 99m, "floor", "1"), (attributes[1].Minimum, attributes[1].Maximum, attributes[1].Unit, attributes[1].Default));
        Assert.Equal(["new", "used"], attributes[2].Enum);
        Assert.Equal(("\"here\"", true, AttributeType.Boolean), (attributes[3].Const, attributes[4].Computed, attributes[5].Type));
        Assert.Equal((1m, 3m, true, "email"), (attributes[6].Minimum, attributes[6].Maximum, attributes[6].UniqueItems, attributes[6].Items!.Format));
        Assert.Equal("widthMm", Assert.Single(attributes[7].Properties).Name);
    }

    [Theory]
    [InlineData("additionalProperties")]
    [InlineData("allOf")]
    [InlineData("anyOf")]
    [InlineData("$ref")]
    [InlineData("if")]
    [InlineData("not")]
    [InlineData("patternProperties")]
    [InlineData("exclusiveMinimum")]
    [InlineData("multipleOf")]
    [InlineData("contains")]
    [InlineData("dependentRequired")]
    public void Another_keyword_is_refused_by_its_name_and_with_the_reason(string keyword)
    {
        var (_, errors) = Read($$"""{"type": "object", "properties": {"a": {"type": "object", "properties": {}, "{{keyword}}": {} } } }""");

        var error = Assert.Single(errors);
        Assert.Equal(("/schema/properties/a/" + keyword, "keyword"), (error.Pointer, error.Code));
        Assert.Contains("nothing would enforce it", error.Detail.En, StringComparison.Ordinal);
        Assert.Contains("minLength", error.Detail.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type": "integer", "maxLength": 3}""", "/maxLength", "keyword")]
    [InlineData("""{"type": "string", "minimum": 3}""", "/minimum", "keyword")]
    [InlineData("""{"type": ["string", "null"]}""", "/type", "type")]
    [InlineData("""{"title": "no type"}""", "/type", "type")]
    [InlineData("""{"type": "string", "pattern": "(a)\\1"}""", "/pattern", "pattern")]
    [InlineData("""{"type": "string", "pattern": "(?=a)b"}""", "/pattern", "pattern")]
    [InlineData("""{"type": "string", "pattern": "["}""", "/pattern", "pattern")]
    [InlineData("""{"type": "string", "format": "hostname"}""", "/format", "format")]
    [InlineData("""{"type": "string", "enum": []}""", "/enum", "type")]
    [InlineData("""{"type": "string", "enum": ["a", "a"]}""", "/enum", "type")]
    [InlineData("""{"type": "string", "minLength": -1}""", "/minLength", "range")]
    [InlineData("""{"type": "string", "minLength": 9, "maxLength": 3}""", "", "range")]
    [InlineData("""{"type": "string", "title": {"en": "only English"}}""", "/title", "language")]
    [InlineData("""{"type": "string", "searchable": "yes"}""", "/searchable", "type")]
    [InlineData("""{"type": "boolean", "unique": true}""", "/unique", "unique")]
    [InlineData("""{"type": "string", "secret": true, "searchable": true}""", "/secret", "secret")]
    [InlineData("""{"type": "integer", "maximum": 3, "default": 4}""", "/default", "range")]
    [InlineData("""{"type": "string", "const": 4}""", "/const", "type")]
    [InlineData("""{"type": "array"}""", "/items", "type")]
    [InlineData("""{"type": "object"}""", "/properties", "required")]
    [InlineData("""{"type": "object", "properties": {"x": {"type": "string"}}, "searchable": true}""", "/searchable", "searchable")]
    [InlineData("""{"type": "object", "properties": {"x": {"type": "string"}}, "required": ["y"]}""", "/required", "unknown")]
    public void A_schema_that_does_not_hold_together_is_refused_where_it_does_not(string attribute, string pointer, string code)
    {
        var (_, errors) = Read($$"""{"type": "object", "properties": {"a": {{attribute}} } }""");

        var error = Assert.Single(errors);
        Assert.Equal(("/schema/properties/a" + pointer, code), (error.Pointer, error.Code));
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("with-hyphen")]
    [InlineData("")]
    [InlineData("a\u0000b")]
    public void A_name_that_queries_could_not_say_is_refused(string name)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { [name] = new JsonObject { ["type"] = "string" } } };

        Assert.Equal("name", Assert.Single(KindSchema.Read(schema, "/schema").Errors).Code);
    }

    [Fact]
    public void Size_and_depth_have_limits()
    {
        var wide = new JsonObject();
        for (var index = 0; index <= KindSchema.MostProperties; index++)
        {
            wide["a" + index] = new JsonObject { ["type"] = "string" };
        }

        Assert.Equal("tooMany", Assert.Single(KindSchema.Read(new JsonObject { ["type"] = "object", ["properties"] = wide }, "/schema").Errors).Code);

        JsonNode deep = new JsonObject { ["type"] = "string" };
        for (var level = 0; level <= KindSchema.DeepestLevel; level++)
        {
            deep = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["a"] = deep } };
        }

        Assert.Equal("tooDeep", Assert.Single(KindSchema.Read(deep.AsObject(), "/schema").Errors).Code);
    }

    private static (IReadOnlyList<KindAttribute> Attributes, IReadOnlyList<Yunqiao.Kernel.FieldError> Errors) Read(string schema) =>
        KindSchema.Read(JsonNode.Parse(schema)!.AsObject(), "/schema");
}
