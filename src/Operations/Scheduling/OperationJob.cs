using System.Globalization;
using Quartz;
using Yunqiao.Kernel;
using Yunqiao.Operations.Engine;

namespace Yunqiao.Operations.Scheduling;

/// <summary>The one job of all operations. Its data say which firing of which operation, and nothing else.</summary>
internal sealed class OperationJob(OperationRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var id = OperationId.From(Guid.Parse(context.MergedJobDataMap.GetString(FiringSchedule.OperationKey)!));
        var seq = long.Parse(context.MergedJobDataMap.GetString(FiringSchedule.SeqKey)!, CultureInfo.InvariantCulture);
        await runner.RunAsync(id, seq, context.Recovering, cancellationToken);
    }
}
