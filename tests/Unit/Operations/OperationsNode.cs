using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Starting;
using Yunqiao.Operations.States;
using Yunqiao.Operations.Steering;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>A node of the cluster: the engine in a host of its own, on a database that several nodes may share.</summary>
internal sealed class OperationsNode : IAsyncDisposable
{
    private readonly IHost host;

    private OperationsNode(IHost host) => this.host = host;

    public OperationStarter Starter => Get<OperationStarter>();

    public OperationReader Reader => Get<OperationReader>();

    public OperationSteering Steering => Get<OperationSteering>();

    public static Task<OperationsNode> StartAsync(
        TestDatabase database, IEnumerable<IOperationDefinition> definitions, string roles = "api,worker",
        Action<IServiceCollection>? configure = null, int tenantConcurrency = 100) =>
        StartAsync(database.Roles, definitions, roles, configure, tenantConcurrency);

    public static async Task<OperationsNode> StartAsync(
        DatabaseRoles database, IEnumerable<IOperationDefinition> definitions, string roles = "api,worker",
        Action<IServiceCollection>? configure = null, int tenantConcurrency = 100)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Server:Roles"] = roles,
            ["Operations:Concurrency"] = "10",
            ["Operations:TenantConcurrency"] = tenantConcurrency.ToString(),
            ["Operations:CheckInInterval"] = "00:00:01",
            ["Operations:CheckInTolerance"] = "00:00:01",
            ["Operations:IdleWait"] = "00:00:02",
            ["Operations:RetryDelay"] = "00:00:00.020",
            ["Operations:MaximumRetryDelay"] = "00:00:00.100",
            ["Operations:LogFlushInterval"] = "00:00:00.050",
            ["Operations:LostFiringInterval"] = "00:00:02",
        });
        if (Environment.GetEnvironmentVariable("YUNQIAO_TEST_LOG") is not null)
        {
            builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Debug);
        }

        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(database)
            .AddSingleton(new Database(database, TimeProvider.System))
            .AddSingleton<NotificationListener>()
            .AddHostedService(provider => provider.GetRequiredService<NotificationListener>())
            .AddSingleton(new ProblemCatalog([typeof(KernelProblems).Assembly, typeof(OperationProblems).Assembly, typeof(TestProblems).Assembly]));
        foreach (var definition in definitions)
        {
            builder.Services.AddSingleton(definition);
        }

        configure?.Invoke(builder.Services);
        builder.Services.AddOperations(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new OperationsNode(host);
    }

    public async Task<OperationQueue> QueueAsync(Scope scope) => await Get<OperationQueueStore>().ReadAsync(scope, CancellationToken.None);

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public async Task<OperationView> StartAsync(Caller caller, OperationRequest request) =>
        (await Starter.StartAsync(caller, request, null, CancellationToken.None)).Value;

    public async Task<OperationView> ReadAsync(Caller caller, OperationId id) =>
        (await Reader.GetAsync(caller, id, CancellationToken.None)).Value;

    /// <summary>The operation as soon as it is in one of the states.</summary>
    public Task<OperationView> UntilAsync(Caller caller, OperationId id, params OperationState[] states) =>
        Eventually.GetAsync(
            $"operation {id} is {string.Join(" or ", states)}",
            async () => await ReadAsync(caller, id) is var view && states.Contains(view.State) ? view : null,
            TimeSpan.FromSeconds(30));

    public async Task<OperationView> RunAsync(Caller caller, OperationRequest request)
    {
        var started = await StartAsync(caller, request);
        return await UntilAsync(
            caller, started.Id, OperationState.Succeeded, OperationState.Failed, OperationState.Cancelled, OperationState.NeedsAttention);
    }

    public async ValueTask DisposeAsync()
    {
        // The database belongs to the test, not to the node: the container must not dispose it.
        await host.StopAsync(TimeSpan.FromSeconds(20));
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}

/// <summary>Problems that the tests' steps fail with.</summary>
public static class TestProblems
{
    /// <summary>A cloud that says no.</summary>
    public static readonly ProblemType Refused = new(
        "test.refused", 422, false, new("Refused", "被拒绝"), new("The cloud refused {what}.", "云平台拒绝了 {what}。"), new("", ""));
}

/// <summary>A definition whose steps a test writes.</summary>
internal sealed class TestDefinition(string kind, params OperationStep[] steps) : IOperationDefinition
{
    public string Kind => kind;

    public int Version { get; init; } = 1;

    public IReadOnlyList<OperationStep> Steps => steps;

    public static OperationStep Step(string name, Func<StepContext, CancellationToken, Task<StepOutcome>> run) =>
        new(name, new LocalizedText($"Do {name}", $"执行 {name}"), run);

    public static OperationStep Step(string name, Func<StepContext, StepOutcome> run) => Step(name, (context, _) => Task.FromResult(run(context)));

    public OperationRequest Request(JsonObject? input = null) =>
        new(kind, new LocalizedText($"Run {kind}", $"运行 {kind}"), input ?? [], []);
}

/// <summary>People of one tenant each.</summary>
internal static class Callers
{
    public static Caller New(Language language = Language.English)
    {
        var tenant = TypedId.New<TenantId>(TimeProvider.System);
        return In(tenant, language);
    }

    public static Caller In(TenantId tenant, Language language = Language.English) =>
        new(TypedId.New<PrincipalId>(TimeProvider.System), "Li Lei", Scope.Of(tenant), Permission.All.ToHashSet(), language);
}
