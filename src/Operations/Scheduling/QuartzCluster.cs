using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Scheduling;

/// <summary>Quartz.NET, clustered on our PostgreSQL, with the settings that were measured; see docs/adr/0020.</summary>
internal static class QuartzCluster
{
    private const int LargestBatch = 50;

    public static IServiceCollection AddQuartzCluster(this IServiceCollection services, OperationsOptions options) => services
        .AddQuartz(quartz => quartz
            .ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "yunqiao";
                scheduler.InstanceId = $"{Environment.MachineName}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
                scheduler.IdleWaitTime = options.IdleWait;
                scheduler.MaxBatchSize = Math.Min(LargestBatch, options.Concurrency);
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;

                // The trace is in the operation's row; the job's data stay two keys.
                scheduler.PropagateTraceContext = false;
            })
            .UseDefaultThreadPool(options.Concurrency)
            .UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.DataSourceFactory = provider => provider.GetRequiredService<DatabaseRoles>().Application);
                store.UseSystemTextJsonSerializer(null);
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = options.CheckInInterval;
                    cluster.CheckinMisfireThreshold = options.CheckInTolerance;
                });
                store.ConfigureStore(jobs =>
                {
                    jobs.TablePrefix = "qrtz_";
                    jobs.SchemaProvisioning = SchemaProvisioning.Validate;
                    jobs.AcceptEnlistedTransactions = true;
                    jobs.RecoverFiringsCancelledByShutdown = true;
                    jobs.StoreJobDataAsStrings = true;
                    jobs.LockOnInsert = false;
                    jobs.AcquireTriggersWithinLock = false;
                    jobs.LockFreeFiringRounds = true;

                    // A firing that fails is fired again, for ever: an operation must not be lost to a long outage.
                    jobs.MaxConsecutiveFireFailures = 0;
                    jobs.DbRetryInterval = TimeSpan.FromSeconds(1);

                    // They must not keep a process alive that has nothing else to do.
                    jobs.UseBackgroundThreads = true;
                });
            })
            .AddJob<OperationJob>(job => job.WithIdentity(FiringSchedule.Job).StoreDurably().RequestRecovery())
            .AddJobType<TimerJob>())
        .AddQuartzHostedService(hosted =>
        {
            hosted.AutoStart = options.Worker;
            hosted.WaitForJobsToComplete = true;
        });
}
