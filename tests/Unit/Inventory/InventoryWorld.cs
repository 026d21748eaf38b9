using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Clouds;
using Yunqiao.Graph;
using Yunqiao.Graph.Queries;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Commands;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.States;
using Yunqiao.Providers;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>The inventory on a database of its own, with all that it stands on: graph, operations, adapters.</summary>
internal sealed class InventoryWorld : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly IHost host;

    private InventoryWorld(TestDatabase database, IHost host, Caller? caller)
    {
        this.database = database;
        this.host = host;
        var tenant = TypedId.New<TenantId>(TimeProvider.System);
        Caller = caller ?? new Caller(
            TypedId.New<PrincipalId>(TimeProvider.System), "Han Meimei", Scope.Of(tenant), Permission.All.ToHashSet(), Language.English);
    }

    public Caller Caller { get; }

    public AccountRegistry Accounts => Get<AccountRegistry>();

    public ResourceCommands Commands => Get<ResourceCommands>();

    public TestDatabase Database => database;

    public static async Task<InventoryWorld> StartAsync(Action<IServiceCollection>? configure = null) =>
        await StartAsync(
            await (await PostgresPeer.SharedAsync())
                .CreateDatabaseAsync(GraphFeature.Migrations, OperationsFeature.Migrations, InventoryFeature.Migrations),
            null,
            configure);

    /// <summary>The inventory on a database that is there already.</summary>
    public static async Task<InventoryWorld> StartAsync(
        TestDatabase database, Caller? caller = null, Action<IServiceCollection>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        if (Environment.GetEnvironmentVariable("YUNQIAO_TEST_LOG") is not null)
        {
            builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Debug);
        }

        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(database.Roles)
            .AddSingleton(database.Database)
            .AddSingleton(await database.SecretBoxAsync())
            .AddSingleton<AdvisoryLock>()
            .AddSingleton<NotificationListener>()
            .AddHostedService(provider => provider.GetRequiredService<NotificationListener>())
            .AddSingleton(new ProblemCatalog(
                [typeof(KernelProblems).Assembly, typeof(OperationProblems).Assembly, typeof(ProviderProblems).Assembly, typeof(AccountProblems).Assembly]))
            .AddGraph()
            .AddOperations(builder.Configuration)
            .AddProviders()
            .AddDocker()
            .AddInventory();
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new InventoryWorld(database, host, caller);
    }

    public static Task<Simulator> EngineAsync(int containers = 12, int port = 0)
    {
        var options = new SimulatorOptions(Port: port, Machines: containers);
        return Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
    }

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Connects an engine and waits until its first sync is over.</summary>
    public async Task<AccountView> ConnectAsync(string endpoint, string name = "engine")
    {
        var created = await Accounts.CreateAsync(Caller, new CreateAccountRequest(name, "docker", Endpoint: endpoint), CancellationToken.None);
        return await SyncedAsync(created.Value.Id);
    }

    public async Task<AccountView> AccountAsync(AccountId id) => (await Accounts.GetAsync(Caller, id, CancellationToken.None)).Value;

    /// <summary>The account once nothing of it is running.</summary>
    public Task<AccountView> SyncedAsync(AccountId id) =>
        UntilAsync(id, "is synced", account => account.Sync.State != UnitState.Running, TimeSpan.FromSeconds(15));

    public Task<AccountView> UntilAsync(AccountId id, string what, Func<AccountView, bool> condition, TimeSpan within) =>
        Eventually.GetAsync(
            $"account {id} {what}", async () => await AccountAsync(id) is var account && condition(account) ? account : null, within);

    public async Task<IReadOnlyList<Resource>> FindAsync(string query)
    {
        var compiled = Get<QueryCompiler>().Compile(query, Caller.Scope).Value;
        return (await Get<ResourceSearchStore>().ListAsync(compiled, null, new PageRequest(1000, null), false, CancellationToken.None)).Value.Items;
    }

    public Task<Resource> UntilOneAsync(string query, TimeSpan within) =>
        Eventually.GetAsync($"one resource {query}", async () => await FindAsync(query) is [var one] ? one : null, within);

    public async Task<Resource?> ReadAsync(ResourceId id) => await Get<ResourceStore>().GetAsync(Caller.Scope, id, CancellationToken.None);

    public async Task<OperationView> CreateAsync(
        AccountId account, string name, JsonObject attributes, string? key = null, string kind = "container/container")
    {
        var request = new CreateResourceRequest(kind, account.ToString(), name, Attributes: attributes);
        var started = await Commands.CreateAsync(Caller, request, new CommandMode(false, null, key), CancellationToken.None);
        return started.Value.Operation!;
    }

    public async Task<OperationView> ActAsync(ResourceId id, string verb, JsonObject? inputs = null) =>
        (await Commands.ActAsync(Caller, id, verb, inputs ?? [], new CommandMode(false, null, null), CancellationToken.None)).Value.Operation!;

    /// <summary>The operation once it has ended.</summary>
    public Task<OperationView> EndedAsync(OperationId id) => EndedAsync(id, TimeSpan.FromSeconds(60));

    /// <summary>The operation once its first step runs.</summary>
    public Task<OperationView> RunningAsync(OperationId id) =>
        Eventually.GetAsync(
            $"operation {id} runs",
            async () => (await Get<OperationReader>().GetAsync(Caller, id, CancellationToken.None)).Value is { State: OperationState.Running } view ? view : null,
            TimeSpan.FromSeconds(30));

    public Task<OperationView> EndedAsync(OperationId id, TimeSpan within) =>
        Eventually.GetAsync(
            $"operation {id} ends",
            async () => (await Get<OperationReader>().GetAsync(Caller, id, CancellationToken.None)).Value is var view
                && view.State is OperationState.Succeeded or OperationState.Failed or OperationState.Cancelled or OperationState.NeedsAttention
                    ? view : null,
            within);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(TimeSpan.FromSeconds(20));
        await database.DisposeAsync();
    }
}
