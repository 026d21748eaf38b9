namespace Yunqiao.Inventory.Sync;

/// <summary>Whether the things that a complete listing no longer held may vanish from the graph without a person's word.</summary>
public static class SweepDecision
{
    /// <summary>The loss that is always believed, unless it is the whole unit.</summary>
    public const int AlwaysBelieved = 5;

    /// <summary>
    /// True when the loss is a whole unit or more than max(5, 10 %) of it: an empty or broken answer looks just like that,
    /// and an inventory must survive it.
    /// </summary>
    /// <param name="known">How many things the unit held before the listing.</param>
    /// <param name="missing">How many of them were not listed and could not be observed by id.</param>
    public static bool IsHeld(int known, int missing) =>
        missing > 0 && (missing >= known || missing > Math.Max(AlwaysBelieved, known / 10.0));
}
