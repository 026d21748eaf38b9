using Quartz;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Scheduling;

/// <summary>
/// Timers as triggers of one durable job. The trigger's overlap policy keeps its own runs apart on the whole cluster and
/// remembers one firing that comes due meanwhile.
/// </summary>
internal sealed class Timers(Database database, ISchedulerFactory schedulers) : ITimers
{
    public const string TimerKey = "timer";
    public const string KeyKey = "key";
    public static readonly JobKey Job = new("timer", "yunqiao");
    private static readonly Scope AllTenants = Scope.System("timers");

    public Task EnsureAsync(string timer, string key, TimeSpan interval, CancellationToken ct) =>
        ChangeAsync(
            async (scheduler, now) =>
            {
                if (await scheduler.GetTrigger(NameOf(timer, key), ct) is not ISimpleTrigger existing)
                {
                    await scheduler.ScheduleTrigger(Trigger(timer, key, interval, now), TriggerConflict.Keep, ct);
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

    public Task<bool> FireNowAsync(string timer, string key, CancellationToken ct) =>
        ChangeAsync(
            async (scheduler, now) =>
                await scheduler.GetTrigger(NameOf(timer, key), ct) is ISimpleTrigger existing
                && await scheduler.RescheduleJob(existing.Key, Trigger(timer, key, existing.RepeatInterval, now), ct) is not null,
            ct);

    public Task RemoveAsync(string timer, string key, CancellationToken ct) =>
        ChangeAsync(async (scheduler, _) => await scheduler.UnscheduleJob(NameOf(timer, key), ct), ct);

    private static TriggerKey NameOf(string timer, string key) => new(key, "timer:" + timer);

    private static ITrigger Trigger(string timer, string key, TimeSpan interval, DateTimeOffset first) =>
        TriggerBuilder.Create(TimeProvider.System)
            .ForJob(Job)
            .WithIdentity(NameOf(timer, key))
            .WithOverlapPolicy(OverlapPolicy.BufferOne)
            .UsingJobData(TimerKey, timer)
            .UsingJobData(KeyKey, key)
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
