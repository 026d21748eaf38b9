namespace Yunqiao.Providers;

/// <summary>Why a call is made. When a budget is short, a call of an earlier lane goes first.</summary>
public enum CallLane
{
    /// <summary>A person waits for it.</summary>
    User,

    /// <summary>Looking at what an operation has just changed.</summary>
    PostAction,

    /// <summary>A feed said that something changed.</summary>
    Event,

    /// <summary>A timer.</summary>
    Timer,
}
