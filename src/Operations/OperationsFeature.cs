using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Engine;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.Reading;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Operations.Starting;
using Yunqiao.Operations.Steering;
using Yunqiao.Storage;

namespace Yunqiao.Operations;

/// <summary>Wires the durable engine.</summary>
public static class OperationsFeature
{
    /// <summary>The tables of this project, Quartz's included.</summary>
    public static MigrationSource Migrations { get; } = new("operations", typeof(OperationsFeature).Assembly);

    /// <summary>
    /// Adds the engine. <c>Server:Roles</c> without <c>worker</c> leaves the scheduler in standby: the node starts operations
    /// and runs none. Definitions are registered as <see cref="IOperationDefinition"/>. The database must be open when the host starts
    /// its services, as storage sees to.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Operations").Get<OperationsOptions>() ?? new OperationsOptions();
        if (configuration["Server:Roles"] is { } roles)
        {
            options.Worker = ServerRoles.Parse(roles) is { Worker: true };
        }

        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(Migrations)
            .AddSingleton(options)
            .AddSingleton<OperationCatalog>()
            .AddSingleton<AdmissionChain>()
            .AddEngine()
            .AddSingleton(provider => new OperationReader(
                provider.GetRequiredService<OperationReadStore>(),
                provider.GetRequiredService<OperationItemStore>(),
                provider.GetRequiredService<ProblemCatalog>()))
            .AddSingleton(provider => new OperationStarter(
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<OperationCatalog>(),
                provider.GetRequiredService<AdmissionChain>(),
                provider.GetRequiredService<ConflictQueueStore>(),
                provider.GetRequiredService<OperationReader>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new OperationSteering(
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<OperationReader>(),
                provider.GetRequiredService<AdmissionChain>(),
                provider.GetRequiredService<ConflictQueueStore>(),
                provider.GetRequiredService<FiringSchedule>(),
                provider.GetRequiredService<OperationEnding>()))
            .AddTimers()
            .AddQuartzCluster(options);
    }

    /// <summary>Adds the endpoints to the <c>/api/v1</c> group.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        OperationEndpoints.Map(routes);
        return routes;
    }

    private static IServiceCollection AddEngine(this IServiceCollection services) => services
        .AddSingleton<RunStore>()
        .AddSingleton<OperationReadStore>()
        .AddSingleton<OperationItemStore>()
        .AddSingleton<OperationQueueStore>()
        .AddSingleton<FiringSchedule>()
        .AddSingleton<TenantGateStore>()
        .AddSingleton<ConflictQueueStore>()
        .AddSingleton<OperationEnding>()
        .AddSingleton<Handover>()
        .AddSingleton<StepCall>()
        .AddSingleton<StepRunner>()
        .AddSingleton<OperationRunner>()
        .AddSingleton<LostFiringStore>()
        .AddSingleton<IReconciler, LostFirings>();

    private static IServiceCollection AddTimers(this IServiceCollection services) => services
        .AddSingleton<ITimers, Timers>()
        .AddSingleton<ReconcilerTimer>()
        .AddSingleton<ITimerHandler>(provider => provider.GetRequiredService<ReconcilerTimer>())
        .AddHostedService(provider => provider.GetRequiredService<ReconcilerTimer>())
        .AddSingleton<OperationGauges>()
        .AddHostedService(provider => provider.GetRequiredService<OperationGauges>())
        .AddHostedService<ScheduleNotification>();
}
