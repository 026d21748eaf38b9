using System.Net.Sockets;
using Npgsql;
using Yunqiao.Kernel;

namespace Yunqiao.Storage;

/// <summary>The database has not been opened yet, or the server is leaving it.</summary>
public sealed class StorageUnavailableException() : Exception("The database is not open.");

/// <summary>Tells a database that is away for the moment from a bug.</summary>
public static class StorageFault
{
    /// <summary>
    /// The problem that a failed statement or connection means to the caller: <see cref="KernelProblems.StorageUnavailable"/>
    /// when the database is restarting, out of reach or out of connections; null when it is another error.
    /// </summary>
    public static Problem? AsProblem(Exception error) => IsUnavailable(error) ? KernelProblems.StorageUnavailable.New() : null;

    /// <summary>Whether the database is away for the moment; what was not committed was not done.</summary>
    public static bool IsUnavailable(Exception error) => error switch
    {
        StorageUnavailableException => true,
        PostgresException refused => IsUnavailable(refused.SqlState),
        NpgsqlException broken => broken.IsTransient || broken.InnerException is IOException or SocketException or TimeoutException,
        _ => error.InnerException is { } inner && IsUnavailable(inner),
    };

    // 08: connection lost; 53: out of memory, disk or connections; 57P: ended by an administrator or a crash, starting up,
    // or the database was dropped; 25P03: idle too long inside a transaction.
    private static bool IsUnavailable(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal) || sqlState is "25P03";
}
