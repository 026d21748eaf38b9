using System.Security.Cryptography;
using System.Text;

namespace Yunqiao.Storage.Secrets;

/// <summary>
/// Seals secrets for the database, with the key ring. What was sealed for one purpose opens for that purpose alone: name the
/// table, the column and the row in it (<c>account.credentials/ID</c>), so that a sealed value copied to another row stays shut.
/// </summary>
public sealed class SecretBox(KeyRing ring)
{
    // Version, then the id of the key, then what SealedBytes makes.
    private const byte Version = 1;
    private const int HeaderLength = 1 + 16;

    /// <summary>Seals with the current key.</summary>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret)
    {
        var key = ring.Current();
        return [Version, .. key.Id.ToByteArray(), .. SealedBytes.Seal(key.Bytes, secret, Encoding.UTF8.GetBytes(purpose))];
    }

    /// <summary>Opens what was sealed for the same purpose, with whichever key of the ring.</summary>
    /// <exception cref="CryptographicException">When it was sealed for another purpose, by another installation, or was changed.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> sealedSecret)
    {
        if (sealedSecret.Length < HeaderLength || sealedSecret[0] != Version)
        {
            throw new CryptographicException("This is no sealed secret of a version that this release knows.");
        }

        var id = new Guid(sealedSecret[1..HeaderLength]);
        var key = ring.Find(id) ?? throw new CryptographicException($"The key ring holds no key {id}.");
        return SealedBytes.Open(key.Bytes, sealedSecret[HeaderLength..], Encoding.UTF8.GetBytes(purpose));
    }
}
