using System.Security.Cryptography;

namespace Yunqiao.Storage.Secrets;

/// <summary>AES-256-GCM with a random nonce: nonce, tag and ciphertext, in this order.</summary>
internal static class SealedBytes
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    internal const int Overhead = NonceLength + TagLength;

    internal static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var whole = new byte[Overhead + plain.Length];
        var nonce = whole.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, whole.AsSpan(Overhead), whole.AsSpan(NonceLength, TagLength), context);
        return whole;
    }

    /// <exception cref="CryptographicException">When key or context differ, or a bit was changed.</exception>
    internal static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> context)
    {
        if (whole.Length < Overhead)
        {
            throw new CryptographicException("The sealed bytes are cut short.");
        }

        var plain = new byte[whole.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(whole[..NonceLength], whole[Overhead..], whole.Slice(NonceLength, TagLength), plain, context);
        return plain;
    }
}
