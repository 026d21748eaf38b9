using Npgsql;
using Yunqiao.Kernel;
using Yunqiao.Storage.Outbox;

namespace Yunqiao.Storage;

/// <summary>A transaction in a scope.</summary>
public sealed class DbSession
{
    private readonly TimeProvider clock;
    private readonly List<DomainEvent> events = [];
    private readonly List<Action> afterCommit = [];

    internal DbSession(NpgsqlConnection connection, NpgsqlTransaction transaction, Scope scope, TimeProvider clock)
    {
        Connection = connection;
        Transaction = transaction;
        Scope = scope;
        this.clock = clock;
    }

    /// <summary>The connection, for bulk copy and for a job store that joins the transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The transaction.</summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>The scope that row security applies.</summary>
    public Scope Scope { get; }

    /// <summary>The transaction's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>All rows of a statement.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments, CancellationToken ct)
    {
        await using var command = Command(sql, arguments);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await RowReader.ReadAllAsync<T>(reader, ct);
    }

    /// <summary>The first row of a statement, or null.</summary>
    public async Task<T?> QueryFirstAsync<T>(string sql, object? arguments, CancellationToken ct)
        where T : class
    {
        var rows = await QueryAsync<T>(sql, arguments, ct);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Runs a statement; the number of rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, object? arguments, CancellationToken ct)
    {
        await using var command = Command(sql, arguments);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Adds a fact to the outbox of this transaction.</summary>
    public void Publish(DomainEvent fact) => events.Add(fact);

    /// <summary>Runs once the transaction has committed, and never when it has not: a hint to others, not a part of the work.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    internal async Task EnterScopeAsync(CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Connection, Transaction);
        batch.BatchCommands.Add(ScopeSetting.Command(Scope));
        await batch.ExecuteNonQueryAsync(ct);
    }

    internal bool HasEvents => events.Count > 0;

    internal async Task FlushEventsAsync(CancellationToken ct)
    {
        await OutboxWriter.AppendAsync(this, events, ct);
        events.Clear();
    }

    internal void RunAfterCommit()
    {
        foreach (var action in afterCommit)
        {
            action();
        }
    }

    private NpgsqlCommand Command(string sql, object? arguments)
    {
        var command = new NpgsqlCommand(sql, Connection, Transaction);
        SqlArguments.Bind(command.Parameters, arguments);
        return command;
    }
}
