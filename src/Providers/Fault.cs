namespace Yunqiao.Providers;

/// <summary>The closed set of ways in which a cloud refuses or fails.</summary>
public enum FaultKind
{
    /// <summary>The request is wrong; trying again will not help.</summary>
    Invalid,

    /// <summary>The credentials are wrong or expired.</summary>
    Auth,

    /// <summary>The credentials may not do this.</summary>
    Denied,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>Its present state, or a name that is taken, forbids it.</summary>
    Conflict,

    /// <summary>A quota of the account is used up.</summary>
    Quota,

    /// <summary>The cloud has no capacity.</summary>
    NoStock,

    /// <summary>The account owes money.</summary>
    Arrears,

    /// <summary>Too many calls.</summary>
    Throttled,

    /// <summary>The peer is down or out of reach, and nothing was changed.</summary>
    Unavailable,

    /// <summary>The peer cannot do this.</summary>
    Unsupported,

    /// <summary>A mutation was sent and its answer was lost: nobody knows whether it happened.</summary>
    Ambiguous,

    /// <summary>The peer answered something that makes no sense, or the adapter is wrong.</summary>
    Bug,
}

/// <summary>The only exception that leaves an adapter.</summary>
public sealed class ProviderException : Exception
{
    /// <summary>A fault with what the vendor said about it.</summary>
    public ProviderException(FaultKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
    }

    /// <summary>Which fault.</summary>
    public FaultKind Kind { get; }

    /// <summary>A more particular entry of the catalogue than the kind of fault has, if there is one; see <see cref="ProviderProblems"/>.</summary>
    public Kernel.ProblemType? Particular { get; init; }

    /// <summary>The vendor's own code.</summary>
    public string? VendorCode { get; init; }

    /// <summary>The vendor's request id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The API action that failed.</summary>
    public string? Action { get; init; }

    /// <summary>When the vendor said to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when nothing left for the peer, so that even a mutation may be sent again.</summary>
    public bool NothingSent { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsRetryable => Kind is FaultKind.Throttled or FaultKind.Unavailable;
}
