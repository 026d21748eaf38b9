namespace Yunqiao.Kernel;

/// <summary>
/// Metadata that every endpoint carries exactly once: what its caller must hold. An endpoint without it fails a test and
/// is refused at start.
/// </summary>
/// <param name="Permission">What the caller must hold; null for an endpoint that anybody may call.</param>
/// <param name="Audit">The action's name in the audit trail; null for reads.</param>
public sealed record EndpointAccess(Permission? Permission, string? Audit)
{
    /// <summary>Anybody may call it, signed in or not.</summary>
    public static EndpointAccess Anonymous { get; } = new(null, null);

    /// <summary>A read.</summary>
    public static EndpointAccess Read(Permission permission) => new(permission, null);

    /// <summary>A mutation; it leaves an audit row whether it succeeds, fails or is denied.</summary>
    public static EndpointAccess Mutation(Permission permission, string audit) => new(permission, audit);
}
