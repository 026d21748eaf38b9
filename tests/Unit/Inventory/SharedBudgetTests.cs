using Xunit;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Budgets;
using Yunqiao.Kernel;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>One budget of one account, asked for by two servers.</summary>
public sealed class SharedBudgetTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan NoPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>So slow that nothing comes back while a test runs.</summary>
    private static readonly RateLimit Twenty = new(0.001, 20);

    [Fact]
    public async Task Two_servers_together_get_what_one_would_get()
    {
        await using var world = await InventoryWorld.StartAsync();
        var key = new BudgetKey(await AccountAsync(world), "GET /things");
        var servers = new[] { Server(world), Server(world) };

        var granted = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => TryAsync(servers[i % 2], key)));

        Assert.Equal(20, granted.Count(got => got));
    }

    [Fact]
    public async Task What_one_server_learns_of_throttling_holds_for_the_other()
    {
        await using var world = await InventoryWorld.StartAsync();
        var key = new BudgetKey(await AccountAsync(world), "GET /things");
        var (one, two) = (Store(world), Store(world));
        Assert.Equal(1, (await two.BorrowAsync(key, Twenty, 1, None)).Tokens);

        await one.ThrottledAsync(key, Twenty, TimeSpan.FromMinutes(1), None);
        var grant = await two.BorrowAsync(key, Twenty, 1, None);

        Assert.Equal(0, grant.Tokens);
        Assert.InRange(grant.RetryAfter, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Budgets_of_different_accounts_and_actions_are_apart()
    {
        await using var world = await InventoryWorld.StartAsync();
        var store = Store(world);
        var account = await AccountAsync(world);
        var used = new BudgetKey(account, "GET /things");
        Assert.Equal(20, (await store.BorrowAsync(used, Twenty, 30, None)).Tokens);
        Assert.Equal(0, (await store.BorrowAsync(used, Twenty, 1, None)).Tokens);

        Assert.Equal(20, (await store.BorrowAsync(used with { Api = "POST /things" }, Twenty, 30, None)).Tokens);
        Assert.Equal(20, (await store.BorrowAsync(new BudgetKey(await AccountAsync(world), used.Api), Twenty, 30, None)).Tokens);
        Assert.Equal(20, (await store.BorrowAsync(new BudgetKey(null, used.Api), Twenty, 30, None)).Tokens);
    }

    [Fact]
    public async Task The_budget_of_a_forgotten_account_stops_nobody()
    {
        await using var world = await InventoryWorld.StartAsync();
        var store = Store(world);

        var grant = await store.BorrowAsync(new BudgetKey(TypedId.New<AccountId>(TimeProvider.System), "GET /things"), Twenty, 5, None);

        Assert.Equal(1, grant.Tokens);
    }

    private static SharedBudgetStore Store(InventoryWorld world) => new(world.Get<Database>(), TimeProvider.System);

    private static CallBudgets Server(InventoryWorld world) => new(Store(world), TimeProvider.System);

    private static async Task<AccountId> AccountAsync(InventoryWorld world)
    {
        var request = new CreateAccountRequest($"a-{Guid.NewGuid():N}", "docker", Endpoint: "http://127.0.0.1:1");
        return (await world.Accounts.CreateAsync(world.Caller, request, None)).Value.Id;
    }

    private static async Task<bool> TryAsync(CallBudgets budgets, BudgetKey key)
    {
        try
        {
            await budgets.AcquireAsync(key, Twenty, CallLane.User, NoPatience, None);
            return true;
        }
        catch (ProviderException fault) when (fault.Kind == FaultKind.Throttled)
        {
            return false;
        }
    }
}
