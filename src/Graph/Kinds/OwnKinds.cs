using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Kinds;

/// <summary>
/// Kinds that tenants define: made, changed and deleted here, and kept in the memory of every server. A server hears of a change
/// made elsewhere by a notification, and asks again now and then in case it missed one.
/// </summary>
public sealed partial class OwnKinds(
    Database database, KindRegistry registry, NotificationListener listener, TimeProvider clock, ILogger<OwnKinds> log) : BackgroundService
{
    /// <summary>Most kinds of one tenant.</summary>
    internal const int MostKinds = 500;

    private static readonly TimeSpan ReadAnyway = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly SemaphoreSlim reading = new(1, 1);

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Defines a kind of the caller's tenant.</summary>
    internal async Task<Result<Kind>> CreateAsync(Scope scope, KindDocument document, CancellationToken ct)
    {
        if (!document.Read(scope.Slug).Ok(out var kind, out var problem))
        {
            return problem;
        }

        var refused = await database.TransactAsync<Problem?>(
            scope,
            async session =>
            {
                if (await OwnKindStore.CountAsync(session, ct) >= MostKinds)
                {
                    return KindProblems.TooMany.With(("limit", MostKinds.ToString()));
                }

                return await OwnKindStore.InsertAsync(session, document, ct) ? null : KindProblems.Exists.With(("id", kind.Id));
            },
            ct);
        return await ReadAfterAsync(refused, kind, ct);
    }

    /// <summary>Replaces the definition of a kind of the caller's tenant; refused when things of it would become invalid.</summary>
    internal async Task<Result<Kind>> ReplaceAsync(Scope scope, string id, KindDocument document, CancellationToken ct)
    {
        if (!Own(scope, id).Ok(out var before, out var problem) || !(document with { Id = id }).Read(scope.Slug).Ok(out var after, out problem))
        {
            return problem;
        }

        var refused = await database.TransactAsync<Problem?>(
            scope,
            async session =>
            {
                await OwnKindStore.LockAsync(session, id, ct);
                var breaks = KindCompatibility.Breaks(before.Kind, after);
                if (breaks.Count > 0 && await OwnKindStore.ThingsAsync(session, id, ct) is > 0 and var count)
                {
                    return KindProblems.Breaking.With(("id", id), ("count", count.ToString()), ("summary", breaks[0].Detail.En)) with { Errors = breaks };
                }

                await OwnKindStore.ReplaceAsync(session, document with { Id = id }, ct);
                return null;
            },
            ct);
        return await ReadAfterAsync(refused, after, ct);
    }

    /// <summary>Deletes a kind of the caller's tenant that nothing uses.</summary>
    internal async Task<Result<Unit>> DeleteAsync(Scope scope, string id, CancellationToken ct)
    {
        if (!Own(scope, id).Ok(out _, out var problem))
        {
            return problem;
        }

        var refused = await database.TransactAsync<Problem?>(
            scope,
            async session =>
            {
                await OwnKindStore.LockAsync(session, id, ct);
                if (await OwnKindStore.ThingsAsync(session, id, ct) is > 0 and var count)
                {
                    return KindProblems.InUse.With(("id", id), ("count", count.ToString()));
                }

                await OwnKindStore.DeleteAsync(session, id, ct);
                return null;
            },
            ct);
        return await ReadAfterAsync(refused, default(Unit), ct);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = listener.Subscribe(OwnKindStore.Channel, _ => Wake());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changed.WaitAsync(ReadAnyway, stoppingToken);
                await ReadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (StorageFault.IsUnavailable(error))
            {
                LogUnread(log, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Result<OwnKind> Own(Scope scope, string id)
    {
        if (registry.Find(scope, id) is null)
        {
            return KernelProblems.NotFound.With(("noun", "kind"), ("id", id));
        }

        return registry.OwnKind(id) is { } own && own.Tenant == scope.Tenant ? own : KindProblems.NotYours.With(("id", id));
    }

    /// <summary>The outcome, after this server has read the kinds again: who defined a kind may use it at once.</summary>
    private async Task<Result<T>> ReadAfterAsync<T>(Problem? refused, T value, CancellationToken ct)
    {
        if (refused is not null)
        {
            return refused;
        }

        await ReadAsync(ct);
        return value;
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            var kinds = new List<OwnKind>();
            foreach (var row in await OwnKindStore.AllAsync(database, ct))
            {
                var document = row.Document();
                if (document.Read(row.Id[..row.Id.IndexOf(':', StringComparison.Ordinal)]).Ok(out var kind, out var problem))
                {
                    kinds.Add(new OwnKind(kind, row.TenantId, document));
                }
                else
                {
                    // A newer server may accept what this one does not; its kinds stay hidden here until this one is upgraded.
                    LogNotUnderstood(log, row.Id, problem.Errors is [var first, ..] ? first.Pointer : "");
                }
            }

            registry.Replace(kinds);
        }
        finally
        {
            reading.Release();
        }
    }

    private void Wake()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to read already.
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "The kinds could not be read again: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);

    [LoggerMessage(1302, LogLevel.Warning, "The kind {Kind} is not understood at {Pointer}; it stays hidden on this server")]
    private static partial void LogNotUnderstood(ILogger log, string kind, string pointer);
}
