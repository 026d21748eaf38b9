using Yunqiao.Kernel;
using Yunqiao.Kernel.Admission;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Engine;
using Yunqiao.Operations.Reading;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Starting;

/// <summary>Makes a wish durable.</summary>
public sealed class OperationStarter
{
    private const int MaximumKeyLength = 255;

    private readonly Database database;
    private readonly OperationCatalog catalog;
    private readonly AdmissionChain chain;
    private readonly ConflictQueueStore conflicts;
    private readonly OperationReader reader;
    private readonly TimeProvider clock;

    internal OperationStarter(
        Database database,
        OperationCatalog catalog,
        AdmissionChain chain,
        ConflictQueueStore conflicts,
        OperationReader reader,
        TimeProvider clock)
    {
        this.database = database;
        this.catalog = catalog;
        this.chain = chain;
        this.conflicts = conflicts;
        this.reader = reader;
        this.clock = clock;
    }

    /// <summary>
    /// Starts an operation. In one transaction: the operation with its steps, what <paramref name="alongside"/> writes (the
    /// placeholder of what is to be created), the event and the trigger; either all of it exists afterwards or nothing. A
    /// repeated idempotency key gives the operation that it gave first, and <paramref name="alongside"/> does not run.
    /// </summary>
    public async Task<Result<OperationView>> StartAsync(
        Caller caller,
        OperationRequest request,
        Func<DbSession, OperationId, CancellationToken, Task>? alongside,
        CancellationToken ct)
    {
        if (caller.Scope.IsSystem)
        {
            throw new ArgumentException("An operation belongs to a tenant.", nameof(caller));
        }

        var definition = catalog.Find(request.Kind)
            ?? throw new ArgumentException($"There is no kind of operation {request.Kind}.", nameof(request));
        if (request.IdempotencyKey is { } key)
        {
            if (key.Length is 0 or > MaximumKeyLength)
            {
                return OperationProblems.IdempotencyKeyInvalid.With(("limit", MaximumKeyLength.ToString()));
            }

            if (await StartStore.FindEarlierAsync(database, caller, key, ct) is { } earlier)
            {
                return await RepeatAsync(caller, request, earlier, ct);
            }
        }

        var admission = await AskAsync(caller, request, ct);
        if (admission.Veto is { } veto)
        {
            return veto;
        }

        var id = TypedId.New<OperationId>(clock);
        var before = await database.TransactAsync(
            caller.Scope, session => WriteAsync(session, id, caller, request, definition, admission, alongside, ct), ct);
        return before is null ? await ViewAsync(caller, id, ct) : await RepeatAsync(caller, request, before, ct);
    }

    private async Task<StartStore.Earlier?> WriteAsync(
        DbSession session,
        OperationId id,
        Caller caller,
        OperationRequest request,
        IOperationDefinition definition,
        Admission admission,
        Func<DbSession, OperationId, CancellationToken, Task>? alongside,
        CancellationToken ct)
    {
        if (!await StartStore.AddAsync(session, id, caller, request, definition, admission.EndBy, ct))
        {
            return await StartStore.FindEarlierAsync(session, caller, request.IdempotencyKey!, ct);
        }

        if (alongside is not null)
        {
            await alongside(session, id, ct);
        }

        // Last, because the conflict key stays locked until the transaction ends.
        await conflicts.EnterAsync(session, id, 1, caller.Scope.Tenant, request.ConflictKey, ct);
        var row = (await RunStore.LockAsync(session, id, ct))!;
        await RunStore.AppendLogAsync(session, row, [.. admission.Warnings.Select(warning => LogLine.Of(session.Now, "warn", warning, null))], ct);
        session.PublishChanged(row);
        return null;
    }

    /// <summary>What admission says of an operation at this moment; for dry runs. Nothing is written.</summary>
    public Task<Admission> AskAsync(Caller caller, OperationRequest request, CancellationToken ct) => chain.AskAsync(
        new AdmissionRequest(caller.Scope, caller.Principal, request.Kind, [.. request.Resources.Select(resource => resource.Id)], request.Input),
        ct);

    private async Task<Result<OperationView>> RepeatAsync(
        Caller caller, OperationRequest request, StartStore.Earlier earlier, CancellationToken ct) =>
        earlier.RequestHash.AsSpan().SequenceEqual(RequestHash.Of(request))
            ? await ViewAsync(caller, earlier.Id, ct)
            : OperationProblems.IdempotencyMismatch.New() with { Operation = earlier.Id };

    private Task<Result<OperationView>> ViewAsync(Caller caller, OperationId id, CancellationToken ct) => reader.GetAsync(caller, id, ct);
}
