using System.Globalization;
using Quartz;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Scheduling;

/// <summary>Puts firings of operations on the cluster's schedule, in the transaction that makes them due.</summary>
internal sealed class FiringSchedule(ISchedulerFactory schedulers)
{
    public const string OperationKey = "operation";
    public const string SeqKey = "seq";
    public static readonly JobKey Job = new("operation", "yunqiao");

    /// <summary>Schedules the firing of this number; it exists when the session's transaction commits, and not before.</summary>
    public async Task AddAsync(DbSession session, OperationId operation, long seq, DateTimeOffset at, CancellationToken ct)
    {
        var trigger = TriggerBuilder.Create(TimeProvider.System)
            .ForJob(Job)
            .WithIdentity(string.Create(CultureInfo.InvariantCulture, $"{operation}.{seq}"), "operation")
            .UsingJobData(OperationKey, operation.ToString())
            .UsingJobData(SeqKey, seq.ToString(CultureInfo.InvariantCulture))
            .StartAt(at)
            .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
            .Build();
        var scheduler = await schedulers.GetScheduler(ct);
        using (scheduler.EnlistTransaction(session.Transaction))
        {
            await scheduler.ScheduleJob(trigger, new ScheduleJobOptions(), ct);
        }

        await ScheduleNotification.SendAsync(session, at, ct);
    }
}
