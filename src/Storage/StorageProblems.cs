using Yunqiao.Kernel;

namespace Yunqiao.Storage;

/// <summary>Reasons for which the database cannot be started, joined or prepared.</summary>
public static class StorageProblems
{
    /// <summary>The binaries of the embedded server are missing.</summary>
    public static readonly ProblemType BinariesMissing = new(
        "storage.binariesMissing", 503, false,
        new("PostgreSQL is not installed", "未安装 PostgreSQL"),
        new("The embedded PostgreSQL was not found in {folder}.", "在 {folder} 中未找到内置的 PostgreSQL。"),
        new("Run deploy/postgres/install.sh, or set Storage__ConnectionString to a PostgreSQL of your own.",
            "请运行 deploy/postgres/install.sh，或将 Storage__ConnectionString 指向您自己的 PostgreSQL。"));

    /// <summary>Root started the server and no other user is to be had.</summary>
    public static readonly ProblemType NoServerUser = new(
        "storage.noServerUser", 503, false,
        new("No user to run PostgreSQL as", "没有可用于运行 PostgreSQL 的系统用户"),
        new("PostgreSQL does not run as root, and neither the user yunqiao nor nobody exists.",
            "PostgreSQL 不能以 root 运行，而系统中既没有 yunqiao 用户也没有 nobody 用户。"),
        new("Create the user: useradd --system yunqiao.", "请创建该用户：useradd --system yunqiao。"));

    /// <summary>A folder cannot be entered or written by the one who has to.</summary>
    public static readonly ProblemType FolderUnreachable = new(
        "storage.folderUnreachable", 503, false,
        new("A folder is out of reach", "目录无法访问"),
        new("The user {user} cannot enter or write {folder}.", "用户 {user} 无法进入或写入 {folder}。"),
        new("Give that user access, or choose another data folder.", "请为该用户授权，或选择其他数据目录。"));

    /// <summary>The data folder was written by another major version.</summary>
    public static readonly ProblemType DataOfOtherVersion = new(
        "storage.dataOfOtherVersion", 503, false,
        new("The data folder belongs to another PostgreSQL", "数据目录属于其他版本的 PostgreSQL"),
        new("{folder} was written by PostgreSQL {found}; this server brings PostgreSQL {expected}.",
            "{folder} 由 PostgreSQL {found} 写入，而本服务器自带 PostgreSQL {expected}。"),
        new("Stop all servers and run ./yunqiao upgrade-database; the old folder is kept.",
            "请停止所有服务器并运行 ./yunqiao upgrade-database；旧目录会保留。"));

    /// <summary>The data folder was written by a newer major version.</summary>
    public static readonly ProblemType DataOfNewerVersion = new(
        "storage.dataOfNewerVersion", 503, false,
        new("The data folder belongs to a newer PostgreSQL", "数据目录属于更新版本的 PostgreSQL"),
        new("{folder} was written by PostgreSQL {found}; this server brings PostgreSQL {expected}.",
            "{folder} 由 PostgreSQL {found} 写入，而本服务器自带 PostgreSQL {expected}。"),
        new("Start the release that wrote it; going back needs a backup from before.",
            "请启动写入该目录的版本；如需回退，请使用升级前的备份。"));

    /// <summary>Servers run on the folder that is to be upgraded.</summary>
    public static readonly ProblemType InUse = new(
        "storage.inUse", 409, true,
        new("The database is in use", "数据库正在使用"),
        new("A server works on {folder}.", "有服务器正在使用 {folder}。"),
        new("Stop all servers of this data folder and try again.", "请停止该数据目录的所有服务器后重试。"));

    /// <summary>The folder is being upgraded.</summary>
    public static readonly ProblemType Upgrading = new(
        "storage.upgrading", 503, true,
        new("The database is being upgraded", "数据库正在升级"),
        new("{folder} is being brought to another version of PostgreSQL.", "{folder} 正在升级 PostgreSQL 版本。"),
        new("Wait until ./yunqiao upgrade-database has ended, and start again.", "请等待 ./yunqiao upgrade-database 结束后再启动。"));

    /// <summary>The binaries of the old version are needed to read the folder.</summary>
    public static readonly ProblemType OlderBinariesMissing = new(
        "storage.olderBinariesMissing", 503, false,
        new("The old PostgreSQL is missing", "缺少旧版本的 PostgreSQL"),
        new("Only PostgreSQL {found} itself can read what it wrote, and it was not found.", "只有 PostgreSQL {found} 能读取其写入的数据，但未找到该版本。"),
        new("Run deploy/postgres/older.sh {found}, or name the folder with its bin by Storage__OlderBinariesFolder.",
            "请运行 deploy/postgres/older.sh {found}，或用 Storage__OlderBinariesFolder 指定包含其 bin 的目录。"));

