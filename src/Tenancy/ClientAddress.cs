using System.Net;
using System.Net.Sockets;

namespace Yunqiao.Tenancy;

/// <summary>The address that a request came from, as limits and the audit trail know it.</summary>
public static class ClientAddress
{
    /// <summary>IPv4 as it is; IPv6 as its /64 network, because one machine owns all of that.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }
}
