using Npgsql;

namespace Yunqiao.Storage.Backups;

/// <summary>What backup and restore ask of the database, as its owner.</summary>
internal static class BackupStore
{
    /// <summary>Whether an installation lives in the database: the first start of a server leaves a key.</summary>
    internal static async Task<bool> IsInhabitedAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select to_regclass('public.key_ring') is not null", owner);
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            return false;
        }

        command.CommandText = "select exists (select 1 from key_ring)";
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>The migrations that were applied, with their checksums.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> MigrationsAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        var applied = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select id, checksum from schema_migration", owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    /// <summary>
    /// The tables that a backup holds, what others refer to first. Left out are unlogged tables, partitions, which their parent
    /// stands for, and those whose comment calls them transient.
    /// </summary>
    internal static async Task<IReadOnlyList<(string Name, string[] Columns)>> TablesAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        var tables = new List<(string Name, string[] Columns, string[] Needs)>();
        await using var command = new NpgsqlCommand(
            """
            select c.relname,
                array(select a.attname::text from pg_attribute a
                       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum),
                array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
                       where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid)
              from pg_class c
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relpersistence = 'p' and not c.relispartition
               and c.relname <> 'schema_migration' and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'transient%'
             order by c.relname
            """,
            owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            tables.Add((reader.GetString(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2)));
        }

        return InOrder(tables);
    }

    internal static string CopyOut(string table, IReadOnlyList<string> columns) =>
        $"copy (select {List(columns)} from {Quoted(table)}) to stdout (format binary)";

    internal static string CopyIn(string table, IReadOnlyList<string> columns) =>
        $"copy {Quoted(table)} ({List(columns)}) from stdin (format binary)";

    /// <summary>Empties tables that a migration filled.</summary>
    internal static async Task EmptyAsync(NpgsqlConnection owner, IEnumerable<string> tables, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"truncate {string.Join(", ", tables.Select(Quoted))} cascade", owner);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static async Task<long> CountAsync(NpgsqlConnection owner, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {Quoted(table)}", owner) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Tells the planner what the tables hold.</summary>
    internal static async Task FinishAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("analyze", owner) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Each table after those that it needs; among equals by name.</summary>
    internal static IReadOnlyList<(string Name, string[] Columns)> InOrder(IReadOnlyList<(string Name, string[] Columns, string[] Needs)> tables)
    {
        var names = tables.Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var ordered = new List<(string Name, string[] Columns)>();
        while (ordered.Count < tables.Count)
        {
            var ready = tables.Where(table => !done.Contains(table.Name) && table.Needs.All(need => done.Contains(need) || !names.Contains(need))).ToArray();
            if (ready.Length == 0)
            {
                throw new InvalidOperationException("Tables refer to each other in a circle; a backup cannot fill them in any order.");
            }

            ordered.AddRange(ready.Select(table => (table.Name, table.Columns)));
            done.UnionWith(ready.Select(table => table.Name));
        }

        return ordered;
    }

    private static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(Quoted));

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
