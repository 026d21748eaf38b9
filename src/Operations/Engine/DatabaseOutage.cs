using Npgsql;
using Yunqiao.Storage;

namespace Yunqiao.Operations.Engine;

/// <summary>Tells what the database may do to any statement at any time from a statement that is wrong.</summary>
internal static class DatabaseOutage
{
    /// <summary>The database is away, or rolled the transaction back in favour of another (class 40): the same again may succeed.</summary>
    internal static bool Is(Exception error) => StorageFault.IsUnavailable(error) || IsRolledBack(error);

    private static bool IsRolledBack(Exception? error) =>
        error is PostgresException { SqlState: ['4', '0', ..] } || (error?.InnerException is { } inner && IsRolledBack(inner));
}
