using System.Collections.Concurrent;
using System.Diagnostics;
using Yunqiao.Kernel;
using Yunqiao.Operations.Starting;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Bench.Operations;

/// <summary>Operations that were started together, by people of several tenants.</summary>
internal sealed class OperationBatch
{
    private const int Tenants = 20;
    private const int Starters = 8;
    private readonly Installation installation;
    private readonly Guid[] tenants;

    private OperationBatch(Installation installation, Guid[] tenants)
    {
        this.installation = installation;
        this.tenants = tenants;
    }

    /// <summary>How long it took to make all of them durable.</summary>
    internal TimeSpan StartedIn { get; private set; }

    /// <summary>How long before each operation's start was asked for, by operation, in UTC.</summary>
    internal ConcurrentDictionary<OperationId, DateTimeOffset> AskedAt { get; } = [];

    /// <summary>Starts operations from this process, which runs none.</summary>
    internal static async Task<OperationBatch> StartAsync(Installation installation, int count, TimeSpan call, TimeSpan pause = default)
    {
        var callers = Enumerable.Range(0, Tenants).Select(_ => NewCaller()).ToArray();
        var batch = new OperationBatch(installation, [.. callers.Select(caller => caller.Scope.Tenant.Value)]);
        var starter = installation.Get<OperationStarter>();
        var watch = Stopwatch.StartNew();
        await Load.RunAsync(pause > TimeSpan.Zero ? 1 : Starters, count, async number =>
        {
            var asked = TimeProvider.System.GetUtcNow();
            var started = (await starter.StartAsync(callers[number % Tenants], BenchOperation.Request(call), null, CancellationToken.None)).Value;
            batch.AskedAt[started.Id] = asked;
            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        });
        batch.StartedIn = watch.Elapsed;
        return batch;
    }

    /// <summary>Waits until all have ended, and fails unless all succeeded.</summary>
    internal async Task EndAsync(TimeSpan deadline)
    {
        await Eventually.TrueAsync("the end of all operations", async () => (await StatesAsync()).Ended == AskedAt.Count, deadline);
        var (ended, succeeded) = await StatesAsync();
        if (succeeded != ended)
        {
            throw new InvalidOperationException($"{ended - succeeded} of {ended} operations did not succeed.");
        }
    }

    /// <summary>From the first start to the last end, as the rows say.</summary>
    internal async Task<TimeSpan> ElapsedAsync() => (await installation.OwnAsync(
        "select max(ended_at) - min(created_at) from operation where tenant_id = any($1)", row => row.GetTimeSpan(0), tenants))[0];

    /// <summary>By operation: from the moment before its start was asked for to the intent of its first step.</summary>
    internal async Task<Latencies> FirstStepsAsync()
    {
        var rows = await installation.OwnAsync(
            "select operation_id, started_at from operation_step where position = 0 and tenant_id = any($1)",
            row => (Id: new OperationId(row.GetGuid(0)), At: row.GetFieldValue<DateTimeOffset>(1)), tenants);
        return new Latencies(rows.Select(row => (row.At - AskedAt[row.Id]).TotalMilliseconds));
    }

    /// <summary>
    /// By operation that had not ended at a moment: how long until it went on, which is when the next intent was written: of the
    /// same step again, or of the next one.
    /// </summary>
    internal async Task<Latencies> GoneOnAfterAsync(DateTimeOffset moment)
    {
        var rows = await installation.OwnAsync(
            "select min(intent_at) from operation_step where intent_at > $2 and tenant_id = any($1) group by operation_id",
            row => row.GetFieldValue<DateTimeOffset>(0), tenants, moment.UtcDateTime);
        return new Latencies(rows.Select(at => (at - moment).TotalMilliseconds));
    }

    private async Task<(long Ended, long Succeeded)> StatesAsync() => (await installation.OwnAsync(
        "select count(*) filter (where ended_at is not null), count(*) filter (where state = 'succeeded') from operation where tenant_id = any($1)",
        row => (row.GetInt64(0), row.GetInt64(1)), tenants))[0];

    private static Caller NewCaller() => new(
        TypedId.New<PrincipalId>(TimeProvider.System), "bench", Scope.Of(TypedId.New<TenantId>(TimeProvider.System)), Permission.All.ToHashSet(), Language.English);
}
