using Microsoft.AspNetCore.Identity;

namespace Yunqiao.Tenancy.Users;

/// <summary>
/// Hashes and checks passwords (PBKDF2-HMAC-SHA512, the framework's hasher). An unknown user costs the same time as a wrong
/// password; at most one check per processor runs at once, so that a flood of sign-ins cannot take the whole machine.
/// </summary>
public sealed class Passwords : IDisposable
{
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> hasher = new();
    private readonly SemaphoreSlim checks = new(Environment.ProcessorCount);
    private readonly string hashOfNobody;

    /// <summary>Prepares the hash that unknown users are checked against.</summary>
    public Passwords() => hashOfNobody = Hash(Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));

    /// <summary>What is kept of a password.</summary>
    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Whether a password is the one of this hash; a null hash is an unknown user and is never matched.</summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct)
    {
        await checks.WaitAsync(ct);
        try
        {
            var outcome = hasher.VerifyHashedPassword(Nobody, hash ?? hashOfNobody, password);
            return hash is not null && outcome != PasswordVerificationResult.Failed;
        }
        finally
        {
            checks.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => checks.Dispose();
}
