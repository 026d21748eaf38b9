using Npgsql;
using Quartz;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Scheduling;

/// <summary>
/// A timer is a job that forbids concurrent runs, with one repeating trigger. Quartz blocks the trigger on the whole cluster
/// while the job runs. Moving the trigger to now keeps it blocked, so that it fires once as soon as the run ends. (A trigger's
/// overlap policy does not do: a trigger that is replaced forgets that a firing of it is running.)
/// </summary>
internal sealed class Timers(Database database, ISchedulerFactory schedulers) : ITimers
{
    public const string TimerKey = "timer";
    public const string KeyKey = "key";
    private static readonly Scope AllTenants = Scope.System("timers");

    public async Task EnsureAsync(string timer, string key, TimeSpan interval, CancellationToken ct)
    {
        try
        {
            await EnsureOnceAsync(timer, key, interval, ct);
        }
        catch (Exception error) when (IsTaken(error))
        {
            // Another node made it at the same moment; what is left to check is its interval.
            await EnsureOnceAsync(timer, key, interval, ct);
        }
    }

    public Task<bool> FireNowAsync(string timer, string key, CancellationToken ct) =>
        ChangeAsync(
            async (scheduler, now) =>
                await scheduler.GetTrigger(NameOf(timer, key), ct) is ISimpleTrigger existing
                && await scheduler.RescheduleJob(existing.Key, Trigger(timer, key, existing.RepeatInterval, now), ct) is not null,
            ct);

    public Task RemoveAsync(string timer, string key, CancellationToken ct) =>
        ChangeAsync(async (scheduler, _) => await scheduler.DeleteJob(JobOf(timer, key), ct), ct);

    private Task EnsureOnceAsync(string timer, string key, TimeSpan interval, CancellationToken ct) =>
        ChangeAsync(
            async (scheduler, now) =>
            {
                if (await scheduler.GetTrigger(NameOf(timer, key), ct) is not ISimpleTrigger existing)
                {
                    await AddAsync(scheduler, timer, key, interval, now, ct);
                    return true;
                }

                if (existing.RepeatInterval == interval)
                {
                    return false;
                }

                var next = existing.NextFireTimeUtc is { } due && due < now + interval ? due : now + interval;
                await scheduler.RescheduleJob(existing.Key, Trigger(timer, key, interval, next), ct);
                return true;
            },
            ct);

    private static async Task AddAsync(
        IScheduler scheduler, string timer, string key, TimeSpan interval, DateTimeOffset first, CancellationToken ct)
    {
        var job = JobBuilder.Create<TimerJob>()
            .WithIdentity(JobOf(timer, key))
            .UsingJobData(TimerKey, timer)
            .UsingJobData(KeyKey, key)
            .RequestRecovery()
            .Build();
        await scheduler.ScheduleJob(job, Trigger(timer, key, interval, first), new ScheduleJobOptions(), ct);
    }

    private static bool IsTaken(Exception? error) =>
        error is ObjectAlreadyExistsException or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        || (error?.InnerException is { } inner && IsTaken(inner));

    private static JobKey JobOf(string timer, string key) => new(key, "timer:" + timer);

    private static TriggerKey NameOf(string timer, string key) => new(key, "timer:" + timer);

    private static ITrigger Trigger(string timer, string key, TimeSpan interval, DateTimeOffset first) =>
        TriggerBuilder.Create(TimeProvider.System)
            .ForJob(JobOf(timer, key))
            .WithIdentity(NameOf(timer, key))
            .StartAt(first)
            .WithSchedule(SimpleScheduleBuilder.Create()
                .WithInterval(interval)
                .RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();

    /// <summary>In a transaction of ours, so that the other nodes hear of the change when it is there, and not before.</summary>
    private Task<bool> ChangeAsync(Func<IScheduler, DateTimeOffset, Task<bool>> change, CancellationToken ct) =>
        database.TransactAsync(
            AllTenants,
            async session =>
            {
                var scheduler = await schedulers.GetScheduler(ct);
                bool changed;
                using (scheduler.EnlistTransaction(session.Transaction))
                {
                    changed = await change(scheduler, session.Now);
                }

                if (changed)
                {
                    await ScheduleNotification.SendAsync(session, session.Now, ct);
                }

                return changed;
            },
            ct);
}
