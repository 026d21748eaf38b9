using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Reading;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Starting;

/// <summary>Makes a wish durable.</summary>
public sealed class OperationStarter
{
    /// <summary>
    /// Starts an operation. In one transaction: the operation with its steps, what <paramref name="alongside"/> writes (the
    /// placeholder of what is to be created), the event and the trigger; either all of it exists afterwards or nothing. A
    /// repeated idempotency key gives the operation that it gave first, and <paramref name="alongside"/> does not run.
    /// </summary>
    public Task<Result<OperationView>> StartAsync(
        Caller caller,
        OperationRequest request,
        Func<DbSession, OperationId, CancellationToken, Task>? alongside,
        CancellationToken ct) => throw new NotSupportedException();
}
