using Yunqiao.Kernel;
using Yunqiao.Providers;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Budgets;

/// <summary>
/// The budgets of accounts in the database, so that all servers together keep a cloud's limit. Time is the database's, because
/// the clocks of servers differ. Connections that are only tried have no account, and their buckets stay in this process.
/// </summary>
internal sealed class SharedBudgetStore(Database database, TimeProvider clock) : IBudgetStore
{
    private static readonly Scope Budgets = Scope.System("apiBudget");

    private readonly LocalBudgetStore local = new(clock);

    /// <inheritdoc />
    public async ValueTask<BudgetGrant> BorrowAsync(BudgetKey key, RateLimit limit, int wanted, CancellationToken ct)
    {
        if (key.Account is null)
        {
            return await local.BorrowAsync(key, limit, wanted, ct);
        }

        return await ChangeAsync(key, limit, (bucket, now) => bucket.Borrow(limit, wanted, now), ct);
    }

    /// <inheritdoc />
    public async ValueTask ThrottledAsync(BudgetKey key, RateLimit limit, TimeSpan pause, CancellationToken ct)
    {
        if (key.Account is null)
        {
            await local.ThrottledAsync(key, limit, pause, ct);
            return;
        }

        await ChangeAsync(key, limit, (bucket, now) => (bucket.Throttled(now, pause), default(BudgetGrant)), ct);
    }

    private Task<BudgetGrant> ChangeAsync(
        BudgetKey key, RateLimit limit, Func<TokenBucket, DateTimeOffset, (TokenBucket Next, BudgetGrant Grant)> change, CancellationToken ct) =>
        database.TransactAsync(
            Budgets,
            async session =>
            {
                var row = await LockAsync(session, key, limit, ct);
                if (row is null)
                {
                    // The account was forgotten meanwhile: whoever still calls is stopped elsewhere.
                    return new BudgetGrant(1, TimeSpan.Zero);
                }

                var (next, grant) = change(new TokenBucket(row.Tokens, row.At, row.Speed, row.PausedUntil), row.Now);
                await session.ExecuteAsync(
                    "update api_budget set tokens = @tokens, at = @at, speed = @speed, paused_until = @until where account_id = @account and api = @api",
                    new { account = key.Account, api = key.Api, tokens = next.Tokens, at = next.At, speed = next.Speed, until = next.PausedUntil },
                    ct);
                return grant;
            },
            ct);

    private static async Task<Row?> LockAsync(DbSession session, BudgetKey key, RateLimit limit, CancellationToken ct)
    {
        const string Lock =
            """
            select tokens, at, speed, paused_until, clock_timestamp() as now from api_budget
            where account_id = @account and api = @api for update
            """;
        var arguments = new { account = key.Account, api = key.Api, full = (double)limit.Burst };
        if (await session.QueryFirstAsync<Row>(Lock, arguments, ct) is { } row)
        {
            return row;
        }

        await session.ExecuteAsync(
            """
            insert into api_budget (account_id, api, tokens, at, speed, paused_until)
            select id, @api, @full, clock_timestamp(), 1, 'epoch' from account where id = @account
            on conflict do nothing
            """,
            arguments,
            ct);
        return await session.QueryFirstAsync<Row>(Lock, arguments, ct);
    }

    private sealed record Row(double Tokens, DateTimeOffset At, double Speed, DateTimeOffset PausedUntil, DateTimeOffset Now);
}
