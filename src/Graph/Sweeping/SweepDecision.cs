namespace Yunqiao.Graph.Sweeping;

/// <summary>What may be done about things that a complete listing did not hold.</summary>
public enum SweepVerdict
{
    /// <summary>Nothing is missing.</summary>
    Nothing,

    /// <summary>Few enough are gone: remove them.</summary>
    Remove,

    /// <summary>Too many are gone to believe it: mark them missing and ask a person.</summary>
    Hold,
}

/// <summary>Decides whether a loss is believed.</summary>
public static class SweepDecision
{
    /// <summary>
    /// Holds when the loss exceeds the greater of 5 and 10 %, or is the whole unit.
    /// </summary>
    /// <param name="total">How many the unit held before.</param>
    /// <param name="missing">How many of them are gone, after each was looked up by its id.</param>
    public static SweepVerdict Decide(int total, int missing)
    {
        if (missing <= 0)
        {
            return SweepVerdict.Nothing;
        }

        var believable = Math.Max(5m, total * 0.1m);
        return missing >= total || missing > believable ? SweepVerdict.Hold : SweepVerdict.Remove;
    }
}
