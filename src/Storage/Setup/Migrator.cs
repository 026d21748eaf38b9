using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Yunqiao.Storage.Setup;

/// <summary>
/// Brings the schema to this release. Runs as the owner; the caller holds the lock of the set-up, so that only one server of
/// an installation migrates at a time.
/// </summary>
internal sealed partial class Migrator(NpgsqlConnection owner, ILogger log)
{
    // Each project builds on those before it; modules come last, by name.
    private static readonly string[] Order = ["storage", "graph", "tenancy", "operations", "inventory"];

    /// <summary>Applies what is pending.</summary>
    /// <param name="sources">The migrations of this release.</param>
    /// <param name="ct">Cancels between two migrations.</param>
    /// <param name="wanted">Which of them, by id; null for all.</param>
    internal async Task MigrateAsync(IReadOnlyList<MigrationSource> sources, CancellationToken ct, Func<string, bool>? wanted = null)
    {
        await RunAsync(
            """
            create table if not exists schema_migration (id text primary key, checksum text not null, applied_at timestamptz not null default now());
            alter table schema_migration add column if not exists contracts boolean not null default false
            """,
            ct);
        var all = InOrder(sources).SelectMany(source => source.Read()).ToList();
        var pending = Pending(all, await AppliedAsync(ct));
        foreach (var migration in pending.Where(migration => wanted?.Invoke(migration.Id) ?? true))
        {
            await ApplyAsync(migration, ct);
            LogApplied(migration.Id);
        }
    }

    internal static IEnumerable<MigrationSource> InOrder(IEnumerable<MigrationSource> sources) =>
        sources
            .DistinctBy(source => source.Owner)
            .OrderBy(source => Array.IndexOf(Order, source.Owner) is var place && place < 0 ? Order.Length : place)
            .ThenBy(source => source.Owner, StringComparer.Ordinal);

    /// <summary>
    /// What is still to be applied. A newer release may have been here: what it added does not disturb this one, so that both
    /// run together while servers are upgraded one by one. What it took away does, and is refused.
    /// </summary>
    internal static IReadOnlyList<Migration> Pending(IReadOnlyList<Migration> wanted, IReadOnlyDictionary<string, AppliedMigration> applied)
    {
        var known = wanted.ToDictionary(migration => migration.Id, StringComparer.Ordinal);
        var unknowns = applied.Where(migration => migration.Value.Contracts && !known.ContainsKey(migration.Key)).Select(migration => migration.Key);
        if (unknowns.Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new StorageStartException(StorageProblems.DatabaseNewer.With(("migration", unknown)));
        }

        var changed = wanted.FirstOrDefault(migration => applied.TryGetValue(migration.Id, out var found) && found.Checksum != Checksum(migration.Sql));
        return changed is null
            ? wanted.Where(migration => !applied.ContainsKey(migration.Id)).ToList()
            : throw new StorageStartException(StorageProblems.MigrationChanged.With(("migration", changed.Id)));
    }

    // Line ends and the space at the end of lines are no change.
    internal static string Checksum(string sql)
    {
        var lines = sql.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines).Trim())));
    }

    private async Task<IReadOnlyDictionary<string, AppliedMigration>> AppliedAsync(CancellationToken ct)
    {
        var applied = new Dictionary<string, AppliedMigration>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select id, checksum, contracts from schema_migration", owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            applied.Add(reader.GetString(0), new AppliedMigration(reader.GetString(1), reader.GetBoolean(2)));
        }

        return applied;
    }

    private async Task ApplyAsync(Migration migration, CancellationToken ct)
    {
        await using var transaction = await owner.BeginTransactionAsync(ct);
        try
        {
            await RunAsync(migration.Sql, ct);
            await using var note = new NpgsqlCommand("insert into schema_migration (id, checksum, contracts) values ($1, $2, $3)", owner, transaction)
            {
                Parameters = { new() { Value = migration.Id }, new() { Value = Checksum(migration.Sql) }, new() { Value = migration.Contracts } },
            };
            await note.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (PostgresException error)
        {
            throw new StorageStartException(
                StorageProblems.MigrationFailed.With(("migration", migration.Id), ("reason", $"{error.SqlState} {error.MessageText}")), error);
        }
    }

    private async Task RunAsync(string sql, CancellationToken ct)
    {
        // A migration of a large table takes its time.
        await using var command = new NpgsqlCommand(sql, owner) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(1010, LogLevel.Information, "Applied migration {Id}")]
    private partial void LogApplied(string id);
}

/// <summary>A migration that was applied.</summary>
/// <param name="Checksum">Of its text.</param>
/// <param name="Contracts">Whether it took something away that the release before it uses.</param>
internal sealed record AppliedMigration(string Checksum, bool Contracts);
