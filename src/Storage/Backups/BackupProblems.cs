using Yunqiao.Kernel;

namespace Yunqiao.Storage.Backups;

/// <summary>Errors of backup and restore.</summary>
public static class BackupProblems
{
    /// <summary>The file is cut, changed, or no backup.</summary>
    public static readonly ProblemType Damaged = new(
        "backup.damaged", 422, false,
        new("The backup is damaged", "备份已损坏"),
        new("{file} is not a whole backup: {reason}. Nothing was changed.", "{file} 不是完整的备份：{reason}。未做任何更改。"),
        new("Use another copy of the file, or an earlier backup.", "请使用该文件的其他副本，或更早的备份。"));

    /// <summary>A newer release made the file.</summary>
    public static readonly ProblemType Newer = new(
        "backup.newer", 409, false,
        new("The backup was made by a newer release", "备份由更新的版本创建"),
        new("The backup holds {what}, which this release does not know.", "备份包含 {what}，当前版本不认识。"),
        new("Restore it with the release that made it ({version}) or a newer one.", "请使用创建该备份的版本（{version}）或更新的版本恢复。"));

    /// <summary>The master key is not the one of the backup.</summary>
    public static readonly ProblemType WrongKey = new(
        "backup.wrongKey", 409, false,
        new("The master key is not the one of the backup", "主密钥与备份不符"),
        new("The secrets of the backup cannot be opened with the key in {file}.", "{file} 中的密钥无法解开备份中的机密。"),
        new("Put the master key of the installation that was backed up there; it is not in the backup.", "请将被备份系统的主密钥放到该位置；备份中不含主密钥。"));

    /// <summary>The database is in use.</summary>
    public static readonly ProblemType NotEmpty = new(
        "backup.notEmpty", 409, false,
        new("The database is not empty", "数据库不为空"),
        new("An installation lives in {database} already; a restore would mix the two.", "{database} 中已有系统数据；恢复会造成混合。"),
        new("Restore into a new data folder (--data DIR) or an empty database.", "请恢复到新的数据目录（--data DIR）或空数据库。"));

    /// <summary>There is nothing to back up.</summary>
    public static readonly ProblemType NothingThere = new(
        "backup.nothingThere", 404, false,
        new("There is nothing to back up", "没有可备份的数据"),
        new("No installation lives in {database}.", "{database} 中没有系统数据。"),
        new("Name the data folder with --data DIR, or the database with Storage__ConnectionString.", "请用 --data DIR 指定数据目录，或用 Storage__ConnectionString 指定数据库。"));

    /// <summary>The file cannot be written or read.</summary>
    public static readonly ProblemType FileRefused = new(
        "backup.file", 503, true,
        new("The backup file cannot be used", "无法使用备份文件"),
        new("{file}: {reason}", "{file}：{reason}"),
        new("Make room or choose another place, and try again.", "请腾出空间或更换位置后重试。"));
}
