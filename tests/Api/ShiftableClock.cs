namespace Yunqiao.Tests.Api;

/// <summary>The real clock, moved forward by as much as a test asks; timers run as they do.</summary>
internal sealed class ShiftableClock : TimeProvider
{
    private long shiftTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref shiftTicks));

    internal void Advance(TimeSpan time) => Interlocked.Add(ref shiftTicks, time.Ticks);
}
