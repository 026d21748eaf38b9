using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Yunqiao.Tenancy.Sessions;

/// <summary>
/// Opaque tokens: 256 random bits that mean nothing by themselves. The database keeps their SHA-256 alone; random bits need
/// no salt and no slow hash.
/// </summary>
internal static class SecretToken
{
    /// <summary>What an API token begins with, so that people and secret scanners recognise it.</summary>
    internal const string ApiPrefix = "yq_";

    /// <summary>Longer than any token; longer texts are not hashed.</summary>
    internal const int MaximumLength = 128;

    internal static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    internal static bool IsApiToken(string token) => token.StartsWith(ApiPrefix, StringComparison.Ordinal);
}