    /// <summary>Too little space to hold both versions.</summary>
    public static readonly ProblemType UpgradeSpace = new(
        "storage.upgradeSpace", 503, true,
        new("There is too little space to upgrade", "磁盘空间不足，无法升级"),
        new("{folder} needs {needed} MiB for the export and the new database, and has {free} MiB. Nothing was changed.",
            "{folder} 需要 {needed} MiB 存放导出数据和新数据库，当前可用 {free} MiB。未做任何更改。"),
        new("Make room and try again.", "请腾出空间后重试。"));

    /// <summary>The old folder would have no place to be kept in.</summary>
    public static readonly ProblemType UpgradeKept = new(
        "storage.upgradeKept", 409, false,
        new("An old database is in the way", "旧数据库目录已存在"),
        new("{folder} is left of an upgrade before, and the old database would be kept there. Nothing was changed.",
            "{folder} 是之前升级保留的目录，而旧数据库也要保留到该位置。未做任何更改。"),
        new("Move it away or delete it, and try again.", "请将其移走或删除后重试。"));

    /// <summary>The operator runs the database.</summary>
    public static readonly ProblemType NotEmbedded = new(
        "storage.notEmbedded", 409, false,
        new("This database is not Yunqiao's own", "该数据库不是云桥内置的"),
        new("Storage__ConnectionString names a PostgreSQL that you run.", "Storage__ConnectionString 指向您自行运行的 PostgreSQL。"),
        new("Upgrade it with its own tools, such as pg_upgrade.", "请用其自带工具（例如 pg_upgrade）升级。"));

    /// <summary>The folder holds files, but no complete database.</summary>
    public static readonly ProblemType DataFolderUnknown = new(
        "storage.dataFolderUnknown", 503, false,
        new("The data folder is not a complete database", "数据目录不是完整的数据库"),
        new("{folder} holds files but no PG_VERSION: it is not a complete PostgreSQL data folder.",
            "{folder} 中有文件但没有 PG_VERSION，不是完整的 PostgreSQL 数据目录。"),
        new("Move the folder away, or restore a backup, and start again.", "请移走该目录或恢复备份后重新启动。"));

    /// <summary>No space left.</summary>
    public static readonly ProblemType DiskFull = new(
        "storage.diskFull", 503, false,
        new("The disk is full", "磁盘已满"),
        new("PostgreSQL has no space left in {folder}.", "PostgreSQL 在 {folder} 中已没有可用空间。"),
        new("Free some space and start again; nothing that was committed is lost.", "请释放空间后重新启动；已提交的数据不会丢失。"));

    /// <summary>Another process listens on the socket, or somebody else owns its folder.</summary>
    public static readonly ProblemType SocketTaken = new(
        "storage.socketTaken", 503, false,
        new("The database's socket is taken", "数据库套接字已被占用"),
        new("Another program uses the socket in {folder}.", "另一个程序正在使用 {folder} 中的套接字。"),
        new("Stop that program, or choose another data folder.", "请停止该程序，或选择其他数据目录。"));

    /// <summary>PostgreSQL runs on the folder and does not answer.</summary>
    public static readonly ProblemType NotAnswering = new(
        "storage.notAnswering", 503, true,
        new("PostgreSQL does not answer", "PostgreSQL 没有响应"),
        new("PostgreSQL did not become ready on {folder} within {seconds} s.", "PostgreSQL 未能在 {seconds} 秒内在 {folder} 上就绪。"),
        new("Look at {log}, end the PostgreSQL process of that folder, and start again.",
            "请查看 {log}，结束该目录的 PostgreSQL 进程后重新启动。"));

    /// <summary>Any other reason of the embedded server.</summary>
    public static readonly ProblemType StartFailed = new(
        "storage.startFailed", 503, false,
        new("PostgreSQL did not start", "PostgreSQL 启动失败"),
        new("PostgreSQL on {folder} ended with: {reason}", "{folder} 上的 PostgreSQL 退出，原因：{reason}"),
        new("Look at {log} for the whole story.", "完整信息请查看 {log}。"));

    /// <summary>The connection string leads nowhere.</summary>
    public static readonly ProblemType Unreachable = new(
        "storage.unreachable", 503, true,
        new("The database cannot be reached", "无法连接数据库"),
        new("PostgreSQL at {host} refused the connection: {reason}", "位于 {host} 的 PostgreSQL 拒绝连接：{reason}"),
        new("Check Storage__ConnectionString, the network and the server.", "请检查 Storage__ConnectionString、网络和数据库服务器。"));

    /// <summary>The server is older than what is supported.</summary>
    public static readonly ProblemType TooOld = new(
        "storage.tooOld", 503, false,
        new("PostgreSQL is too old", "PostgreSQL 版本过低"),
        new("The server at {host} is PostgreSQL {found}; {expected} or newer is needed.",
            "位于 {host} 的服务器是 PostgreSQL {found}，需要 {expected} 或更高版本。"),
        new("Upgrade that server, or use another.", "请升级该服务器或改用其他服务器。"));

