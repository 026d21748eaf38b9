using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Yunqiao.Kernel;

namespace Yunqiao.Storage.Backups;

/// <summary>
/// A backup is a zip file: <c>backup.json</c> first, a part for each table in PostgreSQL's binary copy format, and
/// <c>contents.json</c> last, with the rows and the hash of every part.
/// </summary>
internal sealed class BackupFile : IDisposable
{
    internal const string HeaderPart = "backup.json";
    internal const string ContentsPart = "contents.json";
    private const int LargestDocument = 16 * 1024 * 1024;

    private readonly ZipArchive archive;

    private BackupFile(ZipArchive archive, BackupHeader header, BackupContents contents)
    {
        this.archive = archive;
        Header = header;
        Contents = contents;
    }

    internal BackupHeader Header { get; }

    internal BackupContents Contents { get; }

    internal static string PartOf(string table) => $"tables/{table}.copy";

    /// <summary>Opens a backup after reading all of it once: what is cut or changed is found before anything is written.</summary>
    /// <exception cref="StorageStartException">When it is not a whole backup of a form that this release reads.</exception>
    internal static async Task<BackupFile> OpenAsync(string file, CancellationToken ct)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
            var header = await DocumentAsync<BackupHeader>(archive, HeaderPart, ct);
            if (header.Format > BackupHeader.CurrentFormat)
            {
                throw new StorageStartException(BackupProblems.Newer.With(("what", $"format {header.Format}"), ("version", header.Version)));
            }

            var contents = await DocumentAsync<BackupContents>(archive, ContentsPart, ct);
            foreach (var table in contents.Tables)
            {
                var hash = await HashAsync(archive, table.Name, ct);
                if (!string.Equals(hash, table.Sha256, StringComparison.Ordinal))
                {
                    throw new InvalidDataException($"the data of {table.Name} is not what was written");
                }
            }

            return new BackupFile(archive, header, contents);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or EndOfStreamException)
        {
            await (stream?.DisposeAsync() ?? default);
            throw new StorageStartException(BackupProblems.Damaged.With(("file", file), ("reason", error.Message.TrimEnd('.'))), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await (stream?.DisposeAsync() ?? default);
            throw new StorageStartException(BackupProblems.FileRefused.With(("file", file), ("reason", error.Message)), error);
        }
    }

    /// <summary>The data of a table.</summary>
    internal Stream Open(BackupTable table) => archive.GetEntry(PartOf(table.Name))!.Open();

    /// <inheritdoc />
    public void Dispose() => archive.Dispose();

    private static async Task<T> DocumentAsync<T>(ZipArchive archive, string part, CancellationToken ct)
    {
        var entry = archive.GetEntry(part) ?? throw new InvalidDataException($"{part} is missing");
        if (entry.Length > LargestDocument)
        {
            throw new InvalidDataException($"{part} is too large");
        }

        await using var stream = await entry.OpenAsync(ct);
        return await JsonSerializer.DeserializeAsync<T>(stream, Json.Options, ct) ?? throw new InvalidDataException($"{part} is empty");
    }

    private static async Task<string> HashAsync(ZipArchive archive, string table, CancellationToken ct)
    {
        var entry = archive.GetEntry(PartOf(table)) ?? throw new InvalidDataException($"{PartOf(table)} is missing");
        await using var stream = await entry.OpenAsync(ct);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }
}
