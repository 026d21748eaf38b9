using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tests.Unit.Inventory;

public sealed class AccountTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Credentials_are_sealed_and_only_their_names_are_shown()
    {
        await using var world = await InventoryWorld.StartAsync();
        var request = new CreateAccountRequest(
            "tls", "docker", Endpoint: "https://127.0.0.1:1", Credentials: new Dictionary<string, string> { ["clientKey"] = "canary-secret-1" });

        var account = (await world.Accounts.CreateAsync(world.Caller, request, None)).Value;

        Assert.Equal(["clientKey"], account.CredentialNames);
        Assert.DoesNotContain("canary", JsonSerializer.Serialize(account, Json.Options), StringComparison.Ordinal);
        var rows = await world.Get<Database>().QueryAsync<string>(
            world.Caller.Scope, "select row_to_json(account)::text || encode(credentials, 'escape') from account", null, None);
        Assert.DoesNotContain("canary", Assert.Single(rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_find_what_is_in_an_account_by_its_name_and_follow_a_new_one()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 1);
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint, "Shop east");
        await world.Accounts.CreateAsync(world.Caller, new CreateAccountRequest("other", "docker", Endpoint: "http://127.0.0.1:1"), None);
        var all = (await world.FindAsync("")).Count;

        foreach (var query in new[] { "account:\"shop east\"", "account:shop*", "account~EAST", $"account:{account.Id}", "-account:other" })
        {
            Assert.Equal((query, all), (query, (await world.FindAsync(query)).Count));
        }

        Assert.Empty(await world.FindAsync("account:other"));
        await world.Accounts.UpdateAsync(world.Caller, account.Id, new UpdateAccountRequest(Name: "west"), None);
        Assert.Empty(await world.FindAsync("account:shop*"));
        Assert.Equal(all, (await world.FindAsync("account:west")).Count);
    }

    [Fact]
    public async Task A_name_is_taken_once_in_a_tenant()
    {
        await using var world = await InventoryWorld.StartAsync();
        var request = new CreateAccountRequest("twice", "docker", Endpoint: "http://127.0.0.1:1");
        Assert.Null((await world.Accounts.CreateAsync(world.Caller, request, None)).Problem);

        var second = await world.Accounts.CreateAsync(world.Caller, request, None);

        Assert.Equal("account.nameTaken", second.Problem!.Type.Code);
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once()
    {
        await using var world = await InventoryWorld.StartAsync();

        var refused = await world.Accounts.CreateAsync(
            world.Caller,
            new CreateAccountRequest(
                new string('x', 101), "docker", "moon", Endpoint: "ftp://x", Site: "here",
                Credentials: new Dictionary<string, string> { ["passwort"] = "x" }, Settings: new JsonObject { ["insecureTls"] = "yes", ["x"] = 1 }),
            None);

        Assert.Equal(
            ["/credentials/passwort", "/deploymentModel", "/endpoint", "/name", "/settings/insecureTls", "/settings/x", "/site"],
            refused.Problem!.Errors.Select(error => error.Pointer).Order());
    }

    [Fact]
    public async Task Forgetting_an_account_takes_its_resources_along_and_touches_nothing_at_the_engine()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);

        var forgotten = (await world.Accounts.ForgetAsync(world.Caller, account.Id, None)).Value;

        Assert.Equal(25, forgotten.Forgotten);
        Assert.Empty(await world.FindAsync(""));
        Assert.Equal("request.notFound", (await world.Accounts.GetAsync(world.Caller, account.Id, None)).Problem!.Type.Code);
        using var http = new HttpClient();
        Assert.Equal(12, JsonNode.Parse(await http.GetStringAsync(new Uri(engine.Endpoint + "/containers/json?all=1"), None))!.AsArray().Count);
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_of_an_account()
    {
        await using var world = await InventoryWorld.StartAsync();
        var account = (await world.Accounts.CreateAsync(
            world.Caller, new CreateAccountRequest("mine", "docker", Endpoint: "http://127.0.0.1:1"), None)).Value;
        var stranger = world.Caller with { Scope = Scope.Of(TypedId.New<TenantId>(TimeProvider.System)) };

        Assert.NotNull((await world.Accounts.GetAsync(stranger, account.Id, None)).Problem);
        Assert.NotNull((await world.Accounts.ForgetAsync(stranger, account.Id, None)).Problem);
        Assert.Empty((await world.Accounts.ListAsync(stranger, new PageRequest(10, null), None)).Value.Items);
    }

    [Fact]
    public async Task A_test_says_who_answers_or_why_nobody_does()
    {
        await using var engine = await InventoryWorld.EngineAsync();
        await using var world = await InventoryWorld.StartAsync();
        var tester = world.Get<AccountTester>();

        var good = (await tester.TestAsync(world.Caller, new TestAccountRequest("docker", Endpoint: engine.Endpoint), None)).Value;
        var bad = (await tester.TestAsync(world.Caller, new TestAccountRequest("docker", Endpoint: "http://127.0.0.1:1"), None)).Value;

        Assert.True(good.Ok, $"{good.Error}");
        Assert.NotNull(good.Identity);
        Assert.False(bad.Ok);
        Assert.Equal(("provider.unavailable", true), (bad.Error!.Code, bad.Error.Retryable));
    }
}
