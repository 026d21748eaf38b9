using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Yunqiao.Storage;

/// <summary>PostgreSQL names advisory locks by 64-bit numbers: the first eight bytes of a name's SHA-256.</summary>
internal static class AdvisoryLockKey
{
    internal static long Of(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
