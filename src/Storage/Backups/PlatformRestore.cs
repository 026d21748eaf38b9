using Microsoft.Extensions.Logging;
using Npgsql;
using Yunqiao.Storage.Secrets;
using Yunqiao.Storage.Setup;

namespace Yunqiao.Storage.Backups;

/// <summary>
/// Fills an empty database from a backup: the schema as the backup had it, the rows, then the schema of this release. The rows
/// come in one transaction, so that a restore that fails leaves a database as empty as before.
/// </summary>
internal sealed class PlatformRestore(IReadOnlyList<MigrationSource> sources, ILogger log, Action<string> report)
{
    /// <summary>Restores; the set-up of the database calls it, with the roles made and its lock held.</summary>
    /// <exception cref="StorageStartException">When a person has to do something first; the database is then still empty.</exception>
    internal async Task RunAsync(NpgsqlConnection owner, MasterKey key, BackupFile backup, CancellationToken ct)
    {
        if (await BackupStore.IsInhabitedAsync(owner, ct))
        {
            throw new StorageStartException(BackupProblems.NotEmpty.With(("database", owner.Database)));
        }

        var migrator = new Migrator(owner, log);
        await migrator.MigrateAsync(sources, ct, backup.Header.Migrations.ContainsKey);
        await using (var transaction = await owner.BeginTransactionAsync(ct))
        {
            var tables = await BackupStore.TablesAsync(owner, ct);
            await BackupStore.EmptyAsync(owner, tables.Select(table => table.Name), ct);
            foreach (var table in backup.Contents.Tables)
            {
                await FillAsync(owner, backup, table, ct);
                report($"{table.Name}: {table.Rows}");
            }

            KeyRing.Open(await KeyRing.ReadAsync(owner, ct), key);
            await transaction.CommitAsync(ct);
        }

        await migrator.MigrateAsync(sources, ct);
        await BackupStore.FinishAsync(owner, ct);
    }

    /// <summary>Refuses a backup that this release or this key cannot restore, before anything is made.</summary>
    internal void Check(BackupFile backup, MasterKey? key, string keyFile)
    {
        if (key?.Fingerprint != backup.Header.KeyFingerprint)
        {
            throw new StorageStartException(BackupProblems.WrongKey.With(("file", keyFile)));
        }

        var known = Migrator.InOrder(sources).SelectMany(source => source.Read()).ToDictionary(migration => migration.Id, migration => Migrator.Checksum(migration.Sql), StringComparer.Ordinal);
        foreach (var (id, checksum) in backup.Header.Migrations)
        {
            if (known.GetValueOrDefault(id) != checksum)
            {
                throw new StorageStartException(BackupProblems.Newer.With(("what", id), ("version", backup.Header.Version)));
            }
        }
    }

    private static async Task FillAsync(NpgsqlConnection owner, BackupFile backup, BackupTable table, CancellationToken ct)
    {
        await using (var target = await owner.BeginRawBinaryCopyAsync(BackupStore.CopyIn(table.Name, table.Columns), ct))
        await using (var data = backup.Open(table))
        {
            await data.CopyToAsync(target, 128 * 1024, ct);
        }

        if (await BackupStore.CountAsync(owner, table.Name, ct) is var rows && rows != table.Rows)
        {
            throw new InvalidDataException($"{table.Name} has {rows} rows instead of {table.Rows}.");
        }
    }
}
