using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Yunqiao.Kernel.Kinds;

/// <summary>The standard formats that a text field may ask for.</summary>
internal static class AttributeFormats
{
    /// <summary>The formats that a kind may name.</summary>
    internal static readonly IReadOnlyList<string> All =
        ["date-time", "date", "time", "uri", "email", "ipv4", "ipv6", "cidr", "mac", "uuid"];

    internal static bool IsValid(string format, string text) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && text.Contains('T', StringComparison.Ordinal),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "email" => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1,
        "ipv4" => IsAddress(text, AddressFamily.InterNetwork),
        "ipv6" => IsAddress(text, AddressFamily.InterNetworkV6),
        "cidr" => IPNetwork.TryParse(text, out _),
        "mac" => text.Length == 17 && PhysicalAddress.TryParse(text, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "A kind names a format that is not accepted at registration."),
    };

    // IPAddress accepts "1" and "1.2" as addresses; only the canonical count of parts is meant here.
    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address)
        && address.AddressFamily == family
        && (family != AddressFamily.InterNetwork || text.Count(c => c == '.') == 3);
}
