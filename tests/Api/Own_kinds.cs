using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api;

/// <summary>Kinds that a tenant defines, and the things that its people write down.</summary>
public sealed class Own_kinds(ApiServer server)
{
    private const string Rack = """
        {"id": "default:room/rack", "label": {"en": "Rack", "zh": "机柜"},
         "schema": {"type": "object", "required": ["code"], "properties": {
            "code": {"type": "string", "title": {"en": "Code", "zh": "编号"}, "pattern": "[A-Z][0-9]{2}", "searchable": true, "unique": true},
            "heightUnits": {"type": "integer", "minimum": 1, "maximum": 60, "default": 42, "unit": "U", "searchable": true},
            "rooms": {"type": "array", "items": {"type": "string"}, "searchable": true},
            "load": {"type": "number", "computed": true}}},
         "lifecycle": [
            {"value": "inStock", "tone": "stopped", "label": {"en": "In stock", "zh": "库存"}},
            {"value": "inUse", "tone": "ok", "label": {"en": "In use", "zh": "在用"}}]}
        """;

    [Fact]
    public async Task A_kind_is_defined_and_its_things_are_written_changed_found_and_crossed_out()
    {
        var (client, kind) = await DefineAsync();

        var key = Guid.NewGuid().ToString();
        var made = await WriteAsync(client, kind, "Rack A", """{"code": "A01", "rooms": ["north", "cold"]}""", key);
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var thing = made.Json["resource"]!;
        var id = (string)thing["id"]!;
        Assert.Equal(("inStock", "fresh", "own", 42), ((string)thing["lifecycle"]!, (string)thing["sync"]!, (string)thing["provider"]!, (int)thing["attributes"]!["heightUnits"]!));
        Assert.Null(thing["account"]);
        Assert.Equal(id, (string)(await WriteAsync(client, kind, "Rack A", """{"code": "A01", "rooms": ["north", "cold"]}""", key)).Json["resource"]!["id"]!);
        Assert.Equal([id], await FindAsync(client, $"kind:{kind} code:A* heightUnits>=40 rooms:north"));
        Assert.Equal([id], await FindAsync(client, $"kind:{kind} \"rack a\""));

        var changed = await client.PatchAsync($"/resources/{id}", Json("""{"attributes": {"heightUnits": 47, "rooms": null}, "lifecycle": "inUse", "tags": {"site": "x"}}"""));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(("inUse", 47, "A01", false), ((string)changed.Json["lifecycle"]!, (int)changed.Json["attributes"]!["heightUnits"]!, (string)changed.Json["attributes"]!["code"]!, changed.Json["attributes"]!.AsObject().ContainsKey("rooms")));
        Assert.Empty(await FindAsync(client, $"kind:{kind} rooms:north"));
        var changes = (await client.GetAsync($"/resources/{id}/changes")).Json["items"]!.AsArray();
        Assert.Contains(changes, change => (string?)change!["field"] == "attributes.heightUnits" && (int)change["after"]! == 47 && (string?)change["cause"]!["kind"] == "person");

        (await client.PostAsync($"/resources/{id}/actions/start", Json("{}"))).IsProblem(HttpStatusCode.UnprocessableEntity, "resource.writtenByHand");
        (await client.DeleteAsync($"/kinds/{kind}")).IsProblem(HttpStatusCode.Conflict, "kind.inUse");
        Assert.Equal("destroyed", (string)(await client.DeleteAsync($"/resources/{id}?mode=destroy&dryRun=true")).Json["plan"]!["affects"]![0]!["effect"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/resources/{id}?mode=destroy")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/resources/{id}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/kinds/{kind}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/kinds/{kind}")).Status);
        Assert.Contains((await (await server.AdministratorAsync()).GetAsync("/audit?limit=200")).Json["items"]!.AsArray(), line => (string?)line!["action"] == "kind.delete");
    }

    [Fact]
    public async Task What_a_thing_may_not_say_is_refused_where_it_says_it()
    {
        var (client, kind) = await DefineAsync();
        var first = (string)(await WriteAsync(client, kind, "one", """{"code": "A01"}""")).Json["resource"]!["id"]!;

        foreach (var (attributes, pointer, code) in new[]
        {
            ("{}", "/attributes/code", "required"),
            ("""{"code": "a1"}""", "/attributes/code", "pattern"),
            ("""{"code": "A02", "heightUnits": 61}""", "/attributes/heightUnits", "range"),
            ("""{"code": "A02", "colour": "red"}""", "/attributes/colour", "unknown"),
            ("""{"code": "A02", "load": 1.5}""", "/attributes/load", "computed"),
        })
        {
            var refused = (await WriteAsync(client, kind, "two", attributes)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
            Assert.Equal((pointer, code), ((string)refused.Json["errors"]![0]!["pointer"]!, (string)refused.Json["errors"]![0]!["code"]!));
        }

        var taken = (await WriteAsync(client, kind, "two", """{"code": "A01"}""")).IsProblem(HttpStatusCode.Conflict, "resource.notUnique");
        Assert.Equal("/attributes/code", (string)taken.Json["errors"]![0]!["pointer"]!);
        var second = (string)(await WriteAsync(client, kind, "two", """{"code": "A02"}""")).Json["resource"]!["id"]!;
        (await client.PatchAsync($"/resources/{second}", Json("""{"attributes": {"code": "A01"}}"""))).IsProblem(HttpStatusCode.Conflict, "resource.notUnique");
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/resources/{first}?mode=destroy")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PatchAsync($"/resources/{second}", Json("""{"attributes": {"code": "A01"}}"""))).Status);
        (await client.PatchAsync($"/resources/{second}", Json("""{"lifecycle": "flying"}"""))).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Writers_of_the_same_unique_value_at_once_end_with_one_thing()
    {
        var (client, kind) = await DefineAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => WriteAsync(client, kind, "rack " + n, """{"code": "B07"}""")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Single(await FindAsync(client, $"kind:{kind}"));
    }

    [Fact]
    public async Task A_definition_that_existing_things_would_break_is_refused_and_one_that_adds_is_taken()
    {
        var (client, kind) = await DefineAsync();
        await WriteAsync(client, kind, "one", """{"code": "A01"}""");
        var narrower = Json(Rack);
        narrower["id"] = kind;
        narrower["schema"]!["properties"]!.AsObject().Remove("rooms");
        narrower["schema"]!["properties"]!["heightUnits"]!["maximum"] = 50;
        narrower["lifecycle"]!.AsArray().RemoveAt(1);

        var refused = (await PutAsync(client, kind, narrower)).IsProblem(HttpStatusCode.Conflict, "kind.breaking");
        Assert.Equal(
            ["/lifecycle removed", "/schema/properties/heightUnits narrower", "/schema/properties/rooms removed"],
            refused.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}").Order(StringComparer.Ordinal));

        var wider = Json(Rack);
        wider["id"] = kind;
        wider["schema"]!["properties"]!["depthMm"] = Json("""{"type": "integer", "searchable": true}""");
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(client, kind, wider)).Status);
        Assert.Equal(HttpStatusCode.Created, (await WriteAsync(client, kind, "two", """{"code": "A02", "depthMm": 1200}""")).Status);
        Assert.Single(await FindAsync(client, $"kind:{kind} depthMm>1000"));
        Assert.Equal(1200, (int)(await client.GetAsync($"/resources?q=kind:{Uri.EscapeDataString(kind)}%20depthMm>1000")).Json["items"]![0]!["attributes"]!["depthMm"]!);
        Assert.NotNull((await client.GetAsync($"/kinds/{kind}")).Json["document"]!["schema"]!["properties"]!["depthMm"]);
    }

    [Fact]
    public async Task A_kind_is_inherited_downwards_and_not_seen_beside()
    {
        var (parentId, parentName, _) = await server.AddUserAsync("administrator");
        var tenant = await server.MoveToOwnTenantAsync(parentId, parent: null);
        var parent = await server.SignInAsync(parentName, ApiServer.Password);
        var (childId, childName, _) = await server.AddUserAsync("administrator");
        await server.MoveToOwnTenantAsync(childId, tenant);
        var child = await server.SignInAsync(childName, ApiServer.Password);
        var beside = await server.StrangerAsync();
        var slug = $"t-{tenant[^12..]}";
        var kind = $"{slug}:room/rack";
        var document = Json(Rack);
        document["id"] = kind;
        document["schema"]!["properties"]!["plinthMm"] = Json("""{"type": "integer"}""");
        Assert.Equal(HttpStatusCode.Created, (await parent.PostAsync("/kinds", document)).Status);

        Assert.Equal(HttpStatusCode.Created, (await WriteAsync(child, kind, "below", """{"code": "A01"}""")).Status);
        Assert.Contains(kind, await KindsAsync(child));
        Assert.DoesNotContain(kind, await KindsAsync(beside));
        (await beside.GetAsync($"/kinds/{kind}")).IsProblem(HttpStatusCode.NotFound, "request.notFound");
        (await WriteAsync(beside, kind, "beside", """{"code": "A01"}""")).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await PutAsync(child, kind, document)).IsProblem(HttpStatusCode.Forbidden, "kind.notYours");
        (await parent.DeleteAsync($"/kinds/{kind}")).IsProblem(HttpStatusCode.Conflict, "kind.inUse");
        (await parent.DeleteAsync("/kinds/compute/host")).IsProblem(HttpStatusCode.Forbidden, "kind.notYours");
        Assert.Single(await FindAsync(parent, $"kind:{kind}"));
        var strange = (await beside.GetAsync("/resources?q=plinthM%3A4")).IsProblem(HttpStatusCode.BadRequest, "query.unknownKey");
        Assert.DoesNotContain("plinthMm", strange.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_knows_a_new_kind_within_moments()
    {
        await using var peer = await server.StartPeerAsync();
        var (client, kind) = await DefineAsync();
        var there = (await server.AdministratorAsync()).At(peer.Address);

        await Eventually.GetAsync<object>("the kind on the other server", async () => (await there.GetAsync($"/kinds/{kind}")).Status == HttpStatusCode.OK ? kind : null, TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.Created, (await WriteAsync(there, kind, "there", """{"code": "C01"}""")).Status);
        Assert.Single(await FindAsync(client, $"kind:{kind} code:C01"));
    }

    [Theory]
    [InlineData("id", "\"default:room/Rack\"", "/id")]
    [InlineData("id", "\"elsewhere:room/rack\"", "/id")]
    [InlineData("label", "{\"en\": \"only\", \"zh\": \"\"}", "/label")]
    [InlineData("schema", "{\"type\": \"object\", \"properties\": {}, \"allOf\": []}", "/schema/allOf")]
    [InlineData("schema", "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\", \"secret\": true}}}", "/schema/properties/a/secret")]
    public async Task A_definition_that_is_not_valid_is_refused_at_its_place(string field, string value, string pointer)
    {
        var document = Json(Rack);
        document["id"] = "default:room/" + Name();
        document[field] = JsonNode.Parse(value);

        var refused = (await (await server.AdministratorAsync()).PostAsync("/kinds", document)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");

        Assert.Equal(pointer, (string)refused.Json["errors"]![0]!["pointer"]!);
    }

    private async Task<(ApiClient Client, string Kind)> DefineAsync()
    {
        var client = await server.AdministratorAsync();
        var document = Json(Rack);
        var kind = "default:room/" + Name();
        document["id"] = kind;
        var defined = await client.PostAsync("/kinds", document);
        Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
        return (client, kind);
    }

    private static string Name() => "r" + Guid.NewGuid().ToString("N")[..12];

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static Task<ApiAnswer> PutAsync(ApiClient client, string kind, JsonNode document) =>
        client.SendAsync(HttpMethod.Put, $"/kinds/{kind}", ApiClient.Body(document.ToJsonString()));

    private static Task<ApiAnswer> WriteAsync(ApiClient client, string kind, string name, string attributes, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/resources")
        {
            Content = ApiClient.Body(new JsonObject { ["kind"] = kind, ["name"] = name, ["attributes"] = Json(attributes) }.ToJsonString()),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return client.SendAsync(request);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(ApiClient client, string query)
    {
        var found = await client.GetAsync("/resources?q=" + Uri.EscapeDataString(query));
        Assert.True(found.Status == HttpStatusCode.OK, found.Text);
        return [.. found.Json["items"]!.AsArray().Select(item => (string)item!["id"]!)];
    }

    private static async Task<IReadOnlyList<string>> KindsAsync(ApiClient client) =>
        [.. (await client.GetAsync("/kinds")).Json["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}
