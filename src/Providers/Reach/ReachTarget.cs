namespace Yunqiao.Providers;

/// <summary>Where the bytes of an endpoint go.</summary>
/// <param name="BaseAddress">What requests are relative to; http or https.</param>
/// <param name="SocketPath">The unix socket to connect to instead of the host; null for TCP.</param>
internal sealed record ReachTarget(Uri BaseAddress, string? SocketPath)
{
    private const int LongestEndpoint = 2048;

    /// <summary>Longest path of a unix socket: sockaddr_un holds 108 bytes with the final zero.</summary>
    private const int LongestSocketPath = 107;

    /// <summary>
    /// Reads an endpoint. Refused: schemes that the manifest does not name, user names and passwords in the URL, a query, a
    /// fragment, an empty host, a socket path that is not absolute.
    /// </summary>
    public static ReachTarget Parse(string endpoint, ProviderManifest manifest, bool certificatesGiven)
    {
        if (endpoint.Length > LongestEndpoint || !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri))
        {
            throw Refused("The endpoint is not a URL.");
        }

        if (!manifest.EndpointSchemes.Contains(uri.Scheme, StringComparer.Ordinal))
        {
            throw Refused($"{manifest.Name} takes endpoints that start with {string.Join(", ", manifest.EndpointSchemes.Select(s => s + "://"))}.");
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Refused("The endpoint may not hold a user name, a password, a query or a fragment; credentials have their own fields.");
        }

        return uri.Scheme == "unix" ? OfSocket(uri) : OfHost(uri, certificatesGiven);
    }

    private static ReachTarget OfSocket(Uri uri)
    {
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        if (uri.Host.Length > 0 || path.Length < 2 || path.Split('/').Contains(".."))
        {
            throw Refused("A socket is written with three slashes and its full path: unix:///var/run/docker.sock.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestSocketPath)
        {
            throw Refused($"The path of a socket may have {LongestSocketPath} bytes at most.");
        }

        return new ReachTarget(new Uri("http://localhost/"), path);
    }

    private static ReachTarget OfHost(Uri uri, bool certificatesGiven)
    {
        if (uri.Host.Length == 0)
        {
            throw Refused("The endpoint names no host.");
        }

        var scheme = uri.Scheme == "tcp" ? SchemeOfTcp(uri.Port, certificatesGiven) : uri.Scheme;
        var port = uri.Scheme == "tcp" && uri.Port < 0 ? (scheme == "https" ? 2376 : 2375) : uri.Port;
        var path = uri.AbsolutePath.EndsWith('/') ? uri.AbsolutePath : uri.AbsolutePath + "/";
        return new ReachTarget(new UriBuilder(scheme, uri.Host, port, path).Uri, null);
    }

    /// <summary>Docker's convention: 2376 is TLS, 2375 is not; elsewhere certificates mean TLS.</summary>
    private static string SchemeOfTcp(int port, bool certificatesGiven) =>
        port == 2376 || (port != 2375 && certificatesGiven) ? "https" : "http";

    private static ProviderException Refused(string message) =>
        new(FaultKind.Invalid, message) { VendorCode = "endpoint", NothingSent = true };
}
