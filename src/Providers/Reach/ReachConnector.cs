using System.Net;
using System.Net.Sockets;

namespace Yunqiao.Providers;

/// <summary>Connects to an endpoint and says plainly why it could not.</summary>
internal static class ReachConnector
{
    public static async ValueTask<Stream> ConnectAsync(ReachTarget target, DnsEndPoint host, CancellationToken ct) =>
        target.SocketPath is { } path ? await ConnectSocketAsync(path, ct) : await ConnectHostAsync(host, ct);

    private static async Task<Stream> ConnectSocketAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw OfSocket(path, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static ProviderException OfSocket(string path, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AccessDenied => Fault(
            FaultKind.Denied, "socket.denied",
            $"The server runs as user {Environment.UserName}, who may not open {path}. "
            + "Add that user to the group which owns the socket (usually docker) and restart the server, or run it as a user who may.", e),
        SocketError.ConnectionRefused => Fault(
            FaultKind.Unavailable, "socket.refused", $"Nothing listens on {path}: the engine is stopped.", e),
        _ when !File.Exists(path) => Fault(FaultKind.Unavailable, "socket.missing", $"There is no socket {path} on the server.", e),
        _ => Fault(FaultKind.Unavailable, "socket." + e.SocketErrorCode, $"The socket {path} cannot be opened.", e),
    };

    private static async Task<Stream> ConnectHostAsync(DnsEndPoint host, CancellationToken ct)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host.Host, ct);
        }
        catch (SocketException e)
        {
            throw Fault(FaultKind.Unavailable, "dns", $"The name {host.Host} cannot be resolved.", e);
        }

        if (addresses.Length == 0)
        {
            throw Fault(FaultKind.Unavailable, "dns", $"The name {host.Host} has no address.", null);
        }

        if (addresses.Any(IsLinkLocal))
        {
            // Link-local addresses are where clouds keep their metadata services, which hand out credentials of this machine.
            throw Fault(FaultKind.Invalid, "endpoint", $"{host.Host} is a link-local address, which no account may use.", null);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, ct);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw e.SocketErrorCode == SocketError.ConnectionRefused
                ? Fault(FaultKind.Unavailable, "connection.refused", $"{host.Host} refuses connections on port {host.Port}.", e)
                : Fault(FaultKind.Unavailable, "connection." + e.SocketErrorCode, $"{host.Host} port {host.Port} is out of reach.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsLinkLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? plain.IsIPv6LinkLocal
            : plain.GetAddressBytes() is [169, 254, ..];
    }

    private static ProviderException Fault(FaultKind kind, string code, string message, Exception? cause) =>
        new(kind, message, cause) { VendorCode = code, NothingSent = true };
}
