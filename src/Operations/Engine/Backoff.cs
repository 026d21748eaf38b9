namespace Yunqiao.Operations.Engine;

/// <summary>How long to wait before trying again.</summary>
internal static class Backoff
{
    /// <summary>
    /// Doubles with every attempt up to a maximum; the last half is random, so that many that failed together do not come
    /// back together. Never shorter than what the cloud asked for.
    /// </summary>
    /// <param name="attempt">1 after the first try.</param>
    /// <param name="first">The pause after the first try.</param>
    /// <param name="maximum">The longest pause.</param>
    /// <param name="atLeast">What the cloud asked for.</param>
    /// <param name="random">0 to 1.</param>
    internal static TimeSpan After(int attempt, TimeSpan first, TimeSpan maximum, TimeSpan? atLeast, double random)
    {
        var doubled = first * Math.Pow(2, Math.Min(attempt - 1, 20));
        var capped = doubled < maximum ? doubled : maximum;
        var spread = capped * (0.5 + (random / 2));
        return atLeast > spread ? atLeast.Value : spread;
    }
}
