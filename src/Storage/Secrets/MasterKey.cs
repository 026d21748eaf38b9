using System.Security.Cryptography;
using System.Text;

namespace Yunqiao.Storage.Secrets;

/// <summary>
/// The one secret of an installation that is not in the database: 32 bytes in a file. All servers of an installation have the
/// same. What is needed is derived from it, one key for each purpose.
/// </summary>
public sealed class MasterKey
{
    private const int Length = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly byte[] bytes;

    private MasterKey(byte[] bytes, string file)
    {
        this.bytes = bytes;
        File = file;
    }

    /// <summary>Says which key it is without saying anything of the key.</summary>
    public string Fingerprint => Convert.ToHexStringLower(Derive("fingerprint"))[..16];

    /// <summary>Where it was read, for messages.</summary>
    public string File { get; }

    /// <summary>A key that no file holds, for tests and for one-time databases.</summary>
    public static MasterKey Random() => new(RandomNumberGenerator.GetBytes(Length), "");

    /// <summary>Reads the key; null when there is no file.</summary>
    /// <exception cref="StorageStartException">When others may read the file, or it holds something else.</exception>
    public static MasterKey? Read(string file)
    {
        string text;
        try
        {
            const UnixFileMode others = ~(OwnerOnly | UnixFileMode.UserExecute);
            if ((System.IO.File.GetUnixFileMode(file) & others) != 0)
            {
                throw new StorageStartException(StorageProblems.MasterKeyUnsafe.With(("file", file)));
            }

            text = System.IO.File.ReadAllText(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageStartException(
                StorageProblems.FolderUnreachable.With(("folder", file), ("user", Environment.UserName)), error);
        }

        var key = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), key, out var written) && written == Length
            ? new MasterKey(key, file)
            : throw new StorageStartException(StorageProblems.MasterKeyMalformed.With(("file", file)));
    }

    /// <summary>Makes a new key and its file, readable by its owner alone; never overwrites one.</summary>
    public static MasterKey Create(string file)
    {
        var key = RandomNumberGenerator.GetBytes(Length);
        var partial = $"{file}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };

            // Written aside and renamed, so that the name never stands for half a key.
            using (var stream = new FileStream(partial, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
                stream.Flush(flushToDisk: true);
            }

            System.IO.File.Move(partial, file, overwrite: false);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageStartException(
                StorageProblems.FolderUnreachable.With(("folder", file), ("user", Environment.UserName)), error);
        }
        catch (IOException)
        {
            System.IO.File.Delete(partial);
            throw;
        }

        return new MasterKey(key, file);
    }

    /// <summary>32 bytes for a purpose (HKDF with SHA-256); the same purpose gives the same bytes on every server.</summary>
    internal byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, Length, salt: null, info: Encoding.UTF8.GetBytes("yunqiao/" + purpose));
}
