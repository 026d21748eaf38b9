using Yunqiao.Kernel;
using Yunqiao.Operations.Scheduling;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>Passes an operation on to a next firing: the fence rises and the trigger appears in one transaction.</summary>
internal sealed class Handover(RunStore store, FiringSchedule schedule)
{
    /// <summary>
    /// After a crash or shutdown of the node that ran the firing. The firing only hands over, so that a crash of this one,
    /// too, leaves either the old firing to recover or the new one scheduled.
    /// </summary>
    public Task TakeOverAsync(OperationId id, long seq, CancellationToken ct) =>
        store.UnderFenceAsync(
            RunStore.AllTenants,
            id,
            seq,
            async (session, row) =>
            {
                var next = row with { Seq = seq + 1 };
                await RunStore.WriteStateAsync(session, next, ct);
                await schedule.AddAsync(session, id, next.Seq, session.Now, ct);
                await LogTakeOverAsync(session, next, ct);
                return default(Unit);
            },
            ct);

    /// <summary>Tells whoever reads the log why there was a gap.</summary>
    public static async Task LogTakeOverAsync(DbSession session, OperationRow row, CancellationToken ct)
    {
        var text = new LocalizedText("The server that ran this operation stopped; another takes over", "执行此操作的服务器已停止，由另一台接管");
        var last = await RunStore.AppendLogAsync(session, row, [LogLine.Of(session.Now, "warn", text, null)], ct);
        session.PublishLogged(row, last!.Value);
    }

    /// <summary>Leaves an operation that this server does not know as it is, for a firing later on, which another server may get.</summary>
    public Task PostponeAsync(OperationRow operation, TimeSpan pause, CancellationToken ct) =>
        store.UnderFenceAsync(
            RunStore.AllTenants,
            operation.Id,
            operation.Seq,
            async (session, row) =>
            {
                await RunStore.WriteStateAsync(session, row with { Seq = row.Seq + 1, UnknownSince = row.UnknownSince ?? session.Now }, ct);
                await schedule.AddAsync(session, row.Id, row.Seq + 1, session.Now + pause, ct);
                return default(Unit);
            },
            ct);
}
