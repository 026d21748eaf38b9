namespace Yunqiao.Providers;

/// <summary>
/// A token bucket as a value: every step gives the next state. A bucket that the cloud throttled is empty until the pause is
/// over and then refills at half its speed; each further half minute without throttling doubles the speed until it is the
/// published one again.
/// </summary>
/// <param name="Tokens">What is in it; a fraction counts towards the next token.</param>
/// <param name="At">When that was so.</param>
/// <param name="Speed">The share of the published refill that is used, 1/64 to 1.</param>
/// <param name="PausedUntil">Nothing is granted before.</param>
public sealed record TokenBucket(double Tokens, DateTimeOffset At, double Speed, DateTimeOffset PausedUntil)
{
    private const double SlowestSpeed = 1.0 / 64;

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    /// <summary>A bucket that nothing was taken from yet.</summary>
    public static TokenBucket Full(RateLimit limit, DateTimeOffset now) => new(limit.Burst, now, 1, DateTimeOffset.MinValue);

    /// <summary>Takes up to <paramref name="wanted"/> tokens.</summary>
    public (TokenBucket Next, BudgetGrant Grant) Borrow(RateLimit limit, int wanted, DateTimeOffset now)
    {
        if (now < PausedUntil)
        {
            return (this, new BudgetGrant(0, PausedUntil - now));
        }

        var recovered = Speed < 1 && now - PausedUntil >= Recovery
            ? this with { Speed = Math.Min(1, Speed * 2), PausedUntil = now }
            : this;
        var elapsed = Math.Max(0, (now - At).TotalSeconds);
        var refill = limit.PerSecond * recovered.Speed;
        var tokens = Math.Min(limit.Burst, Tokens + (elapsed * refill));
        var granted = Math.Min(wanted, (int)tokens);
        var next = recovered with { Tokens = tokens - granted, At = now };
        return granted > 0
            ? (next, new BudgetGrant(granted, TimeSpan.Zero))
            : (next, new BudgetGrant(0, TimeSpan.FromSeconds((1 - tokens) / refill)));
    }

    /// <summary>The cloud throttled: empty until the pause is over, and slower then.</summary>
    public TokenBucket Throttled(DateTimeOffset now, TimeSpan pause)
    {
        var until = now + pause;

        // Several calls in flight are refused together: they are one sign, not many.
        var speed = now < PausedUntil ? Speed : Math.Max(SlowestSpeed, Speed / 2);
        return new TokenBucket(0, until, speed, until > PausedUntil ? until : PausedUntil);
    }
}
