using Yunqiao.Kernel;

namespace Yunqiao.Operations.Engine;

/// <summary>
/// Another firing has taken the operation over: this one was believed dead, or somebody cancelled. It must not write and has
/// nothing left to do.
/// </summary>
internal sealed class FenceLostException(OperationId operation, long seq)
    : Exception($"Operation {operation} is no longer at firing {seq}.");
