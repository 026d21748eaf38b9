using System.Net;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Which fault an answer of the engine is. The engine answers many refusals with 500, so its sentence counts too.</summary>
internal static class DockerFaults
{
    private static readonly (string Part, FaultKind Kind)[] BySentence =
    [
        ("client sent an http request to an https server", FaultKind.Invalid),
        ("pull access denied", FaultKind.Denied),
        ("requested access to the resource is denied", FaultKind.Denied),
        ("unauthorized", FaultKind.Denied),
        ("toomanyrequests", FaultKind.Throttled),
        ("manifest unknown", FaultKind.NotFound),
        ("no matching manifest", FaultKind.Invalid),
        ("invalid reference format", FaultKind.Invalid),
        ("is not a swarm manager", FaultKind.Unsupported),
        ("cannot be used with services", FaultKind.Unsupported),
        ("has active endpoints", FaultKind.Conflict),
        ("port is already allocated", FaultKind.Conflict),
        ("address already in use", FaultKind.Conflict),
        ("is already in progress", FaultKind.Conflict),
        ("is paused", FaultKind.Conflict),
        ("is not paused", FaultKind.Conflict),
        ("is not running", FaultKind.Conflict),
        ("pool overlaps", FaultKind.Conflict),
        ("non-overlapping ipv4 address pool", FaultKind.Quota),
        ("no space left on device", FaultKind.NoStock),
        ("executable file not found", FaultKind.Invalid),
        ("no such file or directory", FaultKind.Invalid),
        ("oci runtime create failed", FaultKind.Invalid),
        ("no such host", FaultKind.Unavailable),
        ("server misbehaving", FaultKind.Unavailable),
        ("dial tcp", FaultKind.Unavailable),
        ("i/o timeout", FaultKind.Unavailable),
        ("tls handshake timeout", FaultKind.Unavailable),
        ("client.timeout exceeded", FaultKind.Unavailable),
        ("connection reset by peer", FaultKind.Unavailable),
        ("unexpected eof", FaultKind.Unavailable),
    ];

    /// <summary>
    /// The fault of an answer. A status that says nothing about whether a mutation happened (500, 502, 504) is
    /// <see cref="FaultKind.Ambiguous"/> for mutations, unless the sentence says more.
    /// </summary>
    public static FaultKind Of(HttpStatusCode status, string message, bool mutation) => (int)status switch
    {
        401 => FaultKind.Auth,
        403 => SentenceOf(message) is FaultKind.Conflict ? FaultKind.Conflict : FaultKind.Denied,
        429 => FaultKind.Throttled,
        404 => SentenceOf(message) is FaultKind.Denied ? FaultKind.Denied : FaultKind.NotFound,
        409 => FaultKind.Conflict,
        405 or 501 => FaultKind.Unsupported,
        503 => SentenceOf(message) ?? FaultKind.Unavailable,
        >= 500 => SentenceOf(message) ?? (mutation ? FaultKind.Ambiguous : FaultKind.Unavailable),
        >= 400 => SentenceOf(message) ?? FaultKind.Invalid,
        _ => FaultKind.Bug,
    };

    /// <summary>The fault that a sentence names, as in the error line of a pull; null when it names none.</summary>
    public static FaultKind? SentenceOf(string message)
    {
        foreach (var (part, kind) in BySentence)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }
}
