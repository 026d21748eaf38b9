namespace Yunqiao.Operations.States;

/// <summary>Where an operation stands. <see cref="OperationTransitions"/> says which state may follow which.</summary>
public enum OperationState
{
    /// <summary>Proposed; somebody must start it.</summary>
    Planned,

    /// <summary>Somebody must approve it.</summary>
    AwaitingApproval,

    /// <summary>Accepted; not started, or waiting for another operation of its conflict key.</summary>
    Pending,

    /// <summary>A step is being run.</summary>
    Running,

    /// <summary>A step waits for the cloud, or for the next try; no thread is held.</summary>
    Waiting,

    /// <summary>What was done is being taken back.</summary>
    Undoing,

    /// <summary>All steps are done.</summary>
    Succeeded,

    /// <summary>It failed, and what was done has been taken back.</summary>
    Failed,

    /// <summary>Somebody stopped it, and what was done has been taken back.</summary>
    Cancelled,

    /// <summary>It could be neither finished nor taken back; a person must look and resume it.</summary>
    NeedsAttention,
}

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Its intent is written, its outcome not yet.</summary>
    Running,

    /// <summary>It waits for the cloud or for the next try.</summary>
    Waiting,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Failed for good.</summary>
    Failed,

    /// <summary>Being taken back.</summary>
    Undoing,

    /// <summary>Taken back.</summary>
    Undone,

    /// <summary>Not done, and the operation is over.</summary>
    Skipped,
}