    /// <summary>The owner login may not make the two roles, and they are not there.</summary>
    public static readonly ProblemType RolesMissing = new(
        "storage.rolesMissing", 503, false,
        new("Two database roles are missing", "缺少两个数据库角色"),
        new("The login {owner} may not create the roles that the server works as.", "登录名 {owner} 无权创建服务器所用的角色。"),
        new("Let a database administrator run this, then start again: {sql}", "请数据库管理员执行以下语句后重新启动：{sql}"));

    /// <summary>The owner login may not create tables.</summary>
    public static readonly ProblemType OwnerLacksRights = new(
        "storage.ownerLacksRights", 503, false,
        new("The database login may not create tables", "数据库登录名无权建表"),
        new("The login {owner} may not create tables in the database {database}.", "登录名 {owner} 无权在数据库 {database} 中建表。"),
        new("Let a database administrator run this, then start again: {sql}", "请数据库管理员执行以下语句后重新启动：{sql}"));

    /// <summary>A role that must be confined is not.</summary>
    public static readonly ProblemType RoleTooPowerful = new(
        "storage.roleTooPowerful", 503, false,
        new("A database role is too powerful", "数据库角色权限过大"),
        new("The role {role} is a superuser, bypasses row security or owns the tables; tenants would not be kept apart.",
            "角色 {role} 是超级用户、可绕过行级安全或拥有数据表，租户之间将无法隔离。"),
        new("Let a database administrator run this, then start again: {sql}", "请数据库管理员执行以下语句后重新启动：{sql}"));

    /// <summary>A newer release has been here.</summary>
    public static readonly ProblemType DatabaseNewer = new(
        "storage.databaseNewer", 503, false,
        new("The database belongs to a newer release", "数据库属于更新的版本"),
        new("The database holds changes that this release does not know, first of them {migration}.",
            "数据库包含本版本不认识的变更，首个为 {migration}。"),
        new("Start the newer release, or restore a backup from before the upgrade.", "请启动较新的版本，或恢复升级前的备份。"));

    /// <summary>A migration that was applied has another text now.</summary>
    public static readonly ProblemType MigrationChanged = new(
        "storage.migrationChanged", 503, false,
        new("An applied migration has changed", "已应用的迁移被修改"),
        new("The migration {migration} was applied with another text than this build carries.",
            "迁移 {migration} 应用时的内容与当前构建不一致。"),
        new("Use the release that the database was made by, or a new database.", "请使用创建该数据库的版本，或使用新的数据库。"));

    /// <summary>A migration's SQL failed.</summary>
    public static readonly ProblemType MigrationFailed = new(
        "storage.migrationFailed", 503, false,
        new("A migration failed", "迁移失败"),
        new("The migration {migration} failed and was rolled back: {reason}", "迁移 {migration} 失败并已回滚：{reason}"),
        new("The database is as it was before; report this with the text above.", "数据库保持迁移前的状态；请附上以上信息反馈。"));

    /// <summary>Another server has been preparing the database for too long.</summary>
    public static readonly ProblemType SetupBusy = new(
        "storage.setupBusy", 503, true,
        new("Another server prepares the database", "另一台服务器正在准备数据库"),
        new("Another server has been migrating the database for more than {seconds} s.", "另一台服务器迁移数据库已超过 {seconds} 秒。"),
        new("Wait for it and start again.", "请等待其完成后重新启动。"));

    /// <summary>The master key file is missing although secrets are sealed with it.</summary>
    public static readonly ProblemType MasterKeyMissing = new(
        "storage.masterKeyMissing", 503, false,
        new("The master key file is missing", "缺少主密钥文件"),
        new("The database holds sealed secrets, and {file} does not exist.", "数据库中有加密的凭据，但 {file} 不存在。"),
        new("Copy the file from another server or from your backup, or name it in Storage__MasterKeyFile.",
            "请从其他服务器或备份复制该文件，或用 Storage__MasterKeyFile 指定。"));

    /// <summary>The master key file is not the one that the secrets were sealed with.</summary>
    public static readonly ProblemType MasterKeyWrong = new(
        "storage.masterKeyWrong", 503, false,
        new("The master key is not the right one", "主密钥不正确"),
        new("The key in {file} does not open the secrets of this database.", "{file} 中的密钥无法打开此数据库的凭据。"),
        new("Use the key file that this database was made with.", "请使用创建此数据库时的密钥文件。"));

    /// <summary>The master key file can be read by others, or holds something else.</summary>
    public static readonly ProblemType MasterKeyUnsafe = new(
        "storage.masterKeyUnsafe", 503, false,
        new("The master key file is not safe", "主密钥文件不安全"),
        new("{file} can be read or written by other users.", "{file} 可被其他用户读写。"),
        new("Run: chmod 600 {file}", "请运行：chmod 600 {file}"));

    /// <summary>The file is no master key.</summary>
    public static readonly ProblemType MasterKeyMalformed = new(
        "storage.masterKeyMalformed", 503, false,
        new("The master key file is damaged", "主密钥文件已损坏"),
        new("{file} does not hold 32 bytes in Base64.", "{file} 中不是 Base64 编码的 32 字节。"),
        new("Restore the file from your backup.", "请从备份恢复该文件。"));
}
