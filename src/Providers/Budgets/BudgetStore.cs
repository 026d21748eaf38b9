using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>
/// Where the tokens of API budgets are. Nodes of a cluster share budgets by borrowing from one store in chunks; a single node
/// keeps them in memory (<see cref="LocalBudgetStore"/>).
/// </summary>
public interface IBudgetStore
{
    /// <summary>Takes up to <paramref name="wanted"/> tokens out of a bucket, or says when there will be one.</summary>
    ValueTask<BudgetGrant> BorrowAsync(BudgetKey key, RateLimit limit, int wanted, CancellationToken ct);

    /// <summary>The cloud throttled: nothing is granted for a while, and the bucket refills at half its speed until calls succeed again.</summary>
    ValueTask ThrottledAsync(BudgetKey key, RateLimit limit, TimeSpan pause, CancellationToken ct);
}

/// <summary>Which bucket.</summary>
/// <param name="Account">The account; null for connections that are only tried.</param>
/// <param name="Api">The vendor's action, as the manifest names it.</param>
public sealed record BudgetKey(AccountId? Account, string Api);

/// <summary>What a store granted.</summary>
/// <param name="Tokens">How many calls may be made; 0 when none.</param>
/// <param name="RetryAfter">With no tokens: when to ask again.</param>
public readonly record struct BudgetGrant(int Tokens, TimeSpan RetryAfter);
