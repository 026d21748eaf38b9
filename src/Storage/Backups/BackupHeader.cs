namespace Yunqiao.Storage.Backups;

/// <summary>The first part of a backup: what made it and what it belongs to.</summary>
/// <param name="Format">The version of the form; 1.</param>
/// <param name="Version">The release that made it.</param>
/// <param name="At">The moment whose state it holds.</param>
/// <param name="PostgreSql">The version of PostgreSQL that it came from.</param>
/// <param name="KeyFingerprint">Of the master key, which is not in the backup.</param>
/// <param name="Migrations">The schema, by the ids and checksums of its migrations.</param>
public sealed record BackupHeader(
    int Format, string Version, DateTimeOffset At, string PostgreSql, string KeyFingerprint, IReadOnlyDictionary<string, string> Migrations)
{
    /// <summary>The form that this release writes and reads.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>The last part of a backup. One that lacks it was cut.</summary>
/// <param name="Tables">In an order in which they can be filled: what others refer to comes first.</param>
public sealed record BackupContents(IReadOnlyList<BackupTable> Tables)
{
    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Sum(table => table.Rows);
}

/// <summary>One table of a backup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order of the data.</param>
/// <param name="Rows">How many rows it had.</param>
/// <param name="Sha256">Of its data, in hexadecimal.</param>
public sealed record BackupTable(string Name, IReadOnlyList<string> Columns, long Rows, string Sha256);
