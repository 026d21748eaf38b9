using System.Data;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Yunqiao.Kernel;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Storage.Backups;

/// <summary>
/// Writes all that the platform knows into one file, as of one moment, while servers go on working. The master key is not part
/// of it: whoever has the file alone can open no secret.
/// </summary>
internal sealed class PlatformBackup(string version, TimeProvider clock, Action<string> report)
{
    /// <summary>Writes the backup; the file appears under its name when it is whole.</summary>
    /// <param name="owner">An open connection of the owner.</param>
    /// <param name="key">The master key of the installation.</param>
    /// <param name="file">The file; one of that name is replaced.</param>
    /// <param name="ct">Cancels it; what was written is deleted.</param>
    /// <exception cref="StorageStartException">When there is nothing to back up, or the file cannot be written.</exception>
    internal async Task<BackupContents> WriteAsync(NpgsqlConnection owner, MasterKey key, string file, CancellationToken ct)
    {
        if (!await BackupStore.IsInhabitedAsync(owner, ct))
        {
            throw new StorageStartException(BackupProblems.NothingThere.With(("database", owner.Database)));
        }

        KeyRing.Open(await KeyRing.ReadAsync(owner, ct), key);
        var partial = file + ".partial";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            BackupContents contents;
            await using (var stream = new FileStream(partial, options))
            {
                contents = await WriteAsync(owner, key, stream, ct);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, file, overwrite: true);
            return contents;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && error is not NpgsqlException)
        {
            throw new StorageStartException(BackupProblems.FileRefused.With(("file", file), ("reason", error.Message)), error);
        }
        finally
        {
            Discard(partial);
        }
    }

    /// <summary>Writes the backup to a stream.</summary>
    internal async Task<BackupContents> WriteAsync(NpgsqlConnection owner, MasterKey key, Stream output, CancellationToken ct)
    {
        // One snapshot for all tables: what refers to each other is there together.
        await using var snapshot = await owner.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var tables = await BackupStore.TablesAsync(owner, ct);
        var header = new BackupHeader(
            BackupHeader.CurrentFormat, version, clock.GetUtcNow(), owner.PostgreSqlVersion.ToString(), key.Fingerprint,
            await BackupStore.MigrationsAsync(owner, ct));
        await using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        await DocumentAsync(archive, BackupFile.HeaderPart, header, ct);
        var written = new List<BackupTable>();
        foreach (var (name, columns) in tables)
        {
            var table = await TableAsync(owner, archive, name, columns, ct);
            written.Add(table);
            report($"{table.Name}: {table.Rows}");
        }

        var contents = new BackupContents(written);
        await DocumentAsync(archive, BackupFile.ContentsPart, contents, ct);
        return contents;
    }

    private static async Task<BackupTable> TableAsync(
        NpgsqlConnection owner, ZipArchive archive, string name, string[] columns, CancellationToken ct)
    {
        var rows = await BackupStore.CountAsync(owner, name, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var entry = archive.CreateEntry(BackupFile.PartOf(name), CompressionLevel.Fastest);
        await using var part = await entry.OpenAsync(ct);
        await using var data = await owner.BeginRawBinaryCopyAsync(BackupStore.CopyOut(name, columns), ct);
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await data.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await part.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return new BackupTable(name, columns, rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task DocumentAsync<T>(ZipArchive archive, string name, T document, CancellationToken ct)
    {
        await using var part = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await JsonSerializer.SerializeAsync(part, document, Json.Options, ct);
    }

    private static void Discard(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder went away; whoever comes next writes over it.
        }
    }
}
