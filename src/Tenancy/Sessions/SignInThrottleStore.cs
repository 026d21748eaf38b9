using System.Security.Cryptography;
using System.Text;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Tenancy.Sessions;

/// <summary>Keeps the counts in the database, so that all nodes agree.</summary>
internal sealed class SignInThrottleStore(Database database, TimeProvider clock)
{
    private static readonly Scope SignInScope = Scope.System("sign-in");

    /// <summary>Counts an attempt, or says how long it has to wait.</summary>
    internal Task<TimeSpan?> BeginAsync(IReadOnlyList<ThrottleRule> rules, CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            async session =>
            {
                var now = clock.GetUtcNow();
                var keys = rules.Select(rule => Key(rule.Key)).ToArray();

                // Rows first, then locks in one order: two attempts at once wait for each other instead of passing unseen.
                await session.ExecuteAsync(
                    """
                    insert into sign_in_throttle (key, failures, last_failure_at)
                    select key, 0, @now from unnest(@keys) as key order by key
                    on conflict do nothing
                    """,
                    new { keys, now },
                    ct);
                var rows = await session.QueryAsync<ThrottleCount>(
                    """
                    select key, failures, last_failure_at, locked_until
                    from sign_in_throttle where key = any (@keys) order by key for update
                    """,
                    new { keys },
                    ct);
                var counts = rows.ToDictionary(row => row.Key, StringComparer.Ordinal);
                var wait = rules.Max(rule => SignInThrottle.Wait(counts.GetValueOrDefault(Key(rule.Key)), now));
                if (wait is not null)
                {
                    return wait;
                }

                foreach (var rule in rules)
                {
                    var next = SignInThrottle.Attempt(rule, counts.GetValueOrDefault(Key(rule.Key)), now);
                    await session.ExecuteAsync(
                        """
                        update sign_in_throttle set failures = @failures, last_failure_at = @now, locked_until = @lockedUntil
                        where key = @key
                        """,
                        new { key = Key(rule.Key), failures = next.Failures, now, lockedUntil = next.LockedUntil },
                        ct);
                }

                return (TimeSpan?)null;
            },
            ct);

    /// <summary>The password was right: the person's counts start again, the address keeps what others did from it.</summary>
    internal Task SucceededAsync(IReadOnlyList<ThrottleRule> rules, CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            session => session.ExecuteAsync(
                """
                update sign_in_throttle
                set failures = case when key = @address then greatest(failures - 1, 0) else 0 end, locked_until = null
                where key = any (@keys)
                """,
                new { address = Key(rules[0].Key), keys = rules.Select(rule => Key(rule.Key)).ToArray() },
                ct),
            ct);

    /// <summary>Deletes counts that no longer matter.</summary>
    internal Task ForgetAsync(CancellationToken ct) =>
        database.TransactAsync(
            SignInScope,
            session => session.ExecuteAsync(
                "delete from sign_in_throttle where last_failure_at < @before",
                new { before = clock.GetUtcNow() - SignInThrottle.Forget },
                ct),
            ct);

    // Hashed, because people type passwords into the name field, and names can be of any length.
    private static string Key(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
