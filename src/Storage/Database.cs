using Npgsql;
using Yunqiao.Kernel;
using Yunqiao.Storage.Outbox;

namespace Yunqiao.Storage;

/// <summary>
/// The way to the tables. Everything runs as the application role, under row-level security, in the scope that the caller
/// names; <see cref="SearchAsync{T}"/> alone runs as the search role.
/// </summary>
public sealed class Database(DatabaseRoles roles, TimeProvider clock)
{
    private readonly OutboxAnnouncer announcer = new(roles);

    /// <summary>
    /// One statement in one round trip: the scope travels in the same batch, in the statement's own implicit transaction.
    /// </summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(Scope scope, string sql, object? arguments, CancellationToken ct)
    {
        await using var connection = await roles.Application.OpenConnectionAsync(ct);
        return await QueryInBatchAsync<T>(connection, scope, sql, arguments, ct);
    }

    /// <summary>The first row of one statement, or null.</summary>
    public async Task<T?> QueryFirstAsync<T>(Scope scope, string sql, object? arguments, CancellationToken ct)
        where T : class
    {
        var rows = await QueryAsync<T>(scope, sql, arguments, ct);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>
    /// One statement as the search role, for which row security is open because it disables trigram and jsonb indexes. The
    /// query must be built by the query compiler, which always adds the scope, and return ids or counts only.
    /// </summary>
    public async Task<IReadOnlyList<T>> SearchAsync<T>(Scope scope, string sql, object? arguments, CancellationToken ct)
    {
        await using var connection = await roles.Search.OpenConnectionAsync(ct);
        return await QueryInBatchAsync<T>(connection, scope, sql, arguments, ct);
    }

    /// <summary>Several statements in one transaction; it commits when the work returns and rolls back when it throws.</summary>
    public async Task<T> TransactAsync<T>(Scope scope, Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await roles.Application.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var session = new DbSession(connection, transaction, scope, clock);
        await session.EnterScopeAsync(ct);
        var result = await work(session);
        if (session.HasEvents)
        {
            await session.FlushEventsAsync(ct);
            session.AfterCommit(announcer.Announce);
        }

        await transaction.CommitAsync(ct);
        session.RunAfterCommit();
        return result;
    }

    /// <summary>Several statements in one transaction; it commits when the work returns and rolls back when it throws.</summary>
    public Task TransactAsync(Scope scope, Func<DbSession, Task> work, CancellationToken ct) =>
        TransactAsync(
            scope,
            async session =>
            {
                await work(session);
                return default(Unit);
            },
            ct);

    private static async Task<IReadOnlyList<T>> QueryInBatchAsync<T>(
        NpgsqlConnection connection, Scope scope, string sql, object? arguments, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(ScopeSetting.Command(scope));
        var command = new NpgsqlBatchCommand(sql);
        SqlArguments.Bind(command.Parameters, arguments);
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await RowReader.ReadAllAsync<T>(reader, ct);
    }
}
