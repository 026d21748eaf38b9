using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Xunit;
using Yunqiao.Host;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api;

/// <summary>
/// The document that clients are made from is a file in the repository. <c>YUNQIAO_ACCEPT_GOLDEN=1</c> writes it anew; a
/// change that breaks clients has to be accepted by <c>YUNQIAO_ACCEPT_GOLDEN=breaking</c>.
/// </summary>
public sealed class OpenApi_document
{
    private static readonly string Golden = Path.Combine(SourceTree.Root, "docs", "openapi", "v1.json");
    private static readonly string? Accept = Environment.GetEnvironmentVariable("YUNQIAO_ACCEPT_GOLDEN");

    internal static async Task<JsonObject> MakeAsync()
    {
        await using var app = Server.Build(new Dictionary<string, string?>(), adjust: null);
        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken);
        return JsonNode.Parse(json)!.AsObject();
    }

    [Fact]
    public async Task Is_the_one_in_the_repository()
    {
        var made = (await MakeAsync()).ToJsonString(Indented) + "\n";
        if (Accept is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Golden)!);
            var breaks = File.Exists(Golden) ? BreakingChanges.Between(Read(Golden), JsonNode.Parse(made)!.AsObject()) : [];
            Assert.True(Accept == "breaking" || breaks.Count == 0, "These changes break clients:\n" + string.Join('\n', breaks));
            await File.WriteAllTextAsync(Golden, made, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(Golden), "docs/openapi/v1.json is missing: run this test with YUNQIAO_ACCEPT_GOLDEN=1.");
        var golden = await File.ReadAllTextAsync(Golden, TestContext.Current.CancellationToken);
        Assert.True(golden == made, FirstDifference(golden, made) + "\nRun this test with YUNQIAO_ACCEPT_GOLDEN=1 to accept it.");
    }

    [Fact]
    public async Task Gives_every_operation_a_name_of_its_own_in_camel_case()
    {
        var names = Operations(await MakeAsync()).Select(operation => (string)operation.Value["operationId"]!).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches("^[a-z][A-Za-z0-9]+$", name));
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Says_of_every_operation_how_it_fails()
    {
        foreach (var (name, operation) in Operations(await MakeAsync()))
        {
            var schema = (string?)operation["responses"]!["default"]?["content"]?["application/problem+json"]?["schema"]?["$ref"];
            Assert.True(schema == "#/components/schemas/Problem", $"{name} does not describe its problems");
        }
    }

    [Fact]
    public async Task Names_no_schema_that_it_does_not_have()
    {
        var document = await MakeAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        var dangling = References(document).Where(reference => reference.StartsWith("#/components/schemas/", StringComparison.Ordinal))
            .Select(reference => reference["#/components/schemas/".Length..])
            .Where(name => !schemas.ContainsKey(name))
            .Distinct();

        Assert.Empty(dangling);
    }

    internal static IEnumerable<KeyValuePair<string, JsonObject>> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key is "get" or "post" or "put" or "patch" or "delete"
        select new KeyValuePair<string, JsonObject>($"{method.Key.ToUpperInvariant()} {path.Key}", method.Value!.AsObject());

    private static readonly System.Text.Json.JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(member =>
            member is { Key: "$ref", Value: JsonValue value } ? [(string)value!] : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static string FirstDifference(string golden, string made)
    {
        var (before, after) = (golden.Split('\n'), made.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"docs/openapi/v1.json differs at line {line + 1}:\n- {before.ElementAtOrDefault(line)}\n+ {after.ElementAtOrDefault(line)}";
    }
}
