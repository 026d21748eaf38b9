using System.Security.Cryptography;
using System.Text;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Storage.Setup;

/// <summary>
/// The password of a role, derived from the master key so that all servers of an installation agree without storing it, and
/// its SCRAM verifier, the form in which PostgreSQL keeps it. The verifier cannot be used to sign in, so it may stand in SQL
/// that an administrator reads or that a server logs.
/// </summary>
/// <param name="Role">The login role.</param>
/// <param name="Plain">What the client presents.</param>
/// <param name="Verifier">What the server keeps: RFC 5803's form as PostgreSQL writes it.</param>
internal sealed record RolePassword(string Role, string Plain, string Verifier)
{
    private const int Iterations = 4096;

    internal static RolePassword Derive(MasterKey key, string role)
    {
        var plain = Convert.ToHexStringLower(key.Derive($"role/{role}"));
        var salt = key.Derive($"role-salt/{role}").AsSpan(0, 16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(plain, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        var verifier = new StringBuilder("SCRAM-SHA-256$").Append(Iterations)
            .Append(':').Append(Convert.ToBase64String(salt))
            .Append('$').Append(Convert.ToBase64String(stored))
            .Append(':').Append(Convert.ToBase64String(server));
        return new RolePassword(role, plain, verifier.ToString());
    }
}
