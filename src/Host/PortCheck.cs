using System.Net;
using System.Net.Sockets;

namespace Yunqiao.Host;

/// <summary>Whether the addresses that the server shall listen at are free.</summary>
internal static class PortCheck
{
    /// <summary>The first of the addresses at which another program listens; null when all are free. Port 0 is always free.</summary>
    internal static string? FirstTaken(IEnumerable<string> urls) => urls.FirstOrDefault(IsTaken);

    private static bool IsTaken(string url)
    {
        var address = BindingAddress.Parse(url);
        return !address.IsUnixPipe && address.Port != 0 && AddressesOf(address.Host).Any(ip => IsTaken(ip, address.Port));
    }

    /// <summary>A name that is none of this machine's own is left to the server itself, which listens at every address then.</summary>
    private static IPAddress[] AddressesOf(string host) =>
        host == "localhost" ? [IPAddress.Loopback]
        : IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? [ip]
        : [IPAddress.Any];

    private static bool IsTaken(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException error)
        {
            // Anything else, such as an address that is not of this machine, the server itself says better.
            return error.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
