using Npgsql;

namespace Yunqiao.Operations.Engine;

/// <summary>Tells a database that is away, restarting or overloaded from a statement that is wrong.</summary>
internal static class DatabaseOutage
{
    /// <summary>
    /// Connection exceptions (08), transaction rollbacks (40), insufficient resources (53), operator intervention (57P), a
    /// transaction that the server ended because it idled (25P03), and
    /// whatever fails before a statement reaches the server: https://www.postgresql.org/docs/15/errcodes-appendix.html
    /// </summary>
    internal static bool Is(Exception error) => error switch
    {
        PostgresException postgres => postgres.SqlState[..2] is "08" or "40" or "53"
            || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || postgres.SqlState == "25P03",
        NpgsqlException => true,
        _ => error.InnerException is not null && Is(error.InnerException),
    };
}
